import type { Logger } from '@1relay/log'
import { Webhook as Signer } from 'standardwebhooks'
import { makeMessage, type WebhookNews } from './message.js'
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
// An attempt costs a socket.
const AT_ONCE = 64
const AT_ONCE_FOR_ONE = 8
// A receiver that takes longer than this has one message at a time.
const SLOW_MS = 3000
const FIRST_RETRY_MS = 20_000
const LAST_RETRY_MS = 6 * 60 * 60 * 1000
const GONE = 410

/** Delivers messages as soon as their receivers take them, however often that needs. A receiver that is slow waits for itself alone. */
export class WebhookDeliveries {
  readonly #parts: DeliveriesParts
  readonly #attempts = new Map<string, { readonly webhookId: string; readonly end: Promise<void> }>()
  #run: Promise<void> | undefined
  #isAsked = false
  #wake: () => void = () => undefined
  #isClosed = false

  constructor(parts: DeliveriesParts) {
    this.#parts = parts
  }

  /** Answers after the one attempt that is made with the id of the message; undefined if there is no such webhook. */
  async sendOnce(webhookId: string, news: WebhookNews): Promise<string | undefined> {
    const { outbox, clock } = this.#parts
    const now = clock()
    // Others see it when this process has died over it.
    const until = new Date(now.getTime() + LEASE_MS)
    const message = { ...makeMessage(webhookId, news, now), dueAt: until, expiresAt: now }
    if (!(await outbox.add(message))) return undefined
    const taken = await outbox.takeOne(message.id, until)
    if (taken !== undefined) await this.#attempt(taken)
    return message.id
  }

  /** Delivers what is due, and answers when nothing is any more. Never rejects. */
  deliver(): Promise<void> {
    this.#isAsked = true
    this.#wake()
    this.#run ??= this.#deliverDue().catch((err: unknown) => {
      this.#run = undefined
      this.#parts.logger.warn({ err }, 'the outbox of webhooks does not answer')
    })
    return this.#run
  }

  /** Lets the attempts that are under way finish. What else is due stays where it is. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake()
    await this.#run
    await Promise.all(this.#ends())
  }

  async #deliverDue(): Promise<void> {
    for (;;) {
      this.#isAsked = false
      const taken = this.#isClosed ? [] : await this.#take()
      for (const message of taken) this.#begin(message)
      if (taken.length > 0 || this.#isAsked) continue
      if (this.#attempts.size === 0) {
        // In the turn in which nobody has asked: whoever asks later begins anew.
        this.#run = undefined
        return
      }
      const asked = new Promise<void>((resolve) => (this.#wake = resolve))
      await Promise.race([asked, ...this.#ends()])
    }
  }

  async #take(): Promise<TakenMessage[]> {
    const { outbox, clock } = this.#parts
    const free = Math.min(AT_ONCE - this.#attempts.size, AT_ONCE_FOR_ONE)
    if (free <= 0) return []
    const now = clock()
    const busy = new Set([...this.#attempts.values()].map(({ webhookId }) => webhookId))
    return outbox.take(now, new Date(now.getTime() + LEASE_MS), free, [...busy])
  }

  #begin(message: TakenMessage): void {
    const { id, webhookId } = message
    const end = this.#attempt(message)
      .catch((err: unknown) => this.#parts.logger.warn({ err }, 'an attempt could not be noted'))
      .finally(() => this.#attempts.delete(id))
    this.#attempts.set(id, { webhookId, end })
  }

  #ends(): Promise<void>[] {
    return [...this.#attempts.values()].map(({ end }) => end)
  }

  async #attempt(message: TakenMessage): Promise<void> {
    const { outbox, clock, logger } = this.#parts
    const { id, webhookId, attempts, expiresAt } = message
    const since = performance.now()
    const receipt = await this.#post(message)
    const isSlow = performance.now() - since > SLOW_MS
    const now = clock()
    const dueAt = new Date(now.getTime() + Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LAST_RETRY_MS))
    if (isReceipt(receipt)) await outbox.note(message, receipt, { deliveredAt: now })
    else {
      const isOver = dueAt > expiresAt || receipt.status === GONE || receipt.problem === 'unreadable_secret'
      logger.debug({ message: id, attempts, ...receipt, isOver }, 'a webhook was not delivered')
      await outbox.note(message, receipt, isOver ? {} : { dueAt })
    }
    if (isSlow || receipt.status === null) await outbox.defer(webhookId, isReceipt(receipt) ? soonAfter(now) : dueAt)
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

const isReceipt = ({ status }: Receipt): boolean => status !== null && status >= 200 && status < 300

const soonAfter = (now: Date): Date => new Date(now.getTime() + SLOW_MS)
