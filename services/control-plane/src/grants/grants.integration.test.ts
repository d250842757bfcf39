import { type DeadGrant, type GrantChange, type LiveGrant, redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { openImpatient, type RedisClient } from '@1relay/redis'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'
import type { Grant } from './grant.js'
import { MemoryGrantStore } from './grant-store.memory.js'
import { DAY_MS, NOW, someGrant, somePendingGrant } from './grant.testing.js'
import { Grants } from './grants.service.js'
import { MemoryLedgerStore } from './ledger-store.memory.js'
import { Ledgers } from './ledgers.service.js'
import { bucketsAt } from './periods.js'
import { RedisProjectionWriter } from './projection-writer.redis.js'
import type { Spend } from './spend.port.js'

let claimed: TestRedis
let redis: Redis
let awayRedis: RedisClient

beforeAll(async () => {
  claimed = await claimTestRedis()
  redis = new Redis(claimed.url)
  // Nobody listens there: every command fails at once, as when Redis is down.
  awayRedis = openImpatient({ url: 'redis://127.0.0.1:9', isCluster: false }, 1000, () => undefined)
})
afterAll(async () => {
  redis.disconnect()
  awayRedis.disconnect()
  await claimed.release()
})

const nothing: Spend = { day: 0, week: 0, month: 0, total: 0 }
const recorded: Spend = { day: 10, week: 20, month: 30, total: 40 }
const buckets = bucketsAt(new Date())

const make = (spend: Spend = nothing) => {
  const store = new MemoryGrantStore()
  const parts = {
    store,
    findSpend: async (ids: readonly string[]) => new Map(ids.map((id) => [id, spend])),
    clock: () => new Date(),
  }
  const ledgerParts = { store: new MemoryLedgerStore(), findSpend: async () => spend, clock: parts.clock }
  const seenThrough = (connection: RedisClient) => {
    const projections = new RedisProjectionWriter(connection)
    const ledgers = new Ledgers({ ...ledgerParts, projections })
    return { ledgers, grants: new Grants({ ...parts, projections, ledgers }) }
  }
  const [here, cutOff] = [seenThrough(redis), seenThrough(awayRedis)]
  return {
    store,
    grants: here.grants,
    ledgers: here.ledgers,
    /** The same grants and ledgers, seen by a process that cannot reach Redis. */
    cutOff: cutOff.grants,
    cutOffLedgers: cutOff.ledgers,
  }
}

const stateKey = (grant: Grant): string => redisKeys.state(grant.ownerId, grant.id)
const stored = async (grant: Grant): Promise<LiveGrant | DeadGrant> =>
  JSON.parse((await redis.get(redisKeys.grant(grant.id))) ?? 'null')
const spentOf = (grant: Grant) => redis.hgetall(stateKey(grant))

describe('a projection in Redis', () => {
  it('never gives way to an older version, in whatever order concurrent changes arrive', async () => {
    const writer = new RedisProjectionWriter(redis)
    const grant = someGrant()
    const write = (version: number) => {
      const { id, ownerId: ledgerId } = grant
      return writer.write({ projection: { status: 'dead', id, ledgerId, version }, spent: {}, forgetAt: null })
    }
    expect(await write(7)).toBe('written')
    expect(await write(6)).toEqual({ outdatedBy: 7 })
    expect(await write(7)).toBe('written')
    await Promise.all([9, 3, 12, 5, 11, 8, 10].map(write))
    expect((await stored(grant)).version).toBe(12)
    expect((await spentOf(grant))['v']).toBe('12')
  })

  it('is refused as a whole when only the state is ahead, so that relays keep refusing', async () => {
    const { id, ownerId: ledgerId, ...grant } = someGrant()
    await redis.hset(redisKeys.state(ledgerId, id), 'v', '5')
    const projection = { status: 'dead', id, ledgerId, version: grant.version } as const
    const outcome = await new RedisProjectionWriter(redis).write({ projection, spent: {}, forgetAt: null })
    expect(outcome).toEqual({ outdatedBy: 5 })
    expect(await redis.exists(redisKeys.grant(id))).toBe(0)
  })

  it('opens with the recorded spend where the state is cold', async () => {
    const { grants } = make(recorded)
    const grant = someGrant()
    await grants.add(grant)
    expect(await spentOf(grant)).toEqual({
      v: '1',
      [`s:${buckets.day}`]: '10',
      [`s:${buckets.week}`]: '20',
      [`s:${buckets.month}`]: '30',
      's:total': '40',
    })
  })

  it('raises the spend of a warm state to what is recorded, and lowers none: Redis knows of calls that are not yet', async () => {
    const { grants } = make(recorded)
    const grant = someGrant()
    await grants.add(grant)
    await redis.hset(stateKey(grant), { 's:total': '55', 'h:total': '5', tat: '1' })
    await redis.hdel(stateKey(grant), `s:${buckets.day}`)
    await grants.changeTerms(grant.id, { budgets: [] })
    expect(await spentOf(grant)).toMatchObject({ v: '2', 's:total': '55', 'h:total': '5', tat: '1' })
    expect(await spentOf(grant)).toMatchObject({ [`s:${buckets.day}`]: '10' })
  })

  it('does not lower what was settled into a state that had gone cold', async () => {
    const { grants } = make(recorded)
    const grant = someGrant()
    await redis.hset(stateKey(grant), 's:total', '99')
    await grants.add(grant)
    expect((await spentOf(grant))['s:total']).toBe('99')
  })

  it('leaves a tombstone of one day when its grant is revoked', async () => {
    const { grants } = make()
    const grant = someGrant()
    await grants.add(grant)
    expect(await redis.pttl(redisKeys.grant(grant.id))).toBe(-1)
    await grants.revoke(grant.id)
    expect(await stored(grant)).toEqual({ status: 'dead', id: grant.id, version: 2, ledgerId: grant.ownerId })
    for (const key of [redisKeys.grant(grant.id), stateKey(grant)]) {
      const left = await redis.pttl(key)
      expect(left).toBeGreaterThan(DAY_MS - 60_000)
      expect(left).toBeLessThanOrEqual(DAY_MS)
    }
  })

  it('is announced to relays when it changes, and not when it is only written again', async () => {
    const listener = redis.duplicate()
    const changes: GrantChange[] = []
    const grant = someGrant()
    listener.on('message', (_, message) => changes.push(JSON.parse(message)))
    await listener.subscribe(redisKeys.grantChanges)
    const { grants } = make()
    await grants.add(grant)
    await grants.rebuild(grant.id)
    await grants.revoke(grant.id)
    // Messages of one connection come in order: what was published before this one has arrived before it.
    const marker = new Promise<void>((done) =>
      listener.on('message', (_, message) => message === '{"end":1}' && done()),
    )
    await redis.publish(redisKeys.grantChanges, '{"end":1}')
    await marker
    listener.disconnect()
    const ours = changes.filter(({ grantId }) => grantId === grant.id)
    expect(ours).toEqual([
      { grantId: grant.id, version: 1, status: 'live' },
      { grantId: grant.id, version: 2, status: 'dead' },
    ])
  })
})

describe('a rebuild', () => {
  it('knows no grant that does not exist', async () => {
    expect(await make().grants.rebuild('0000000000000000')).toBeUndefined()
  })

  it('brings back after a loss of everything what relays need, with its spend', async () => {
    const { grants } = make(recorded)
    const grant = someGrant()
    await grants.add(grant)
    await redis.del(redisKeys.grant(grant.id), stateKey(grant))
    expect(await grants.rebuild(grant.id)).toMatchObject({ status: 'live', id: grant.id })
    expect(await stored(grant)).toMatchObject({ status: 'live', id: grant.id })
    expect((await spentOf(grant))['s:total']).toBe('40')
  })

  it('says of a grant that was never exchanged that it is dead', async () => {
    const { grants } = make()
    const grant = somePendingGrant({ createdAt: NOW })
    await grants.add(grant)
    expect(await grants.rebuild(grant.id)).toMatchObject({ status: 'dead' })
  })
})

describe('when Redis is away', () => {
  it('a revocation is recorded, fails, and succeeds when it is asked for again', async () => {
    const { grants, cutOff, store } = make()
    const grant = someGrant()
    await grants.add(grant)
    await expect(cutOff.revoke(grant.id)).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect((await store.find(grant.id))?.state).toBe('revoked')
    expect((await stored(grant)).status).toBe('live')
    await grants.revoke(grant.id)
    expect((await stored(grant)).status).toBe('dead')
  })

  it('a live projection does not survive the revocation of its grant: the next pass brings it', async () => {
    const { grants, cutOff } = make()
    const grant = someGrant()
    await grants.add(grant)
    await expect(cutOff.revoke(grant.id)).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect(await grants.syncProjections()).toBe(1)
    expect((await stored(grant)).status).toBe('dead')
    expect(await grants.syncProjections()).toBe(0)
  })

  it('all grants of an app are recorded as revoked, and the call fails', async () => {
    const { grants, cutOff, store } = make()
    const ours = Array.from({ length: 25 }, () => someGrant({ appId: 'app' }))
    for (const grant of ours) await grants.add(grant)
    await expect(cutOff.revokeGrantsOfApp('app')).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect(await store.idsOfApp('app')).toEqual([])
    await expect(cutOff.revokeGrantsOfApp('app')).rejects.toMatchObject({ code: 'limits_unavailable' })
    await grants.revokeGrantsOfApp('app')
    const ends = await Promise.all(ours.map(stored))
    expect(ends.map(({ status }) => status)).toEqual(ours.map(() => 'dead'))
  })

  it('a new grant is still made, and brought to relays later', async () => {
    const { grants, cutOff } = make()
    const grant = someGrant()
    expect(await cutOff.add(grant)).toBe('added')
    expect(await stored(grant)).toBeNull()
    await grants.syncProjections()
    expect((await stored(grant)).status).toBe('live')
  })

  it('spend is shown from the records', async () => {
    const { grants, cutOff } = make(recorded)
    const grant = someGrant()
    await grants.add(grant)
    await redis.hset(stateKey(grant), 's:total', '77')
    expect((await grants.spendOf([grant])).get(grant.id)).toEqual({ ...recorded, total: 77 })
    expect((await cutOff.spendOf([grant])).get(grant.id)).toEqual(recorded)
    await redis.hset(stateKey(grant), 'h:total', '5')
    expect((await grants.heldOf([grant])).get(grant.id)).toEqual({ day: 0, week: 0, month: 0, total: 5 })
    expect((await cutOff.heldOf([grant])).get(grant.id)).toBeUndefined()
  })
})

describe('when PostgreSQL was put back to a backup, and Redis was not', () => {
  /** A grant as it was in the backup, and Redis two changes ahead of it. */
  const putBack = async () => {
    const [before, after] = [make(), make()]
    const grant = someGrant()
    await before.grants.add(grant)
    for (const budgets of [[], [{ period: 'day' as const, capMicros: 1 }]]) {
      await before.grants.changeTerms(grant.id, { budgets })
    }
    await after.store.insert(grant, true)
    return { ...after, grant }
  }

  it('a revocation that is answered is in force', async () => {
    const { grants, grant, store } = await putBack()
    await grants.revoke(grant.id)
    expect(await stored(grant)).toMatchObject({ status: 'dead', version: 4 })
    expect(await store.find(grant.id)).toMatchObject({ state: 'revoked', version: 4 })
    expect(await grants.syncProjections()).toBe(0)
  })

  it('a rebuild gives what PostgreSQL says, and relays have it', async () => {
    const { grants, grant } = await putBack()
    expect(await grants.rebuild(grant.id)).toMatchObject({ version: 4, budgets: grant.budgets })
    expect(await stored(grant)).toMatchObject({ version: 4, budgets: grant.budgets })
  })

  it('new terms hold, whatever terms of its ledger a projection has', async () => {
    const { grants, grant } = await putBack()
    const later = { ...(await stored(grant)), version: 1, ledger: { version: 9, budgets: [] } }
    await redis.set(redisKeys.grant(grant.id), JSON.stringify(later))
    await redis.hset(stateKey(grant), 'v', '1')
    expect(await grants.rebuild(grant.id)).toMatchObject({ version: 2, ledger: { version: 0 } })
    expect(await stored(grant)).toMatchObject({ version: 2, ledger: { version: 0 } })
  })
})
