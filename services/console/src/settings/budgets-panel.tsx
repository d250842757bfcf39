import { Button, Progress, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '@1relay/contracts'
import { problemIn, read } from '../api/index.js'
import {
  formatMicros,
  microsOfDollars,
  Money,
  Panel,
  ProblemNote,
  QueryView,
  Time,
  toast,
  valueOf,
} from '../ui/index.js'
import { useClient, useServices } from '../wiring/index.js'
import classes from './settings.module.css'

type Spent = components['schemas']['SpentBudget']

const ACCOUNT_BUDGETS_KEY = ['account-budgets'] as const

const PERIODS = [
  { period: 'day', label: 'A day' },
  { period: 'week', label: 'A week' },
  { period: 'month', label: 'A month' },
  { period: 'total', label: 'In all' },
] as const

/** The cap above all connections and bot tokens together. */
export const BudgetsPanel = () => {
  const client = useClient()
  const [isEditing, setEditing] = useState(false)
  const query = useQuery({
    queryKey: ACCOUNT_BUDGETS_KEY,
    queryFn: () => read(client.GET('/v1/account/budgets'), ({ data }) => data.budgets),
  })
  return (
    <Panel
      title="Spending cap"
      lead="Above everything: all connections and bot tokens together stop here, whatever their own budgets say."
      actions={
        isEditing ? undefined : (
          <Button variant="default" onClick={() => setEditing(true)} disabled={query.data === undefined}>
            Change cap
          </Button>
        )
      }
    >
      <QueryView query={query}>
        {(budgets) =>
          isEditing ? (
            <BudgetForm budgets={budgets} onDone={() => setEditing(false)} />
          ) : budgets.length === 0 ? (
            <p className={classes['quiet']}>No cap. Each connection and bot token is held to its own budget only.</p>
          ) : (
            <div className={classes['stack']}>
              {budgets.map((budget) => (
                <SpentBar key={budget.period} budget={budget} />
              ))}
            </div>
          )
        }
      </QueryView>
    </Panel>
  )
}

const SpentBar = ({ budget: { period, capMicros, spentMicros, resetsAt } }: { budget: Spent }) => {
  const label = PERIODS.find((one) => one.period === period)?.label ?? period
  const percent = capMicros === 0 ? 100 : Math.min(100, (spentMicros / capMicros) * 100)
  return (
    <div>
      <div className={classes['spent']}>
        <span>{label}</span>
        <span>
          <Money micros={spentMicros} /> of <Money micros={capMicros} />
        </span>
      </div>
      <Progress value={percent} color={percent >= 100 ? 'red' : 'relay'} aria-label={`${label}: spent`} />
      {resetsAt === null ? null : (
        <p className={classes['hint']}>
          Starts anew <Time at={resetsAt} />.
        </p>
      )}
    </div>
  )
}

type Budgets = { period: Spent['period']; capMicros: number }[]

/** What was typed, or which period has no amount in its field. */
const budgetsIn = (form: HTMLFormElement): { budgets: Budgets; wrong: readonly string[] } => {
  const typed = PERIODS.map(({ period }) => ({ period, text: valueOf(form, period).trim() }))
  const filled = typed.filter(({ text }) => text !== '')
  return {
    budgets: filled.flatMap(({ period, text }) => {
      const capMicros = microsOfDollars(text)
      return capMicros === undefined ? [] : { period, capMicros }
    }),
    wrong: filled.filter(({ text }) => microsOfDollars(text) === undefined).map(({ period }) => period),
  }
}

const BudgetForm = ({ budgets, onDone }: { budgets: readonly Spent[]; onDone: () => void }) => {
  const { client, queryClient } = useServices()
  const [wrong, setWrong] = useState<readonly string[]>([])
  const save = useMutation({
    mutationFn: (wanted: Budgets) =>
      read(client.PUT('/v1/account/budgets', { body: { budgets: wanted } }), ({ data }) => data.budgets),
    onSuccess: (stored) => {
      queryClient.setQueryData(ACCOUNT_BUDGETS_KEY, stored)
      toast.done('The cap is in force from the next request on.')
      onDone()
    },
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const found = budgetsIn(event.currentTarget)
        setWrong(found.wrong)
        if (found.wrong.length === 0 && !save.isPending) save.mutate(found.budgets)
      }}
    >
      <div className={classes['grid']}>
        {PERIODS.map(({ period, label }) => (
          <TextInput
            key={period}
            name={period}
            label={`${label}, in US dollars`}
            placeholder="No cap"
            inputMode="decimal"
            leftSection="$"
            defaultValue={amountOf(budgets, period)}
            error={wrong.includes(period) ? 'An amount such as 10 or 10.50, at most a million.' : undefined}
          />
        ))}
      </div>
      {save.isError ? <ProblemNote problem={problemIn(save.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save cap
        </Button>
      </div>
    </form>
  )
}

const amountOf = (budgets: readonly Spent[], period: string): string => {
  const cap = budgets.find((budget) => budget.period === period)?.capMicros
  return cap === undefined ? '' : formatMicros(cap).replace('$', '')
}
