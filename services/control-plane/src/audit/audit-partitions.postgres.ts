import type { DataSource } from 'typeorm'
import { inTransaction, lockFor } from '../database/index.js'
import { type Partition, parsePartition } from './retention.js'

/** The partitions of `audit_records`, made when first needed. */
export class AuditPartitions {
  readonly #known = new Set<string>()

  constructor(private readonly database: DataSource) {}

  /** Makes sure that it is there; harmless to repeat, by several processes at once. */
  async ensure({ name, days, from, to }: Partition): Promise<void> {
    if (this.#known.has(name)) return
    await inTransaction(this.database, async (tx) => {
      await lockFor(tx, 'audit-partitions')
      // Name and bounds come from a Date and a list of ours.
      await tx.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF audit_records_${days}
         FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
      )
    })
    this.#known.add(name)
  }

  /** Looks again next time what is there. */
  forget(): void {
    this.#known.clear()
  }

  async list(): Promise<Partition[]> {
    const rows = await this.database.query<{ name: string }[]>(
      `SELECT c.relname AS name FROM pg_partition_tree('audit_records') t JOIN pg_class c ON c.oid = t.relid
       WHERE t.isleaf ORDER BY 1`,
    )
    return rows.flatMap(({ name }) => parsePartition(name) ?? [])
  }

  async drop({ name }: Partition): Promise<void> {
    await inTransaction(this.database, async (tx) => {
      // Dropping locks the whole table: it waits its turn for a moment only, and the next round tries again.
      await tx.query("SET LOCAL lock_timeout = '2s'")
      await tx.query(`DROP TABLE IF EXISTS ${name}`)
    })
    this.#known.delete(name)
  }
}

/** Whether a row found no partition: it was there, and has been dropped since. */
export const isWithoutPartition = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '23514' && /no partition of relation/.test((error as Error).message)
