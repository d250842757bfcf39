// Everything that a run of chaos drives, started in order.
import { randomBytes } from 'node:crypto'
import { Queue } from 'bullmq'
import { USAGE_QUEUE } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { postgresEngine, redisEngine } from './engines.mjs'
import { issueGrant, makePerson } from './people.mjs'
import { controlPlaneService, isHealthy, relayService } from './services.mjs'
import { startUpstream } from './upstream.mjs'

const wait = (ms) => new Promise((done) => setTimeout(done, ms))

// Short, so that a run sees what dead relays leave; long enough that a second without Redis is not taken for death.
const HOLD_TTL_MS = 8000
const MICROS = 1_000_000

const GRANTS = [
  { name: 'ample', budgets: [{ period: 'total', capMicros: 1000 * MICROS }] },
  { name: 'one dollar', budgets: [{ period: 'month', capMicros: MICROS }] },
  { name: 'two cents', isSmall: true, budgets: [{ period: 'total', capMicros: 20_000 }] },
  {
    name: 'four caps',
    budgets: [
      { period: 'day', capMicros: 0.6 * MICROS },
      { period: 'week', capMicros: 0.7 * MICROS },
      { period: 'month', capMicros: 0.65 * MICROS },
      { period: 'total', capMicros: 0.8 * MICROS },
    ],
  },
  {
    name: 'six at once',
    budgets: [{ period: 'week', capMicros: 1000 * MICROS }],
    limits: { concurrentRequests: 6 },
  },
]

/** Waits until every relay and the control plane say that they are well. */
export const allHealthy = async ({ relays, controlPlane }) => {
  const services = [controlPlane, ...relays]
  for (;;) {
    const well = await Promise.all(services.map(isHealthy))
    if (well.every(Boolean)) return
    await wait(50)
  }
}

const connect = (world, shutdown) => {
  const { url } = world.redis
  world.look = new Redis(url, { maxRetriesPerRequest: 0, commandTimeout: 2000, retryStrategy: () => 100 }).on(
    'error',
    () => {},
  )
  shutdown.add(() => world.look.disconnect())
  world.queue = new Queue(USAGE_QUEUE, { connection: { url, maxRetriesPerRequest: null } }).on('error', () => {})
  shutdown.add(() => world.queue.disconnect())
}

/** Issues the grants of a run; `issue` another one later. */
const settleIn = async (world) => {
  const person = await makePerson(world.controlPlane.origin)
  world.person = person
  world.issue = (wish) => issueGrant(world.controlPlane.origin, person, wish)
  for (const { isSmall = false, ...wish } of GRANTS) world.grants.push({ ...(await world.issue(wish)), isSmall })
}

/**
 * Starts engines, upstream, control plane and relays, and issues the grants. The world is one object: `postgres` `redis` `controlPlane`
 * `relays` `upstream`, the `grants`, the `attempts` of clients, the `windows` in which something was broken, and what was `seen` of money.
 */
export const startWorld = async (folder, options, shutdown) => {
  const world = {
    options,
    folder,
    holdTtlMs: HOLD_TTL_MS,
    internalSecret: randomBytes(32).toString('base64url'),
    isLoaded: false,
    relays: [],
    grants: [],
    attempts: [],
    windows: [],
    revocations: [],
  }
  world.postgres = await postgresEngine(folder, shutdown)
  world.redis = await redisEngine(folder, shutdown)
  world.upstream = await startUpstream(shutdown)
  world.controlPlane = await controlPlaneService(folder, world, shutdown)
  for (let i = 0; i < options.relayCount; i++) {
    world.relays.push(await relayService(`relay-${i}`, folder, world, shutdown))
  }
  connect(world, shutdown)
  await settleIn(world)
  return world
}
