import { makeId } from '@1relay/vault'
import type { EntityManager } from 'typeorm'
import { ownerColumns, type WebhookOwner } from './webhook.js'

/** What happened, before it has a time. */
export interface WebhookNews {
  readonly type: 'budget.reached' | 'connection.revoked' | 'webhook.test'
  readonly data: object
  /** A second message of this key is not sent to the same webhook. */
  readonly onceKey?: string
}

export interface Message {
  readonly id: string
  readonly webhookId: string
  /** Two messages of one key to one webhook are one message. Null: always another. */
  readonly onceKey: string | null
  readonly type: string
  readonly body: string
  readonly createdAt: Date
  readonly expiresAt: Date
  /** Nobody tries it before, unless by `takeOne`. */
  readonly dueAt: Date
}

// As long as a receiver may be broken over a weekend.
const LIFETIME_MS = 72 * 60 * 60 * 1000

/** A message that is due at once. */
export const makeMessage = (webhookId: string, { type, data, onceKey }: WebhookNews, at: Date): Message => ({
  id: `msg_${makeId()}`,
  webhookId,
  onceKey: onceKey ?? null,
  type,
  body: JSON.stringify({ type, timestamp: at.toISOString(), data }),
  createdAt: at,
  expiresAt: new Date(at.getTime() + LIFETIME_MS),
  dueAt: at,
})

/** False if its key is known, or the webhook gone. */
export const insertMessage = async (tx: EntityManager, message: Message): Promise<boolean> => {
  const { id, webhookId, onceKey, type, body, createdAt, expiresAt, dueAt } = message
  const rows = await tx.query<unknown[]>(
    `INSERT INTO webhook_messages (id, webhook_id, once_key, type, body, attempts, created_at, expires_at, due_at)
     SELECT $1, id, $3, $4, $5, 0, $6, $7, $8 FROM webhooks WHERE id = $2 FOR KEY SHARE
     ON CONFLICT (webhook_id, once_key) DO NOTHING RETURNING id`,
    [id, webhookId, onceKey, type, body, createdAt, expiresAt, dueAt],
  )
  return rows.length === 1
}

/** Messages for every webhook of the owner, in a transaction of the caller: they are delivered soon after it is committed. */
export const tellWithin = async (
  tx: EntityManager,
  { kind, id }: WebhookOwner,
  news: WebhookNews,
  at: Date,
): Promise<void> => {
  const webhooks = await tx.query<{ id: string }[]>(
    `SELECT id FROM webhooks WHERE ${ownerColumns[kind]} = $1 ORDER BY id`,
    [id],
  )
  for (const webhook of webhooks) await insertMessage(tx, makeMessage(webhook.id, news, at))
}
