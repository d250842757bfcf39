import type { DataSource } from 'typeorm'

/** Confirmations that are over: they hold addresses of people, and say nothing any more. */
export class ExpiredConfirmations {
  constructor(private readonly database: DataSource) {}

  /** Drops at most `limit` that were over by then, and says how many. */
  async drop(before: Date, limit: number): Promise<number> {
    const sql = `WITH gone AS (
        DELETE FROM ip_confirmations WHERE id IN (SELECT id FROM ip_confirmations WHERE expires_at <= $1 LIMIT $2) RETURNING 1
      ) SELECT count(*)::int AS count FROM gone`
    const [row] = await this.database.query<{ count: number }[]>(sql, [before, limit])
    return row?.count ?? 0
  }
}
