import { SimpleGrid, TextInput } from '@mantine/core'
import { type Budget, PERIODS, type TermsProblem } from './parse-terms.js'

interface BudgetFieldsProps {
  readonly budgets: readonly Budget[]
  readonly problems?: TermsProblem
}

/** A cap for each period, in dollars; an empty field is no cap. Read with `readTermsText`. */
export const BudgetFields = ({ budgets, problems = {} }: BudgetFieldsProps) => (
  <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
    {PERIODS.map(({ period, label }) => (
      <TextInput
        key={period}
        name={`cap-${period}`}
        label={label}
        placeholder="No cap"
        leftSection="$"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={dollarsOf(budgets.find((budget) => budget.period === period))}
        error={problems[period]}
      />
    ))}
  </SimpleGrid>
)

const dollarsOf = (budget: Budget | undefined): string =>
  budget === undefined ? '' : (budget.capMicros / 1_000_000).toFixed(2).replace(/\.00$/, '')
