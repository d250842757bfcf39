import { BUDGET_PERIODS, type Budget, type LedgerTerms } from '@1relay/contracts'
import type { LedgerStore } from './ledger-store.port.js'
import { bucketsAt, periodStartsAt } from './periods.js'
import type { ProjectionWriter } from './projection-writer.port.js'
import type { FindLedgerSpend, Spend } from './spend.port.js'
import { checkBudgets } from './terms.js'
import { syncPass } from './sync-pass.js'

export interface LedgersParts {
  store: LedgerStore
  projections: ProjectionWriter
  findSpend: FindLedgerSpend
  clock: () => Date
}

/** What all grants of an owner may spend together. The only writer of it, here and in Redis. */
export class Ledgers {
  readonly #parts: LedgersParts

  constructor(parts: LedgersParts) {
    this.#parts = parts
  }

  find(ownerId: string): Promise<LedgerTerms> {
    return this.#parts.store.find(ownerId)
  }

  /**
   * Replaces the budgets and answers once no relay admits anything on the old ones. Rejects with `limits_unavailable` when Redis is
   * away: then the change is recorded, and takes effect as soon as Redis is back.
   */
  async change(ownerId: string, budgets: readonly Budget[]): Promise<LedgerTerms> {
    const { store, clock } = this.#parts
    await store.replace(ownerId, checkBudgets(budgets), clock())
    return this.project(ownerId)
  }

  /** Writes the terms, and where Redis knows no spend also that, from what is stored. Gives the terms that were written. */
  async project(ownerId: string): Promise<LedgerTerms> {
    const { store, projections, findSpend, clock } = this.#parts
    for (;;) {
      const now = clock()
      const buckets = bucketsAt(now)
      const [terms, spend] = [await store.find(ownerId), await findSpend(ownerId, periodStartsAt(now))]
      const spent = Object.fromEntries(BUDGET_PERIODS.map((period) => [buckets[period], spend[period]]))
      const outcome = await projections.writeLedger({ ledgerId: ownerId, terms, spent })
      if (outcome === 'written') {
        await store.markProjected(ownerId, terms.version)
        return terms
      }
      // Later terms that PostgreSQL does not know either: it was put back to a backup and Redis was not.
      if (!(await store.overtake(ownerId, terms.version, outcome.outdatedBy, now))) return terms
    }
  }

  /** Writes what Redis has missed, and gives how many ledgers that were. Rejects, at the end, when Redis has not taken all of it. */
  syncProjections(): Promise<number> {
    return syncPass({
      list: (limit, except) => this.#parts.store.listUnprojected(limit, except),
      idOf: (ownerId) => ownerId,
      project: (ownerId) => this.project(ownerId),
    })
  }

  /** Redis may have lost what was written since. */
  forgetProjections(since: Date): Promise<void> {
    return this.#parts.store.forgetProjections(since)
  }

  /** Spend in the running periods: live from Redis, from the records where Redis knows nothing or is away. */
  async spendOf(ownerId: string): Promise<Spend> {
    const { projections, findSpend, clock } = this.#parts
    const now = clock()
    const buckets = bucketsAt(now)
    const order = BUDGET_PERIODS.map((period) => buckets[period])
    const live = await projections.readLedgerSpent(ownerId, order).catch(() => undefined)
    if (live === undefined) return findSpend(ownerId, periodStartsAt(now))
    const [day = 0, week = 0, month = 0, total = 0] = live
    return { day, week, month, total }
  }
}
