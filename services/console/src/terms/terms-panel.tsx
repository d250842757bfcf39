import { Button } from '@mantine/core'
import { useState } from 'react'
import { Panel, toast } from '../ui/index.js'
import { BudgetBars } from './budget-bars.js'
import { limitsInWords } from './limits-in-words.js'
import type { Limits, SpentBudget, Terms } from './parse-terms.js'
import { TermsDialog } from './terms-dialog.js'

interface TermsPanelProps {
  /** Of the connection or bot token. */
  readonly name: string
  readonly budgets: readonly SpentBudget[]
  readonly limits: Limits
  /** It has ended: there is nothing to change any more. */
  readonly isOver: boolean
  /** Throws a ProblemError when it did not work. */
  readonly save: (terms: Terms) => Promise<unknown>
}

/** What a connection or bot token may spend and has spent, and the way to change it. */
export const TermsPanel = ({ name, budgets, limits, isOver, save }: TermsPanelProps) => {
  const [isEditing, setEditing] = useState(false)
  const edit = (
    <Button variant="default" onClick={() => setEditing(true)}>
      Change
    </Button>
  )
  return (
    <Panel title="Budget and limits" lead={limitsInWords(limits)} actions={isOver ? undefined : edit}>
      <BudgetBars budgets={budgets} />
      <TermsDialog
        opened={isEditing}
        onClose={() => setEditing(false)}
        title={`Budget and limits of ${name}`}
        budgets={budgets}
        limits={limits}
        save={async (terms) => {
          await save(terms)
          toast.done('Saved. In force at the next request.')
        }}
      />
    </Panel>
  )
}
