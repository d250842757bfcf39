import type { DataSource } from 'typeorm'

/** Sessions that are over: they hold addresses and devices of people, and let nobody in. */
export class ExpiredSessions {
  constructor(private readonly database: DataSource) {}

  /** Drops at most `limit` that were over by then, and says how many. */
  async drop(before: Date, limit: number): Promise<number> {
    const sql = 'DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 LIMIT $2)'
    const [, count] = await this.database.query<[unknown[], number]>(sql, [before, limit])
    return count
  }
}
