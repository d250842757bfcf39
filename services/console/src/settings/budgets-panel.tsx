import { Button, Progress, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '@1relay/contracts'
import { parseDollars } from '@1relay/custody'
import { problemIn, read } from '../api/index.js'
import {
  formatMicros,
  MICROS_PER_CENT,
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

type Wrong = Readonly<Record<string, string>>

/** What was typed, and for each period that has no amount in its field why not. */
const budgetsIn = (form: HTMLFormElement): { budgets: Budgets; wrong: Wrong } => {
  const budgets: Budgets = []
  const wrong: Record<string, string> = {}
  for (const { period } of PERIODS) {
    const typed = valueOf(form, period).trim()
    if (typed === '') continue
    const cents = parseDollars(typed)
    if (cents.ok) budgets.push({ period, capMicros: cents.value * MICROS_PER_CENT })
    else wrong[period] = cents.why
  }
  return { budgets, wrong }
}

const BudgetForm = ({ budgets, onDone }: { budgets: readonly Spent[]; onDone: () => void }) => {
  const { client, queryClient } = useServices()
  const [wrong, setWrong] = useState<Wrong>({})
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
        if (Object.keys(found.wrong).length === 0 && !save.isPending) save.mutate(found.budgets)
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
            error={wrong[period]}
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
