import pg from 'pg'
import { house } from './house.js'

/** As if this person had signed in twenty minutes ago: too long for what takes more than a session. */
export const ageSessions = async (email: string): Promise<void> => {
  const client = new pg.Client(house().databaseUrl)
  await client.connect()
  try {
    await client.query(
      `UPDATE sessions SET created_at = now() - interval '20 minutes'
       WHERE account_id = (SELECT id FROM accounts WHERE email = $1)`,
      [email],
    )
  } finally {
    await client.end()
  }
}
