import type { DataSource } from 'typeorm'
import type { Delivery, Receipt, SigningWebhook } from './webhook.js'
import { insertMessage, tellWithin } from './message.postgres.js'
import type { Message } from './message.js'
import type { PostgresWebhookStore } from './webhook-store.postgres.js'

/** A message that its taker has to deliver. */
export interface TakenMessage {
  readonly id: string
  readonly webhookId: string
  readonly body: string
  /** This one included. */
  readonly attempts: number
  readonly expiresAt: Date
  /** Undefined: its secret cannot be read any more. */
  readonly webhook: SigningWebhook | undefined
}

interface TakenRow {
  readonly id: string
  readonly body: string
  readonly attempts: number
  readonly expires_at: Date
  readonly webhook_id: string
  readonly sealed: string
  readonly created_at: Date
}

const DELIVERY = `id, type, attempts, last_status AS "lastStatus", last_problem AS "lastProblem", created_at AS "createdAt",
  delivered_at AS "deliveredAt", due_at AS "dueAt"`

/** Messages on their way, in PostgreSQL. */
export class PostgresWebhookOutbox {
  /** Messages for every webhook of an owner, in a transaction of the caller. */
  readonly tellWithin = tellWithin

  constructor(
    private readonly database: DataSource,
    private readonly webhooks: Pick<PostgresWebhookStore, 'read'>,
  ) {}

  /** False if its key is known, or the webhook gone. */
  add(message: Message): Promise<boolean> {
    return insertMessage(this.database.manager, message)
  }

  /** Messages that are due, but for those webhooks: each for one caller at a time, now the caller's until `until`. */
  take(now: Date, until: Date, limit: number, except: readonly string[] = []): Promise<TakenMessage[]> {
    const due = `SELECT id FROM webhook_messages WHERE due_at <= $2 AND webhook_id <> ALL($4)
      ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED`
    return this.#take(due, [until, now, limit, except])
  }

  /** One that is not due yet, in the same way; undefined if it is gone. */
  async takeOne(id: string, until: Date): Promise<TakenMessage | undefined> {
    const [message] = await this.#take('SELECT id FROM webhook_messages WHERE id = $2 FOR UPDATE', [until, id])
    return message
  }

  async #take(which: string, values: readonly unknown[]): Promise<TakenMessage[]> {
    const [rows] = await this.database.query<[TakenRow[], number]>(
      // Materialized: run again for every row, as the planner may choose, a limit is none.
      `WITH due AS MATERIALIZED (${which})
       UPDATE webhook_messages m SET attempts = attempts + 1, due_at = $1 FROM due, webhooks w
       WHERE m.id = due.id AND w.id = m.webhook_id
       RETURNING m.id, m.body, m.attempts, m.expires_at, m.webhook_id, w.sealed, w.created_at`,
      [...values],
    )
    return rows.map((row) => ({
      id: row.id,
      webhookId: row.webhook_id,
      body: row.body,
      attempts: row.attempts,
      expiresAt: row.expires_at,
      webhook: this.webhooks.read({ id: row.webhook_id, sealed: row.sealed, created_at: row.created_at }),
    }))
  }

  /** Notes what came of an attempt, unless there was another since; without a time for the next one it was the last. */
  async note(
    { id, attempts }: Pick<TakenMessage, 'id' | 'attempts'>,
    { status, problem }: Receipt,
    { deliveredAt = null, dueAt = null }: { deliveredAt?: Date | null; dueAt?: Date | null },
  ): Promise<void> {
    await this.database.query(
      `UPDATE webhook_messages SET last_status = $3, last_problem = $4, delivered_at = $5, due_at = $6
       WHERE id = $1 AND attempts = $2`,
      [id, attempts, status, problem, deliveredAt, dueAt],
    )
  }

  /** Has everything else for a webhook wait at least as long: one that does not answer costs an attempt at a time. */
  async defer(webhookId: string, dueAt: Date): Promise<void> {
    await this.database.query(
      'UPDATE webhook_messages SET due_at = LEAST($2, expires_at) WHERE webhook_id = $1 AND due_at < LEAST($2, expires_at)',
      [webhookId, dueAt],
    )
  }

  /** Newest first. */
  list(webhookId: string, limit: number): Promise<Delivery[]> {
    const sql = `SELECT ${DELIVERY} FROM webhook_messages WHERE webhook_id = $1 AND body IS NOT NULL
      ORDER BY created_at DESC, id LIMIT $2`
    return this.database.query<Delivery[]>(sql, [webhookId, limit])
  }

  async find(id: string): Promise<Delivery | undefined> {
    const [row] = await this.database.query<Delivery[]>(`SELECT ${DELIVERY} FROM webhook_messages WHERE id = $1`, [id])
    return row
  }

  /** Lets go of at most `limit` messages of before then; only keys stay, so that nothing is told twice. */
  async forget(before: Date, limit: number): Promise<number> {
    const old = `SELECT id FROM webhook_messages WHERE body IS NOT NULL AND created_at <= $1 AND due_at IS NULL LIMIT $2`
    const [, deleted] = await this.database.query<[unknown[], number]>(
      `DELETE FROM webhook_messages WHERE once_key IS NULL AND id IN (${old})`,
      [before, limit],
    )
    const [, emptied] = await this.database.query<[unknown[], number]>(
      `UPDATE webhook_messages SET body = NULL WHERE once_key IS NOT NULL AND id IN (${old})`,
      [before, limit],
    )
    return Math.min(deleted + emptied, limit)
  }
}
