import type { DataSource } from 'typeorm'

/** One day's sums of one connection, provider and model. */
export interface UsageOfDay {
  readonly day: string
  readonly connectionId: string
  readonly provider: string
  readonly model: string
  readonly requests: number
  readonly refused: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly costMicros: number
}

/** All usage of one person: to hand it to them, and to make it nobody's. */
export class PersonalUsage {
  constructor(private readonly database: DataSource) {}

  /** The newest days first, at most `limit` rows. */
  async daysOf(accountId: string, limit: number): Promise<UsageOfDay[]> {
    return this.database.query<UsageOfDay[]>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, grant_id AS "connectionId", upstream AS provider, model,
         requests::float8, refused::float8, input_tokens::float8 AS "inputTokens",
         cached_input_tokens::float8 AS "cachedInputTokens", output_tokens::float8 AS "outputTokens",
         cost_micros::float8 AS "costMicros"
       FROM usage_daily WHERE owner_id = $1 ORDER BY day DESC, grant_id, upstream, model LIMIT $2`,
      [accountId, limit],
    )
  }

  /**
   * Takes the person out of at most `limit` events and of their daily sums; what apps see of their own traffic stays. True if
   * nothing is left. In steps, because a busy person has more rows than one statement should hold.
   */
  async forget(accountId: string, limit: number): Promise<boolean> {
    await this.database.query("UPDATE usage_daily SET owner_id = '' WHERE owner_id = $1", [accountId])
    await this.database.query("UPDATE usage_slots SET owner_id = '' WHERE owner_id = $1", [accountId])
    const [, count] = await this.database.query<[unknown[], number]>(
      `UPDATE usage_events SET owner_id = NULL, ip = '', user_agent = NULL WHERE owner_id = $1 AND (at, request_id) IN
         (SELECT at, request_id FROM usage_events WHERE owner_id = $1 ORDER BY at DESC, request_id DESC LIMIT $2)`,
      [accountId, limit],
    )
    return count < limit
  }
}
