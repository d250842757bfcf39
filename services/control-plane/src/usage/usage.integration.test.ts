import { randomBytes } from 'node:crypto'
import { USAGE_QUEUE, type UsageEvent } from '@1relay/contracts'
import { createLogger } from '@1relay/log'
import { makeId } from '@1relay/vault'
import { Queue, QueueEvents } from 'bullmq'
import { Redis } from 'ioredis'
import type { DataSource } from 'typeorm'
import { AuditInbox } from '../audit/index.js'
import { MasterKeys } from '../audit/master-keys.js'
import { openDatabase } from '../database/index.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'
import { startSwitch } from '../testing/switch.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { PostgresUsageSpend } from './spend.postgres.js'
import { UsageIntake, type UsageIntakeParts } from './usage-intake.service.js'
import { PostgresUsageStore } from './usage-store.postgres.js'
import type { KeyNames } from './usage-store.port.js'
import { UsageWorker } from './usage-worker.bullmq.js'

let testDatabase: TestDatabase
let claimed: TestRedis
let database: DataSource
const used = new Map<string, Date>()
const announced: string[] = []

beforeAll(async () => {
  ;[testDatabase, claimed] = await Promise.all([createTestDatabase(), claimTestRedis()])
  database = await openDatabase({ url: testDatabase.url }).initialize()
})
afterAll(async () => {
  await database.destroy()
  await Promise.all([testDatabase.drop(), claimed.release()])
})

const DAY_MS = 86_400_000
const inbox = new AuditInbox(new MasterKeys([randomBytes(32)]))
const owners = new Map<string, { ownerId: string; appId: string | null; key?: KeyNames }>()
const logger = createLogger({ name: 'test', level: 'silent' })

const makeIntake = (changes: Partial<UsageIntakeParts> = {}) =>
  new UsageIntake({
    store: new PostgresUsageStore(database, inbox),
    findOwners: async (ids) => new Map([...owners].filter(([id]) => ids.includes(id))),
    announce: async (stored) => void announced.push(...stored.map(({ event }) => event.requestId)),
    markUsed: async (uses) => uses.forEach((at, id) => used.set(id, at)),
    clock: () => new Date(),
    logger,
    ...changes,
  })

const someGrant = (): string => {
  const id = makeId()
  owners.set(id, { ownerId: makeId(), appId: makeId() })
  return id
}
const rowsOf = (grantId: string) =>
  database.query('SELECT * FROM usage_events WHERE grant_id = $1 ORDER BY request_id', [grantId])
const sumsOf = async (grantId: string) => {
  const rows = await database.query<Record<string, string>[]>(
    'SELECT requests, refused, input_tokens, cached_input_tokens, output_tokens, cost_micros FROM usage_daily WHERE grant_id = $1 ORDER BY day, model',
    [grantId],
  )
  return rows.map((row) => Object.values(row).map(Number))
}
const slotsOf = async (grantId: string) =>
  (
    await database.query('SELECT slot, requests, cost_micros FROM usage_slots WHERE grant_id = $1 ORDER BY slot', [
      grantId,
    ])
  ).map(({ slot, requests, cost_micros }: { slot: Date; requests: string; cost_micros: string }) => [
    slot.toISOString(),
    Number(requests),
    Number(cost_micros),
  ])
const rejects = async (): Promise<number> =>
  Number((await database.query('SELECT count(*) AS n FROM usage_rejects'))[0].n)

