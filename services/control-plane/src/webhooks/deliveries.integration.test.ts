import { createLogger } from '@1relay/log'
import { makeId } from '@1relay/vault'
import type { DataSource } from 'typeorm'
import { openDatabase } from '../database/index.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { startReceiver, type TestReceiver } from '../testing/receiver.testing.js'
import { WebhookDeliveries } from './deliveries.service.js'
import { insertMessage, makeMessage, type WebhookNews } from './message.postgres.js'
import { sendWebhook } from './send-webhook.https.js'
import { PostgresWebhookOutbox } from './webhook-outbox.postgres.js'
import { PostgresWebhookStore } from './webhook-store.postgres.js'

const START = new Date('2026-11-21T12:00:00Z')
const HOUR_MS = 3_600_000
const owner = { kind: 'workspace', id: 'workspace' } as const
const news = (onceKey?: string) =>
  ({ type: 'budget.reached', data: { percent: 80 }, ...(onceKey !== undefined && { onceKey }) }) as const

let engine: TestDatabase
let database: DataSource
let receiver: TestReceiver
let now: Date
let webhookId: string
let running: WebhookDeliveries[]

const storeOf = (secret = 'secret') => new PostgresWebhookStore(database, secret)
const outboxOf = (secret?: string) => new PostgresWebhookOutbox(database, storeOf(secret))
const start = (secret?: string): WebhookDeliveries => {
  const deliveries = new WebhookDeliveries({
    outbox: outboxOf(secret),
    send: (sending) => sendWebhook(sending, { allowed: ['http://127.0.0.1:*'], timeoutMs: 300 }),
    clock: () => now,
    logger: createLogger({ name: 'test', level: 'silent' }),
  })
  running.push(deliveries)
  return deliveries
}
const send = (id: string, what: WebhookNews) => insertMessage(database.manager, makeMessage(id, what, now))
const later = (ms: number): void => void (now = new Date(now.getTime() + ms))
const sent = () => outboxOf().list(webhookId, 100)
const ids = () => receiver.received.map(({ headers }) => headers['webhook-id'])

beforeAll(async () => {
  engine = await createTestDatabase()
  database = await openDatabase({ url: engine.url, poolSize: 5 }).initialize()
  await database.query(
    `INSERT INTO workspaces (id, name, plan, created_at) VALUES ('workspace', 'Team', 'team', now())`,
  )
})
beforeEach(async () => {
  ;[now, running, webhookId] = [START, [], makeId()]
  await database.query('DELETE FROM webhooks')
  receiver = await startReceiver()
  const webhook = { id: webhookId, url: receiver.url, secret: `whsec_${'A'.repeat(32)}`, createdAt: START }
  await storeOf().add(database.manager, owner, webhook, 5)
})
afterEach(async () => {
  await Promise.all(running.map((one) => one.close()))
  await receiver.close()
})
afterAll(async () => {
  await database.destroy()
  await engine.drop()
})

