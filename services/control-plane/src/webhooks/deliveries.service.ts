import type { Logger } from '@1relay/log'
import { Webhook as Signer } from 'standardwebhooks'
import { makeMessage, type WebhookNews } from './message.postgres.js'
import type { Sending } from './send-webhook.https.js'
import type { Receipt } from './webhook.js'
import type { PostgresWebhookOutbox, TakenMessage } from './webhook-outbox.postgres.js'

export interface DeliveriesParts {
  outbox: PostgresWebhookOutbox
  send: (sending: Sending) => Promise<Receipt>
  clock: () => Date
  logger: Logger
}

// Longer than an attempt may take: a message that is being sent is nobody else's meanwhile.
const LEASE_MS = 60_000
const BATCH = 10
const FIRST_RETRY_MS = 20_000
const LAST_RETRY_MS = 6 * 60 * 60 * 1000
const GONE = 410

/** Delivers messages as soon as their receivers take them, however often that needs. */
export class WebhookDeliveries {
  readonly #parts: DeliveriesParts
  #run: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(parts: DeliveriesParts) {
    this.#parts = parts
  }

  /** Answers after the first attempt with the id of the message; undefined if there is no such webhook. */
  async sendNow(webhookId: string, news: WebhookNews): Promise<string | undefined> {
    const { outbox, clock } = this.#parts
    const now = clock()
    // Others see it when this process has died over it.
    const until = new Date(now.getTime() + LEASE_MS)
    const message = { ...makeMessage(webhookId, news, now), dueAt: until }
    if (!(await outbox.add(message))) return undefined
    const taken = await outbox.takeOne(message.id, until)
    if (taken !== undefined) await this.#attempt(taken)
    return message.id
  }

  /** Delivers what is due, after what is being delivered right now. Never rejects. */
  deliver(): Promise<void> {
    this.#run = this.#run
      .then(() => this.#deliverDue())
      .catch((err: unknown) => {
        this.#parts.logger.warn({ err }, 'the outbox of webhooks does not answer')
      })
    return this.#run
  }

  /** Lets the attempts that are under way finish. What else is due stays where it is. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#run
  }

  async #deliverDue(): Promise<void> {
    const { outbox, clock } = this.#parts
    while (!this.#isClosed) {
      const now = clock()
      const due = await outbox.take(now, new Date(now.getTime() + LEASE_MS), BATCH)
      await Promise.all(due.map((message) => this.#attempt(message)))
      if (due.length < BATCH) return
    }
  }

  async #attempt(message: TakenMessage): Promise<void> {
    const { outbox, clock, logger } = this.#parts
    const receipt = await this.#post(message)
    const now = clock()
    const { id, attempts, expiresAt } = message
    if (receipt.status !== null && receipt.status >= 200 && receipt.status < 300)
      return outbox.note(id, receipt, { deliveredAt: now })
    const dueAt = new Date(now.getTime() + Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LAST_RETRY_MS))
    const isOver = dueAt > expiresAt || receipt.status === GONE || receipt.problem === 'unreadable_secret'
    logger.debug({ message: id, attempts, ...receipt, isOver }, 'a webhook was not delivered')
    await outbox.note(id, receipt, isOver ? {} : { dueAt })
  }

  #post({ id, body, webhook }: TakenMessage): Promise<Receipt> {
    if (webhook === undefined) return Promise.resolve({ status: null, problem: 'unreadable_secret' })
    const at = this.#parts.clock()
    const headers = {
      'content-type': 'application/json',
      'user-agent': '1Relay-Webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Signer(webhook.secret).sign(id, at, body),
    }
    return this.#parts.send({ url: webhook.url, headers, body })
  }
}
