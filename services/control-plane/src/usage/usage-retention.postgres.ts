import type { DataSource } from 'typeorm'
import { inTransaction } from '../database/index.js'

const MONTH_NAME = /^usage_events_(\d{4})_(\d{2})$/

/** Lets go of single calls that are older than they are kept. Sums by day stay: budgets without a period count them all. */
export class UsageRetention {
  constructor(private readonly database: DataSource) {}

  /** Drops the months that lie wholly before then; gives their names. */
  async dropMonths(before: Date): Promise<string[]> {
    const rows = await this.database.query<{ name: string }[]>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'usage_events'::regclass ORDER BY 1`,
    )
    const over = rows.map(({ name }) => name).filter((name) => isOver(name, before))
    for (const name of over) await this.#drop(name)
    return over
  }

  /** Drops at most `limit` sums by quarter of an hour from before then; gives how many those were. */
  async dropSlots(before: Date, limit: number): Promise<number> {
    const [, count] = await this.database.query<[unknown[], number]>(
      'DELETE FROM usage_slots WHERE ctid = ANY(ARRAY(SELECT ctid FROM usage_slots WHERE slot < $1 LIMIT $2))',
      [before, limit],
    )
    return count
  }

  /** Drops at most `limit` events from before then that could not be stored; gives how many those were. */
  async dropRejects(before: Date, limit: number): Promise<number> {
    const sql =
      'DELETE FROM usage_rejects WHERE digest IN (SELECT digest FROM usage_rejects WHERE received_at < $1 LIMIT $2)'
    const [, count] = await this.database.query<[unknown[], number]>(sql, [before, limit])
    return count
  }

  async #drop(name: string): Promise<void> {
    await inTransaction(this.database, async (tx) => {
      // Dropping locks the whole table: it waits its turn for a moment only, and the next round tries again.
      await tx.query("SET LOCAL lock_timeout = '2s'")
      // The name has the one form that Partitions gives.
      await tx.query(`DROP TABLE IF EXISTS ${name}`)
    })
  }
}

const isOver = (name: string, before: Date): boolean => {
  const [, year, month] = MONTH_NAME.exec(name) ?? []
  return year !== undefined && Date.UTC(Number(year), Number(month)) <= before.getTime()
}
