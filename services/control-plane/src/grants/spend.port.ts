import type { BudgetPeriod } from '@1relay/contracts'
import type { PeriodStarts } from './periods.js'

/** Micro-dollars spent in the running day, week and month, and in total. */
export type Spend = Readonly<Record<BudgetPeriod, number>>

/** The same of everything that one owner pays for. */
export type FindLedgerSpend = (ownerId: string, starts: PeriodStarts) => Promise<Spend>

/**
 * What grants need to know of usage: the spend of each of these grants as far as it is recorded, from the given first days
 * on. MUST answer for every id, zeros where nothing is recorded.
 */
export type FindSpend = (grantIds: readonly string[], starts: PeriodStarts) => Promise<ReadonlyMap<string, Spend>>
