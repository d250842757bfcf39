import type { DataSource } from 'typeorm'

// Keys that name one question or one day, of which nobody asks again. Others, as of a budget that was reached, keep a letter from being written twice.
const passing = ['confirm-ip:%', 'audit-head:%']

/** What is left of mails that were sent, or are out of date, and whose keys nobody asks for any more. */
export class SpentMails {
  constructor(private readonly database: DataSource) {}

  /** Drops at most `limit` that were out of date by then, and says how many. */
  async drop(before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM mails WHERE id IN (
      SELECT id FROM mails WHERE once_key LIKE ANY($1) AND expires_at <= $2 LIMIT $3)`
    const [, count] = await this.database.query<[unknown[], number]>(sql, [passing, before, limit])
    return count
  }
}
