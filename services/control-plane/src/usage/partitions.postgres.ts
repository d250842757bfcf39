import type { DataSource } from 'typeorm'
import { inTransaction, lockFor } from '../database/index.js'

const monthOf = (at: Date): string => at.toISOString().slice(0, 7)

/** Monthly partitions of `usage_events`, made when first needed. */
export class Partitions {
  readonly #known = new Set<string>()

  constructor(private readonly database: DataSource) {}

  /** Makes sure that the month of each of these times has its partition. */
  async ensure(times: readonly Date[]): Promise<void> {
    const missing = new Set(times.map(monthOf).filter((month) => !this.#known.has(month)))
    for (const month of missing) {
      await this.#create(month)
      this.#known.add(month)
    }
  }

  /** Looks again next time what is there. */
  forget(): void {
    this.#known.clear()
  }

  async #create(month: string): Promise<void> {
    const [year = 0, number = 0] = month.split('-').map(Number)
    const [from, to] = [Date.UTC(year, number - 1), Date.UTC(year, number)].map((ms) => new Date(ms).toISOString())
    // Names and bounds come from a Date, never from an event's text.
    const name = `usage_events_${month.replace('-', '_')}`
    await inTransaction(this.database, async (tx) => {
      await lockFor(tx, 'usage-partitions')
      await tx.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF usage_events FOR VALUES FROM ('${from}') TO ('${to}')`,
      )
    })
  }
}
