import { Button, Group, Modal, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { problemIn } from '../api/index.js'
import { ProblemNote } from '../ui/index.js'
import { BudgetFields } from './budget-fields.js'
import { LimitFields } from './limit-fields.js'
import { type Budget, type Limits, parseTerms, type Terms, type TermsProblem } from './parse-terms.js'
import { readTermsText } from './read-terms-text.js'
import classes from './terms.module.css'

interface TermsDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  readonly budgets: readonly Budget[]
  /** Undefined where there are budgets alone. */
  readonly limits?: Limits
  /** Throws a ProblemError when it did not work: the dialog says so and stays. */
  readonly save: (terms: Terms) => Promise<unknown>
}

/** Changes caps and limits; they are in force at the next request. */
export const TermsDialog = (props: TermsDialogProps) => (
  <Modal opened={props.opened} onClose={props.onClose} title={props.title} size="lg">
    <TermsForm {...props} />
  </Modal>
)

const TermsForm = ({ onClose, budgets, limits, save }: TermsDialogProps) => {
  const [problems, setProblems] = useState<TermsProblem>({})
  const work = useMutation({ mutationFn: save, onSuccess: onClose })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const parsed = parseTerms(readTermsText(event.currentTarget))
    setProblems(parsed.ok ? {} : parsed.problems)
    if (parsed.ok) work.mutate(parsed.terms)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <p className={classes['quiet']}>
          A cap is hard: a request that may exceed it is refused, and a stream that reaches it is ended. An empty field
          is no cap. Days, weeks and months are those of UTC.
        </p>
        <BudgetFields budgets={budgets} problems={problems} />
        {limits === undefined ? null : <LimitFields limits={limits} problems={problems} />}
        {work.isError ? <ProblemNote problem={problemIn(work.error)} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={work.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
