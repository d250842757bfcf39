import type { Budget, BudgetPeriod } from '@1relay/contracts'
import { resetsAt } from './periods.js'
import type { Spend } from './spend.port.js'

/** A budget as people see it. */
export interface SpentBudget {
  readonly period: BudgetPeriod
  readonly capMicros: number
  readonly spentMicros: number
  /** Set aside for open requests; absent where nobody knows. */
  readonly heldMicros?: number
  readonly resetsAt: string | null
}

/** The budgets of a grant, or of an account, with what is spent of them and when each is whole again. */
export const presentBudgets = (
  { budgets }: { budgets: readonly Budget[] },
  spend: Spend,
  now: Date,
  held?: Spend,
): SpentBudget[] =>
  budgets.map(({ period, capMicros }) => ({
    period,
    capMicros,
    spentMicros: spend[period],
    ...(held && { heldMicros: held[period] }),
    resetsAt: resetsAt(period, now)?.toISOString() ?? null,
  }))
