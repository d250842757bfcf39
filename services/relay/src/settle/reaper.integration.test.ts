import { redisKeys, type UsageEvent } from '@1relay/contracts'
import { randomUUID } from 'node:crypto'
import type { RedisClient } from '@1relay/redis'
import { RedisAdmissionStore } from '../admit/admission.redis.js'
import {
  aRequest,
  closing,
  clusterUnderTest,
  connected,
  redisClusterUnderTest,
  redisUnderTest,
  targetUnderTest,
  type StoreUnderTest,
} from '../admit/admission.testing.js'
import { RedisOpenWork } from '../admit/open-work.redis.js'
import { readScripts } from '../admit/scripts.fs.js'
import { join } from 'node:path'
import { Reaper } from './index.js'

describe.each([
  ['one Redis', redisUnderTest, targetUnderTest],
  ['a Redis Cluster', redisClusterUnderTest, clusterUnderTest],
])('Reaper on %s', (_, open, target) => {
  let under: StoreUnderTest
  let redis: RedisClient
  let store: RedisAdmissionStore
  let work: RedisOpenWork
  beforeAll(async () => {
    under = await open()
    redis = await connected(target())
    // Events of this store are due at once: as if their relay had died a lifetime ago.
    store = new RedisAdmissionStore(redis, readScripts(join(__dirname, '../admit')), -1)
    work = new RedisOpenWork(redis)
  })
  const delivered: UsageEvent[] = []
  const aReaper = (): Reaper =>
    new Reaper({
      work,
      store,
      deliver: (event) => delivered.push(event),
      redeliver: (event) => delivered.push(event),
      holder: randomUUID(),
      everyMs: 1000,
      holdTtlMs: 60_000,
      now: Date.now,
      onTrouble: () => undefined,
    })
  const eventsOf = (grantId: string): UsageEvent[] => delivered.filter((event) => event.grantId === grantId)
  const abandoned = async (overrides = {}) => {
    const request = aRequest({ holdMicros: 60, ttlMs: -1, ...overrides })
    await under.warm(request, 1)
    const { requestId, grantId, ledgerId } = request
    const facts = JSON.stringify({ requestId, grantId, ledgerId, at: Date.now(), decision: 'allowed', outcome: null })
    await store.admit({ ...request, facts })
    return request
  }
  afterAll(async () => {
    await under.close()
    redis.disconnect()
  })

  it('leaves alone what is still in time, and what was extended', async () => {
    const request = await abandoned({ ttlMs: 60_000 })
    const extended = await abandoned()
    await store.extend({ ...extended, ttlMs: 60_000 }, 0)
    await aReaper().sweep()
    expect([...eventsOf(request.grantId), ...eventsOf(extended.grantId)]).toEqual([])
    expect(await under.used(request)).toEqual({ spent: 0, held: 60 })
  })

  it('turns an abandoned hold into one event at the price of the hold, however many reapers there are', async () => {
    const request = await abandoned()
    await Promise.all([aReaper().sweep(), aReaper().sweep(), aReaper().sweep()])
    expect(eventsOf(request.grantId).filter(({ outcome }) => outcome === 'interrupted')).not.toEqual([])
    expect(new Set(eventsOf(request.grantId).map(({ requestId }) => requestId))).toEqual(new Set([request.requestId]))
    expect(eventsOf(request.grantId)[0]).toMatchObject({ costMicros: 60, tokensFrom: 'held' })
    expect(await under.used(request)).toEqual({ spent: 60, held: 0 })
  })

  it('tells a relay that was only slow that its request is closed', async () => {
    const request = await abandoned()
    await aReaper().sweep()
    expect(await store.settle(request, closing(request, 10))).toMatchObject({ kind: 'taken' })
    await work.forget(eventsOf(request.grantId))
    expect(await store.settle(request, closing(request, 10))).toMatchObject({ kind: 'taken' })
    expect(await under.used(request)).toEqual({ spent: 60, held: 0 })
  })

  it('delivers the event of a relay that died between settlement and queue', async () => {
    const request = await abandoned()
    await store.settle(request, closing(request, 10))
    await aReaper().sweep()
    expect(eventsOf(request.grantId)).toMatchObject([{ costMicros: 10 }])
    expect(await under.used(request)).toEqual({ spent: 10, held: 0 })
    await work.forget(eventsOf(request.grantId))
    expect(await redis.exists(redisKeys.due(request.ledgerId), redisKeys.outbox(request.ledgerId))).toBe(0)
  })

  it('is not kept from the rest by what it cannot finish', async () => {
    const broken = await abandoned()
    await redis.hset(redisKeys.holds(broken.ledgerId), broken.requestId, 'no JSON')
    const request = await abandoned({ ledgerId: broken.ledgerId })
    await aReaper().sweep()
    expect(eventsOf(request.grantId)).toHaveLength(1)
    expect(eventsOf(broken.grantId)).toEqual([])
    await redis.del(redisKeys.holds(broken.ledgerId), redisKeys.due(broken.ledgerId))
  })

  it('finds work whose ledger nobody named', async () => {
    const request = await abandoned()
    await redis.zrem(redisKeys.ledgers, request.ledgerId)
    await aReaper().sweep()
    expect(eventsOf(request.grantId)).toHaveLength(1)
  })
})
