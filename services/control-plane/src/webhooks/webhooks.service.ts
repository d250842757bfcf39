import { randomBytes } from 'node:crypto'
import { fault, invalidField } from '@1relay/faults'
import { makeId } from '@1relay/vault'
import type { EntityManager } from 'typeorm'
import type { WebhookDeliveries } from './deliveries.service.js'
import type { WebhookNews } from './message.js'
import { type Delivery, type SigningWebhook, type Webhook, type WebhookOwner, WEBHOOKS_MAX } from './webhook.js'
import { reachOf } from './webhook-address.js'
import type { PostgresWebhookOutbox } from './webhook-outbox.postgres.js'
import type { PostgresWebhookStore } from './webhook-store.postgres.js'

export interface WebhooksParts {
  store: PostgresWebhookStore
  outbox: PostgresWebhookOutbox
  deliveries: Pick<WebhookDeliveries, 'deliver' | 'sendOnce'>
  transact: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>
  /** Patterns of origins that the operator trusts. */
  allowedOrigins: readonly string[]
  clock: () => Date
}

/** What is to be recorded of a change, in its transaction. */
type Recording = (tx: EntityManager, webhook: Webhook) => Promise<void>

const SECRET_BYTES = 24
const DELIVERIES_SHOWN = 50
const nothing: Recording = () => Promise.resolve()

/** Which servers hear of whose budgets. */
export class Webhooks {
  readonly #parts: WebhooksParts

  constructor(parts: WebhooksParts) {
    this.#parts = parts
  }

  list(owner: WebhookOwner): Promise<Webhook[]> {
    return this.#parts.store.list(owner)
  }

  /** The secret is in no later answer. Fails with `invalid_request` for an address that nothing may be sent to, `too_many` or `not_found`. */
  async create(owner: WebhookOwner, written: string, record = nothing): Promise<SigningWebhook> {
    const { store, transact, allowedOrigins, clock } = this.#parts
    const url = URL.canParse(written) ? new URL(written) : undefined
    if (url === undefined || reachOf(url, allowedOrigins) === undefined)
      throw invalidField('/url', 'must be an https address that everybody can reach, without a user or password in it')
    url.hash = ''
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
    const webhook = { id: makeId(), url: url.href, secret, createdAt: clock() }
    await transact(async (tx) => {
      const outcome = await store.add(tx, owner, webhook, WEBHOOKS_MAX)
      if (outcome === 'too_many') throw fault('too_many', `${WEBHOOKS_MAX} webhooks`)
      if (outcome === 'no_owner') throw fault('not_found', 'a webhook of nobody')
      await record(tx, webhook)
    })
    return webhook
  }

  async remove(owner: WebhookOwner, id: string, record = nothing): Promise<void> {
    const { store, transact } = this.#parts
    await transact(async (tx) => {
      const removed = await store.remove(tx, owner, id)
      if (removed === undefined) throw fault('not_found', 'no such webhook of this owner')
      await record(tx, removed)
    })
  }

  async deliveries(owner: WebhookOwner, id: string): Promise<Delivery[]> {
    await this.#assertOwned(owner, id)
    return this.#parts.outbox.list(id, DELIVERIES_SHOWN)
  }

  /** Sends a message that says nothing, once, and gives what came of it. */
  async test(owner: WebhookOwner, id: string): Promise<Delivery> {
    await this.#assertOwned(owner, id)
    const messageId = await this.#parts.deliveries.sendOnce(id, { type: 'webhook.test', data: {} })
    const delivery = messageId === undefined ? undefined : await this.#parts.outbox.find(messageId)
    if (delivery === undefined) throw fault('not_found', 'the webhook was deleted meanwhile')
    return delivery
  }

  /** Tells every webhook of the owner. Answers when the messages are safe. */
  async tell(owner: WebhookOwner, news: WebhookNews): Promise<void> {
    const { transact, outbox, deliveries, clock } = this.#parts
    await transact((tx) => outbox.tellWithin(tx, owner, news, clock()))
    void deliveries.deliver()
  }

  async #assertOwned(owner: WebhookOwner, id: string): Promise<void> {
    if (!(await this.list(owner)).some((webhook) => webhook.id === id))
      throw fault('not_found', 'no such webhook of this owner')
  }
}
