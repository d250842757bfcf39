// Everything that a run of chaos drives, started in order.
import { randomBytes } from 'node:crypto'
import { Queue } from 'bullmq'
import { USAGE_QUEUE } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { postgresEngine, redisEngine } from './engines.mjs'
import { potOfGrant, potOfPerson } from './money.mjs'
import { issueGrant, makePerson } from './people.mjs'
import { controlPlaneService, isHealthy, relayService } from './services.mjs'
import { startUpstream } from './upstream.mjs'
import { wait } from './wait.mjs'

// Short, so that a run sees what dead relays leave; long enough that a second without Redis is not taken for death.
const HOLD_TTL_MS = 8000
const MICROS = 1_000_000

const total = (capMicros) => [{ period: 'total', capMicros }]
const month = (capMicros) => [{ period: 'month', capMicros }]

const FOUR_CAPS = [
  { period: 'day', capMicros: 0.6 * MICROS },
  { period: 'week', capMicros: 0.7 * MICROS },
  { period: 'month', capMicros: 0.65 * MICROS },
  { period: 'total', capMicros: 0.8 * MICROS },
]

// `isTight`: may run out of money. `isSmall`: has no room for streams without a maximum.
const PEOPLE = [
  {
    budgets: [],
    grants: [
      { name: 'ample', budgets: total(1000 * MICROS) },
      { name: 'one dollar', isTight: true, budgets: month(MICROS) },
      { name: 'two cents', isTight: true, isSmall: true, budgets: total(20_000) },
      { name: 'four caps', isTight: true, budgets: FOUR_CAPS },
      { name: 'six at once', budgets: month(1000 * MICROS), limits: { concurrentRequests: 6 } },
    ],
  },
  {
    budgets: month(0.75 * MICROS),
    grants: [
      { name: 'shared, no cap', isTight: true, budgets: [] },
      { name: 'shared, capped', isTight: true, budgets: total(0.5 * MICROS) },
    ],
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

/** Makes the people and their grants. A pot is what has caps: a grant, or an account above its grants. */
const settleIn = async (world) => {
  const { origin } = world.controlPlane
  for (const { budgets, grants } of PEOPLE) {
    const person = await makePerson(origin, budgets)
    world.people.push(person)
    const issued = []
    for (const { isSmall = false, isTight = false, ...wish } of grants)
      issued.push({ ...(await issueGrant(origin, person, wish)), isSmall, isTight })
    world.grants.push(...issued)
    world.pots.push(...issued.map(potOfGrant))
    if (budgets.length > 0) world.pots.push(potOfPerson(person, issued))
  }
  world.issue = (wish) => issueGrant(origin, world.people[0], wish)
}

/**
 * Starts engines, upstream, control plane and relays, and issues the grants. The world is one object: `postgres` `redis` `controlPlane`
 * `relays` `upstream`, the `people`, their `grants`, the `pots` of money, the `attempts` of clients, the `windows` in which something was broken, the `exits` of drained relays, and what was `seen` of money.
 */
export const startWorld = async (folder, options, shutdown) => {
  const world = {
    options,
    folder,
    holdTtlMs: HOLD_TTL_MS,
    internalSecret: randomBytes(32).toString('base64url'),
    isLoaded: false,
    relays: [],
    people: [],
    grants: [],
    pots: [],
    attempts: [],
    windows: [],
    revocations: [],
    exits: [],
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
