import type { ServerResponse } from 'node:http'
import { createLogger } from '@1relay/log'
import { makeId } from '@1relay/vault'
import type { DataSource } from 'typeorm'
import { openDatabase } from '../database/index.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { startReceiver, type TestReceiver } from '../testing/receiver.testing.js'
import { WebhookDeliveries } from './deliveries.service.js'
import { makeMessage, type WebhookNews } from './message.js'
import { insertMessage } from './message.postgres.js'
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
      await deliveries.sendOnce(webhookId, news())
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

  it('keeps nobody else’s waiting, however many wait for a receiver that is silent', async () => {
    const other = await startReceiver()
    const webhook = { id: makeId(), url: other.url, secret: `whsec_${'B'.repeat(32)}`, createdAt: START }
    await storeOf().add(database.manager, owner, webhook, 5)
    receiver.answer(() => undefined)
    const deliveries = start()
    for (let i = 0; i < 200; i++) await send(webhookId, news())
    const all = deliveries.deliver()
    await send(webhook.id, news())
    await deliveries.deliver()
    expect(other.received).toHaveLength(1)
    // The first few have timed out, the others wait with them.
    expect(receiver.received.length).toBeLessThan(20)
    await all
    await other.close()
  })

  it('of which a receiver makes another protocol, or nothing but hints, ends nothing but itself', async () => {
    const hints = (res: ServerResponse): void => {
      const timer = setInterval(() => void (res.destroyed ? clearInterval(timer) : res.writeProcessing()), 1)
    }
    const switches = (res: ServerResponse) =>
      void res.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    const deliveries = start()
    for (const how of [switches, hints]) {
      receiver.answer(how)
      await deliveries.sendOnce(webhookId, news())
    }
    expect((await sent()).map(({ lastStatus, lastProblem }) => lastStatus ?? lastProblem).sort()).toEqual([
      101,
      'unreachable',
    ])
    receiver.answer(204)
    await send(webhookId, news())
    await deliveries.deliver()
    expect(await sent()).toContainEqual(expect.objectContaining({ lastStatus: 204 }))
  })

  it('is taken by so many at once and no more, whatever the planner thinks of the table', async () => {
    await database.query('ANALYZE webhook_messages')
    for (let i = 0; i < 60; i++) await send(webhookId, news())
    const taken = await outboxOf().take(now, new Date(now.getTime() + 60_000), 10)
    expect(taken).toHaveLength(10)
    expect(await outboxOf().take(now, now, 10, [webhookId])).toEqual([])
  })

  it('that was delivered by another process stays delivered, whatever a slow one notes later', async () => {
    await send(webhookId, news())
    const [slow] = await outboxOf().take(now, now, 1)
    const [quick] = await outboxOf().take(now, new Date(now.getTime() + 60_000), 1)
    if (slow === undefined || quick === undefined) throw new Error('nothing was due')
    await outboxOf().note(quick, { status: 204, problem: null }, { deliveredAt: now })
    await outboxOf().note(slow, { status: null, problem: 'timed_out' }, { dueAt: now })
    expect(await sent()).toMatchObject([{ lastStatus: 204, deliveredAt: now, dueAt: null }])
  })

  it('is forgotten after a while, but not its key', async () => {
    const deliveries = start()
    await send(webhookId, news('budget'))
    for (let i = 0; i < 5; i++) await send(webhookId, news())
    await deliveries.deliver()
    later(HOUR_MS)
    while ((await outboxOf().forget(now, 2)) === 2);
    const left = await database.query('SELECT once_key, body FROM webhook_messages')
    expect(left).toEqual([{ once_key: 'budget', body: null }])
    expect(await sent()).toEqual([])
    await send(webhookId, news('budget'))
    await deliveries.deliver()
    expect(receiver.received).toHaveLength(6)
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

  it('judges every address that a name resolves to, at the moment of sending, and says no more than that it was not reached', async () => {
    expect(await send('https://rebound.example.com/', '127.0.0.1')).toEqual({ status: null, problem: 'unreachable' })
    expect(await send('https://rebound.example.com/', '8.8.8.8', '10.0.0.1')).toMatchObject({ problem: 'unreachable' })
  })

  it('sends nothing to an address that is no longer allowed', async () => {
    expect(await send(receiver.url, '127.0.0.1')).toEqual({ status: null, problem: 'not_public' })
    expect(receiver.received).toEqual([])
  })
})