describe('a message', () => {
  it('is made once by its key, by several processes and after a restart', async () => {
    await Promise.all([1, 2, 3].map(() => send(webhookId, news('budget'))))
    await Promise.all([start(), start()].map((one) => one.deliver()))
    await send(webhookId, news('budget'))
    await start().deliver()
    expect(receiver.received).toHaveLength(1)
  })

  it('is tried again at growing intervals until its receiver takes it, under the same id', async () => {
    const deliveries = start()
    receiver.answer(500)
    await send(webhookId, news())
    await deliveries.deliver()
    const waits: number[] = []
    for (let i = 0; i < 3; i++) {
      const dueAt = (await sent())[0]?.dueAt?.getTime() ?? 0
      waits.push(dueAt - now.getTime())
      later(dueAt - now.getTime() - 1)
      await deliveries.deliver()
      expect(receiver.received).toHaveLength(i + 1)
      later(1)
      await deliveries.deliver()
    }
    expect(waits).toEqual([20_000, 40_000, 80_000])
    receiver.answer(200)
    later(HOUR_MS)
    await deliveries.deliver()
    expect(await sent()).toMatchObject([{ attempts: 5, lastStatus: 200, dueAt: null, deliveredAt: now }])
    expect(new Set(ids()).size).toBe(1)
    later(HOUR_MS)
    await deliveries.deliver()
    expect(receiver.received).toHaveLength(5)
  })

  it('is given up after three days', async () => {
    const deliveries = start()
    receiver.answer(500)
    await send(webhookId, news())
    await deliveries.deliver()
    for (let hours = 0; hours < 80; hours += 6) {
      later(6 * HOUR_MS)
      await deliveries.deliver()
    }
    const attempts = receiver.received.length
    expect(await sent()).toMatchObject([{ dueAt: null, deliveredAt: null, lastStatus: 500, attempts }])
    later(24 * HOUR_MS)
    await deliveries.deliver()
    expect(receiver.received).toHaveLength(attempts)
  })

  it('that a killed process was sending is sent by another once its lease is over', async () => {
    // Taken, and nothing noted: what is left of a process that was killed.
    await send(webhookId, news())
    await outboxOf().take(now, new Date(now.getTime() + 60_000), 10)
    await start().deliver()
    expect(receiver.received).toEqual([])
    later(60_000)
    await start().deliver()
    expect(await sent()).toMatchObject([{ lastStatus: 204, deliveredAt: now }])
  })

  it('waits for no receiver longer than the timeout, whatever it does', async () => {
    const deliveries = start()
    for (const how of [() => undefined, (res: { write(text: string): unknown }) => void res.write('x')]) {
      receiver.answer(how)
      await deliveries.sendNow(webhookId, news())
    }
    // The second has said 200 before it fell silent: its head is all that counts.
    expect((await sent()).map(({ lastStatus, lastProblem }) => lastStatus ?? lastProblem).sort()).toEqual([
      200,
      'timed_out',
    ])
  })

  it('of a webhook whose secret cannot be read any more is given up', async () => {
    const deliveries = start('another secret')
    await send(webhookId, news())
    await deliveries.deliver()
    expect(await sent()).toMatchObject([{ lastProblem: 'unreadable_secret', dueAt: null }])
    expect(receiver.received).toEqual([])
  })

  it('keeps nobody else’s waiting: a receiver that is silent holds up its own', async () => {
    const other = await startReceiver()
    const webhook = { id: makeId(), url: other.url, secret: `whsec_${'B'.repeat(32)}`, createdAt: START }
    await storeOf().add(database.manager, owner, webhook, 5)
    receiver.answer(() => undefined)
    const deliveries = start()
    await Promise.all([send(webhookId, news()), send(webhook.id, news())])
    await deliveries.deliver()
    expect(other.received).toHaveLength(1)
    await other.close()
  })

  it('is forgotten after a while, but not its key', async () => {
    const deliveries = start()
    await send(webhookId, news('budget'))
    await send(webhookId, news())
    await deliveries.deliver()
    later(HOUR_MS)
    expect(await outboxOf().forget(now, 500)).toBe(2)
    expect(await outboxOf().forget(now, 500)).toBe(0)
    expect(await sent()).toEqual([])
    await send(webhookId, news('budget'))
    await deliveries.deliver()
    expect(receiver.received).toHaveLength(2)
  })
})

describe('sendWebhook', () => {
  const send = (url: string, ...addresses: string[]) =>
    sendWebhook(
      { url, headers: {}, body: '{}' },
      {
        allowed: [],
        timeoutMs: 500,
        resolve: (_, __, callback) =>
          callback(
            null,
            addresses.map((address) => ({ address, family: 4 })),
          ),
      },
    )

  it('asks about every address that a name resolves to, at the moment of sending', async () => {
    expect(await send('https://rebound.example.com/', '127.0.0.1')).toEqual({ status: null, problem: 'not_public' })
    expect(await send('https://rebound.example.com/', '8.8.8.8', '10.0.0.1')).toMatchObject({ problem: 'not_public' })
  })

  it('sends nothing to an address that is no longer allowed', async () => {
    expect(await send(receiver.url, '127.0.0.1')).toEqual({ status: null, problem: 'not_public' })
    expect(receiver.received).toEqual([])
  })
})
