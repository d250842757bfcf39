import { makeId } from '@1relay/vault'

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