describe('a job', () => {
  it('that is no list of events is kept aside, once', async () => {
    const before = await rejects()
    const [garbage] = [{ nonsense: makeId() }]
    for (const job of [garbage, garbage, undefined]) expect(await makeIntake().take(job)).toBe(0)
    expect(await rejects()).toBe(before + 2)
  })

  it('keeps its good events when one of them is bad', async () => {
    const before = await rejects()
    const grantId = someGrant()
    const events = [makeEvent({ grantId }), { ...makeEvent({ grantId }), costMicros: -5 }, makeEvent({ grantId })]
    expect(await makeIntake().take({ events })).toBe(2)
    expect(await rowsOf(grantId)).toHaveLength(2)
    expect(await rejects()).toBe(before + 1)
  })

  it('keeps its good events also when only the database finds one unfit', async () => {
    const before = await rejects()
    const store = new PostgresUsageStore(database, inbox)
    const [good, bad] = [someGrant(), makeId()]
    // A sum that no bigint holds: nothing that can be seen in the event alone.
    owners.set(bad, { ownerId: makeId(), appId: null })
    const full = '9223372036854775807'
    await database.query(
      `INSERT INTO usage_daily VALUES ((now() AT TIME ZONE 'UTC')::date, $1, 'openai', 'gpt-4o', 'a', NULL, ${full}, 0, 0, 0, 0, 0)`,
      [bad],
    )
    expect(store.isWorthRetrying(new Error('a bug'))).toBe(true)
    expect(await makeIntake().take({ events: [makeEvent({ grantId: bad }), makeEvent({ grantId: good })] })).toBe(1)
    expect([await rowsOf(good), await rowsOf(bad)].map((rows: unknown[]) => rows.length)).toEqual([1, 0])
    expect(await rejects()).toBe(before + 1)
  })

  it('brings calls of disposable keys into the audit once, also those that cannot be stored as usage', async () => {
    const [ownerId, good, bad] = [makeId(), makeId(), makeId()]
    for (const id of [good, bad]) owners.set(id, { ownerId, appId: null, key: { prefix: 'rk_app', name: 'Web app' } })
    await database.query(
      `INSERT INTO usage_daily VALUES ((now() AT TIME ZONE 'UTC')::date, $1, 'openai', 'gpt-4o', 'a', NULL, 9223372036854775807, 0, 0, 0, 0, 0)`,
      [bad],
    )
    const events = [bad, good].map((grantId) => makeEvent({ grantId, path: '/v1/canary-6d2b', query: 'canary-6d2b' }))
    for (const stored of [1, 0]) expect(await makeIntake().take({ events })).toBe(stored)
    const waiting = await database.query('SELECT records FROM audit_inbox WHERE workspace_id = $1', [ownerId])
    expect(waiting).toEqual([{ records: 1 }, { records: 1 }])
    const [{ n }] = await database.query("SELECT count(*) AS n FROM usage_rejects WHERE payload LIKE '%canary-6d2b%'")
    expect(Number(n)).toBe(0)
  })

  it('that comes twice changes nothing the second time', async () => {
    const grantId = someGrant()
    const events = Array.from({ length: 5 }, () => makeEvent({ grantId, at: Date.parse('2026-11-20T23:59:59.999Z') }))
    expect(await makeIntake().take({ events })).toBe(5)
    expect(await makeIntake().take({ events: [...events, ...events] })).toBe(0)
    expect(await rowsOf(grantId)).toHaveLength(5)
    expect(await sumsOf(grantId)).toEqual([[5, 0, 615, 100, 235, 7500]])
    expect(await slotsOf(grantId)).toEqual([['2026-11-20T23:45:00.000Z', 5, 7500]])
  })

  it('announces what is new, once, and is taken also when nobody can be told', async () => {
    const grantId = someGrant()
    const events = [makeEvent({ grantId }), makeEvent({ grantId })]
    await makeIntake().take({ events: [...events, ...events] })
    await makeIntake().take({ events })
    const ids = events.map(({ requestId }) => requestId)
    expect(announced.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort())
    const announce = async () => Promise.reject(new Error('Redis is away'))
    expect(await makeIntake({ announce }).take({ events: [makeEvent({ grantId })] })).toBe(1)
  })

  it('makes one row an event when many overlapping ones run at once', async () => {
    const grants = Array.from({ length: 3 }, someGrant)
    const events = Array.from({ length: 90 }, (_, i) => makeEvent({ grantId: grants[i % 3] ?? '', model: `m${i % 2}` }))
    const shuffled = (seed: number) => [...events].sort((a, b) => hashOf(a, seed) - hashOf(b, seed)).slice(0, 60)
    const jobs = [...Array.from({ length: 12 }, (_, seed) => shuffled(seed)), events]
    const counts = await Promise.all(jobs.map((job) => makeIntake().take({ events: job })))
    expect(counts.reduce((a, b) => a + b)).toBe(90)
    for (const grantId of grants) {
      expect(await rowsOf(grantId)).toHaveLength(30)
      expect(await sumsOf(grantId)).toEqual([0, 1].map(() => [15, 0, 1845, 300, 705, 22500]))
    }
  })

  it('counts refusals apart, and does not take them for use', async () => {
    const grantId = someGrant()
    const refusal = {
      decision: 'refused',
      reason: 'path_not_allowed',
      outcome: null,
      costMicros: 0,
      status: 403,
    } as const
    await makeIntake().take({ events: [makeEvent({ grantId, ...refusal, tokens: { ...noTokens } })] })
    expect(await sumsOf(grantId)).toEqual([[0, 1, 0, 0, 0, 0]])
    expect(used.has(grantId)).toBe(false)
  })

  it('gives each row the account and the app of its grant, and notes the last use', async () => {
    const grantId = someGrant()
    const at = Date.now()
    await makeIntake().take({ events: [makeEvent({ grantId, at }), makeEvent({ grantId, at: at - 5 })] })
    const { ownerId, appId } = owners.get(grantId) ?? {}
    expect((await rowsOf(grantId))[0]).toMatchObject({ owner_id: ownerId, app_id: appId, grant_id: grantId })
    expect(used.get(grantId)).toEqual(new Date(at))
  })

  it('keeps the events of a grant that nobody knows, and sums them for nobody', async () => {
    const grantId = makeId()
    expect(await makeIntake().take({ events: [makeEvent({ grantId })] })).toBe(1)
    expect(await rowsOf(grantId)).toMatchObject([{ owner_id: null, app_id: null }])
    expect(await sumsOf(grantId)).toEqual([])
  })

  it('finds room for old events, and several processes may make it at once', async () => {
    const grantId = someGrant()
    const at = Date.now() - 200 * DAY_MS
    const takes = Array.from({ length: 6 }, () => makeIntake().take({ events: [makeEvent({ grantId, at })] }))
    expect((await Promise.all(takes)).reduce((a, b) => a + b)).toBe(6)
    await Promise.all(Array.from({ length: 4 }, () => makeIntake().prepareAhead()))
  })
})

