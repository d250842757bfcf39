import type { BudgetPeriod } from '@1relay/contracts'
import type { Grant } from './grant.js'
import { resetsAt } from './periods.js'
import type { Spend } from './spend.port.js'

/** A budget as people see it. */
export interface SpentBudget {
  readonly period: BudgetPeriod
  readonly capMicros: number
  readonly spentMicros: number
  readonly resetsAt: string | null
}

/** The budgets of a grant with what is spent of them and when each is whole again. */
export const presentBudgets = (grant: Grant, spend: Spend, now: Date): SpentBudget[] =>
  grant.budgets.map(({ period, capMicros }) => ({
    period,
    capMicros,
    spentMicros: spend[period],
    resetsAt: resetsAt(period, now)?.toISOString() ?? null,
  }))
