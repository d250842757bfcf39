import type { UsageReceiptQuery } from '@1relay/contracts'
import type { DataSource } from 'typeorm'

/** Tells which events are recorded. */
export class PostgresUsageReceipts {
  constructor(private readonly database: DataSource) {}

  /** Request ids of those that are not. */
  async missing(events: UsageReceiptQuery['events']): Promise<string[]> {
    if (events.length === 0) return []
    const moments = events.map(({ at }) => at)
    // The bounds let the planner leave out every month that none of them is in.
    const rows = await this.database.query<{ request_id: string }[]>(
      `SELECT asked.request_id FROM unnest($1::timestamptz[], $2::text[]) AS asked(at, request_id)
       WHERE NOT EXISTS (
         SELECT FROM usage_events e
         WHERE e.at = asked.at AND e.request_id = asked.request_id AND e.at BETWEEN $3::timestamptz AND $4::timestamptz
       )`,
      [
        moments.map((at) => new Date(at)),
        events.map(({ requestId }) => requestId),
        new Date(Math.min(...moments)),
        new Date(Math.max(...moments)),
      ],
    )
    return rows.map((row) => row.request_id)
  }
}
