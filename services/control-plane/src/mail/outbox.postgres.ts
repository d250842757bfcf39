import { randomBytes } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { deriveRowKey, openRow, sealRow } from '../database/index.js'
import type { Mail } from './letter.js'
import type { NewMail, Outbox, WaitingMail } from './outbox.port.js'

interface MailRow {
  id: string
  sealed: string
  attempts: number
  expires_at: Date
}

/** Mails in PostgreSQL, sealed: some carry a sign-in link, of which a dump must hold nothing but a digest. */
export class PostgresOutbox implements Outbox {
  readonly #key: Buffer

  constructor(
    private readonly database: DataSource,
    secret: string,
  ) {
    this.#key = deriveRowKey(secret, '1relay/mail-outbox/v1')
  }

  async add({ id, mail, accountId, onceKey, createdAt, expiresAt }: NewMail): Promise<boolean> {
    const sealed = sealRow(this.#key, { id, text: JSON.stringify(mail), iv: randomBytes(12) })
    const rows = await this.database.query<unknown[]>(
      `INSERT INTO mails (id, account_id, once_key, sealed, attempts, created_at, due_at, expires_at)
       VALUES ($1, $2, $3, $4, 0, $5, $5, $6) ON CONFLICT (once_key) DO NOTHING RETURNING id`,
      [id, accountId, onceKey, sealed, createdAt, expiresAt],
    )
    return rows.length === 1
  }

  async take(now: Date, until: Date, limit: number): Promise<WaitingMail[]> {
    const [rows] = await this.database.query<[MailRow[], number]>(
      // Materialized: run again for every row, as the planner may choose, a limit is none.
      `WITH due AS MATERIALIZED (
         SELECT id FROM mails WHERE sealed IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       UPDATE mails m SET attempts = attempts + 1, due_at = $2 FROM due WHERE m.id = due.id
       RETURNING m.id, m.sealed, m.attempts, m.expires_at`,
      [now, until, limit],
    )
    const waiting: WaitingMail[] = []
    for (const { id, sealed, attempts, expires_at: expiresAt } of rows) {
      const text = openRow(this.#key, { id, sealed })
      if (text === undefined) await this.finish(id)
      else waiting.push({ id, mail: JSON.parse(text) as Mail, attempts: attempts - 1, expiresAt })
    }
    return waiting
  }

  async finish(id: string): Promise<void> {
    await this.database.query('DELETE FROM mails WHERE id = $1 AND once_key IS NULL', [id])
    await this.database.query('UPDATE mails SET sealed = NULL WHERE id = $1', [id])
  }

  async postpone(id: string, dueAt: Date): Promise<void> {
    await this.database.query('UPDATE mails SET due_at = $2 WHERE id = $1', [id, dueAt])
  }
}
