// What PostgreSQL says.
import pg from 'pg'

/** Everything that PostgreSQL recorded. */
export const readRows = async ({ postgres }) => {
  const client = new pg.Client(postgres.url)
  await client.connect()
  try {
    const events = await client.query(
      `SELECT request_id AS "requestId", user_agent AS agent, grant_id AS "grantId", decision, reason, outcome,
         cost_micros::float8 AS "costMicros", tokens_from AS "tokensFrom" FROM usage_events`,
    )
    const [daily] = (await client.query('SELECT coalesce(sum(cost_micros), 0)::float8 AS micros FROM usage_daily')).rows
    const [rejects] = (await client.query('SELECT count(*)::int AS count FROM usage_rejects')).rows
    return { events: events.rows, dailyMicros: daily.micros, rejects: rejects.count }
  } finally {
    await client.end()
  }
}
