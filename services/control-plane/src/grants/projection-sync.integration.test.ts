import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { redisKeys } from '@1relay/contracts'
import { createLogger } from '@1relay/log'
import { connectTo, nameServers, openImpatient, type RedisClient } from '@1relay/redis'
import { startRedis, startRedisCluster } from '../../../../scripts/engines/redis.mjs'
import { useTestDatabase } from '../testing/database.testing.js'
import { PostgresContactStore } from './contact-store.postgres.js'
import { type Grant, revokeGrant } from './grant.js'
import { MemoryGrantStore } from './grant-store.memory.js'
import { someGrant } from './grant.testing.js'
import { Grants } from './grants.service.js'
import { MemoryLedgerStore } from './ledger-store.memory.js'
import { Ledgers } from './ledgers.service.js'
import { ProjectionSync } from './projection-sync.service.js'
import { RedisProjectionWriter } from './projection-writer.redis.js'

const password = 'of-the-test'
const AWAY_MS = 3 * 3_600_000
const nothing = { day: 0, week: 0, month: 0, total: 0 }

const database = useTestDatabase()

const startOne = async (folder: string) => {
  const log = join(folder, 'log')
  const { url, child } = await startRedis({ folder, log, password, isDurable: false })
  let running = child
  return {
    target: { url, isCluster: false },
    /** Redis dies and comes back with nothing. */
    restart: async () => {
      await running.stop()
      running = (await startRedis({ folder, log, password, isDurable: false, port: Number(new URL(url).port) })).child
    },
    stop: () => running.stop(),
  }
}

const startCluster = async (folder: string) => {
  const log = join(folder, 'log')
  const cluster = await startRedisCluster({ folder, log, password })
  let children = cluster.children
  return {
    target: { url: cluster.url, isCluster: true },
    /** One of three nodes does: the connection to the cluster stays as it is. */
    restart: async () => {
      await children[2]?.stop()
      const [port, busPort] = cluster.ports[2] as [number, number]
      const place = { folder: join(folder, 'node-3'), log: `${log}.3` }
      const { child } = await startRedis({ ...place, password, isDurable: false, port, busPort })
      children = [...children.slice(0, 2), child]
    },
    stop: () => Promise.all(children.map((child) => child.stop())),
  }
}

describe.each([
  ['one Redis', startOne],
  ['a Redis Cluster', startCluster],
])('what %s lost', (_, start) => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-sync-'))
  let started: Awaited<ReturnType<typeof startOne>> | Awaited<ReturnType<typeof startCluster>>
  let redis: RedisClient
  let grants: Grants
  let lead = 0
  const clock = () => new Date(Date.now() + lead)

  beforeAll(async () => {
    started = await start(folder)
    redis = openImpatient(started.target, 2000, () => undefined)
    await connectTo(redis)
    const projections = new RedisProjectionWriter(redis)
    const ledgers = new Ledgers({ store: new MemoryLedgerStore(), findSpend: async () => nothing, clock, projections })
    const findSpend = async () => new Map()
    grants = new Grants({ store: new MemoryGrantStore(), findSpend, clock, projections, ledgers })
  })
  afterAll(async () => {
    redis.disconnect()
    await started.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const makeSync = () =>
    new ProjectionSync({
      grants,
      contacts: new PostgresContactStore(database()),
      nameServers: () => nameServers(redis),
      clock,
      logger: createLogger({ name: 'test', level: 'silent' }),
    })
  const statusOf = async ({ id }: Grant): Promise<unknown> =>
    JSON.parse((await redis.get(redisKeys.grant(id)).catch(() => null)) ?? '{}').status
  /** Revokes grants, and Redis comes back as it was before that. Gives those that were lost: on a cluster those of one node. */
  const loseRevocations = async (): Promise<Grant[]> => {
    // Enough of them for every node of a cluster to have some.
    const added = Array.from({ length: 12 }, () => someGrant({ createdAt: clock() }))
    for (const grant of added) await grants.add(grant)
    const before = new Map<string, string>()
    for (const { id } of added) before.set(id, (await redis.get(redisKeys.grant(id))) ?? '')
    for (const { id } of added) await grants.revoke(id)
    await started.restart()
    const lost: Grant[] = []
    for (const grant of added) {
      const { id, ownerId } = grant
      if (await again(() => redis.set(redisKeys.grant(id), before.get(id) ?? '', 'NX'))) lost.push(grant)
      await again(() => redis.hset(redisKeys.state(ownerId, id), 'v', '1'))
    }
    return lost
  }
  const comesBack = async (sync: ProjectionSync, lost: readonly Grant[]): Promise<void> => {
    for (;;) {
      await sync.run()
      const states = await Promise.all(lost.map(statusOf))
      if (states.every((state) => state === 'dead')) return
      await delay(50)
    }
  }

  it('is written again, however long it was away', async () => {
    const sync = makeSync()
    await sync.run()
    const lost = await loseRevocations()
    lead += AWAY_MS
    expect(lost.length).toBeGreaterThan(0)
    await comesBack(sync, lost)
  })

  it('is written again by a process that starts afterwards, however long everything was away', async () => {
    await makeSync().run()
    const lost = await loseRevocations()
    lead += AWAY_MS
    await comesBack(makeSync(), lost)
  })

  it('is all that is written again: a Redis that was there all the time gets nothing', async () => {
    const sync = makeSync()
    await sync.run()
    const grant = someGrant({ createdAt: clock() })
    await grants.add(grant)
    await redis.del(redisKeys.grant(grant.id))
    await sync.run()
    expect(await statusOf(grant)).toBeUndefined()
  })
})

describe('a node of a cluster that is away', () => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-sync-'))
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>
  let redis: RedisClient

  beforeAll(async () => {
    cluster = await startRedisCluster({ folder, log: join(folder, 'log'), password })
    redis = openImpatient({ url: cluster.url, isCluster: true }, 2000, () => undefined)
    await connectTo(redis)
  })
  afterAll(async () => {
    redis.disconnect()
    await Promise.all(cluster.children.map((child) => child.stop()))
    rmSync(folder, { recursive: true, force: true })
  })

  it('keeps no revocation from the others that they have missed', async () => {
    const clock = () => new Date()
    const projections = new RedisProjectionWriter(redis)
    const ledgers = new Ledgers({ store: new MemoryLedgerStore(), findSpend: async () => nothing, clock, projections })
    const store = new MemoryGrantStore()
    const findSpend = async () => new Map()
    const grants = new Grants({ store, findSpend, clock, projections, ledgers })
    const added = Array.from({ length: 12 }, () => someGrant())
    for (const grant of added) await grants.add(grant)
    // Recorded, and nobody has been told.
    for (const { id } of added) await store.update(id, (grant) => revokeGrant(grant, clock()), clock())
    await cluster.children[2]?.stop()
    const contacts = new PostgresContactStore(database())
    const logger = createLogger({ name: 'test', level: 'silent' })
    const sync = new ProjectionSync({ grants, contacts, nameServers: () => nameServers(redis), clock, logger })
    await sync.run()
    const left = new Set((await store.listUnprojected(99)).map(({ id }) => id))
    // Each of three nodes has some of twelve, or nearly always.
    expect(left.size).toBeLessThan(12)
    for (const { id } of added.filter((grant) => !left.has(grant.id)))
      expect(JSON.parse((await redis.get(redisKeys.grant(id))) ?? '{}')).toMatchObject({ status: 'dead' })
  })
})

/** Once Redis is there again. */
const again = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    const [end] = await Promise.allSettled([work()])
    if (end.status === 'fulfilled') return end.value
    await delay(50)
  }
}
