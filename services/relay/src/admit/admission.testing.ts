import { redisKeys, type Budget, type UsageEvent } from '@1relay/contracts'
import { randomUUID } from 'node:crypto'
import { connectTo, openImpatient, type RedisClient, type RedisTarget } from '@1relay/redis'
import type { AdmissionRequest, AdmissionStore, Closing, HoldRef } from './admission.port.js'
import { MemoryAdmissionStore } from './admission.memory.js'
import { RedisAdmissionStore } from './admission.redis.js'
import { bucketsAt } from './buckets.js'
import { readScripts } from './scripts.fs.js'

/** A store under test, with the control plane's side of it: warming, and looking at the money. */
export interface StoreUnderTest {
  readonly store: AdmissionStore
  warm(ref: HoldRef, version: number): Promise<void>
  used(ref: HoldRef): Promise<{ spent: number; held: number }>
  /** Writes the ledger's terms, and looks at its money. */
  warmLedger(ref: HoldRef, version: number, budgets: readonly Budget[]): Promise<void>
  usedOfLedger(ref: HoldRef): Promise<{ spent: number; held: number }>
  close(): Promise<void>
}

// The control plane's suites claim databases 4 to 15 and empty them.
const DATABASE = 2

const fromEnvironment = (name: string): string => {
  const url = process.env[name]
  if (url === undefined) throw new Error(`${name} is not set: these tests need real servers`)
  return url
}

/** The URL of the Redis for tests, on a database of its own; throws if there is none. */
export const testRedisUrl = (): string => new URL(`/${DATABASE}`, fromEnvironment('TEST_REDIS_URL')).href

export const targetUnderTest = (): RedisTarget => ({ url: testRedisUrl(), isCluster: false })
export const clusterUnderTest = (): RedisTarget => ({ url: fromEnvironment('TEST_REDIS_CLUSTER_URL'), isCluster: true })

/** A client as the relay has it, connected. */
export const connected = async (target: RedisTarget): Promise<RedisClient> => {
  const redis = openImpatient(target, 5000, () => undefined)
  await connectTo(redis)
  return redis
}

export const redisUnderTest = () => storeOn(targetUnderTest())
export const redisClusterUnderTest = () => storeOn(clusterUnderTest())

const storeOn = async (target: RedisTarget): Promise<StoreUnderTest> => {
  const redis = await connected(target)
  const state = (ref: HoldRef): string => redisKeys.state(ref.ledgerId, ref.grantId)
  const used = async (key: string): Promise<{ spent: number; held: number }> => {
    const { month } = bucketsAt(Date.now())
    const [spent, held] = await redis.hmget(key, `s:${month}`, `h:${month}`)
    return { spent: Number(spent ?? 0), held: Number(held ?? 0) }
  }
  return {
    store: new RedisAdmissionStore(redis, readScripts(__dirname)),
    warm: async (ref, version) => {
      await redis.hset(state(ref), 'v', String(version))
      await redis.expire(state(ref), 600)
    },
    warmLedger: async ({ ledgerId }, version, budgets) => {
      const caps = Object.fromEntries(budgets.map(({ period, capMicros }) => [`c:${period}`, capMicros]))
      await redis.hset(redisKeys.money(ledgerId), { v: version, ...caps })
      await redis.expire(redisKeys.money(ledgerId), 600)
    },
    used: (ref) => used(state(ref)),
    usedOfLedger: ({ ledgerId }) => used(redisKeys.money(ledgerId)),
    close: async () => {
      await redis.quit()
    },
  }
}

const memoryUnderTest = (): Promise<StoreUnderTest> => {
  const store = new MemoryAdmissionStore(Date.now)
  return Promise.resolve({
    store,
    warm: (ref, version) => Promise.resolve(store.warm(ref.grantId, version)),
    warmLedger: ({ ledgerId }, version, budgets) => Promise.resolve(store.warmLedger(ledgerId, version, budgets)),
    used: (ref) => Promise.resolve(store.used(ref.grantId, 'month')),
    usedOfLedger: ({ ledgerId }) => Promise.resolve(store.usedOfLedger(ledgerId, 'month')),
    close: () => Promise.resolve(),
  })
}

/** A request of a grant that no other test knows. */
export const aRequest = (overrides: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  requestId: randomUUID(),
  grantId: randomUUID().replaceAll('-', '').slice(0, 16),
  ledgerId: `test-${randomUUID()}`,
  version: 1,
  ledgerVersion: 0,
  limits: {},
  budgets: [],
  holdMicros: 0,
  ttlMs: 60_000,
  facts: '{"path":"/v1/x\\"}","list":[]}',
  ...overrides,
})

/** A closing with an event. */
export const closing = ({ requestId, grantId, ledgerId }: HoldRef, actualMicros: number): Closing => ({
  actualMicros,
  event: { requestId, grantId, ledgerId, at: Date.now(), decision: 'allowed', costMicros: actualMicros } as UsageEvent,
})

/** Every store there is, for `describe.each`: they keep one contract. */
export const STORES = [
  ['memory', memoryUnderTest],
  ['one Redis', redisUnderTest],
  ['a Redis Cluster', redisClusterUnderTest],
] as const