describe('recorded spend', () => {
  it('counts whole UTC days from the start of each period', async () => {
    const grantId = someGrant()
    const at = (day: string) => Date.parse(`${day}T00:00:00.000Z`)
    const events = ['2026-11-21', '2026-11-17', '2026-11-02', '2026-09-30'].map((day) =>
      makeEvent({ grantId, at: at(day) }),
    )
    await new PostgresUsageStore(database, inbox).add(events.map((event) => ({ event, ownerId: 'a', appId: null })))
    const starts = { day: '2026-11-21', week: '2026-11-16', month: '2026-11-01' }
    const spend = await new PostgresUsageSpend(database).of([grantId, 'nobody'], starts)
    expect(spend.get(grantId)).toEqual({ day: 1500, week: 3000, month: 4500, total: 6000 })
    expect(spend.get('nobody')).toEqual({ day: 0, week: 0, month: 0, total: 0 })
  })
})

describe('the worker', () => {
  it('works off good jobs behind a poisonous one and behind an outage of the database, and closes', async () => {
    const redis = new Redis(claimed.url, { maxRetriesPerRequest: null })
    const queue = new Queue(USAGE_QUEUE, { connection: redis })
    const blocking = redis.duplicate()
    const finished = new QueueEvents(USAGE_QUEUE, { connection: blocking })
    const grantId = someGrant()
    const intake = makeIntake()
    let outages = 1
    const take = async (job: unknown): Promise<number> => {
      if (outages-- > 0) throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' })
      return intake.take(job)
    }
    const flaky = { take, prepareAhead: () => intake.prepareAhead() } as UsageIntake
    const worker = new UsageWorker({ redis: { url: claimed.url, isCluster: false }, intake: flaky, logger })
    const jobs = await queue.addBulk([
      { name: 'usage', data: { events: [makeEvent({ grantId })] } },
      { name: 'usage', data: { poison: true } },
      { name: 'usage', data: { events: [makeEvent({ grantId }), { v: 1 }] } },
    ])
    await Promise.all(jobs.map((job) => job.waitUntilFinished(finished)))
    await worker.close()
    expect(await rowsOf(grantId)).toHaveLength(2)
    expect(await queue.getJobCounts('failed', 'active', 'waiting', 'delayed')).toEqual({
      failed: 0,
      active: 0,
      waiting: 0,
      delayed: 0,
    })
    await Promise.all([finished.close(), queue.close()])
    redis.disconnect()
    blocking.disconnect()
  }, 20_000)

  it('starts without Redis, goes on when it comes and comes back, and closes without it', async () => {
    const door = await startSwitch(claimed.url)
    door.cut()
    const worker = new UsageWorker({ redis: { url: door.url, isCluster: false }, intake: makeIntake(), logger })
    const redis = new Redis(claimed.url, { maxRetriesPerRequest: null })
    const blocking = redis.duplicate()
    const queue = new Queue(USAGE_QUEUE, { connection: redis })
    const finished = new QueueEvents(USAGE_QUEUE, { connection: blocking })
    const grantId = someGrant()
    for (let i = 0; i < 2; i++) {
      const job = await queue.add('usage', { events: [makeEvent({ grantId })] })
      door.restore()
      await job.waitUntilFinished(finished)
      door.cut()
    }
    expect(await rowsOf(grantId)).toHaveLength(2)
    await worker.close()
    await Promise.all([finished.close(), queue.close(), door.close()])
    redis.disconnect()
    blocking.disconnect()
  }, 30_000)
})

const noTokens = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 }
const hashOf = (event: UsageEvent, seed: number): number =>
  [...event.requestId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) + seed * 7919) % 1_000_003, seed)
