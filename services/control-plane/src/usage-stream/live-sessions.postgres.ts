import type { DataSource } from 'typeorm'

/** Which of these sessions have neither ended nor expired. One query for all streams of a process. */
export const findLiveSessions = async (
  database: DataSource,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> => {
  const sql = 'SELECT id FROM sessions WHERE id = ANY($1::text[]) AND expires_at > $2'
  const rows = await database.query<{ id: string }[]>(sql, [ids, now])
  return new Set(rows.map(({ id }) => id))
}
