import type { EntityManager } from 'typeorm'
import { makeMessage, type Message, type WebhookNews } from './message.js'
import { ownerColumns, type WebhookOwner } from './webhook.js'

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
