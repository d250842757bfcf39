import { redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { openImpatient, type RedisClient } from '@1relay/redis'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'
import { someGrant } from './grant.testing.js'
import { MemoryGrantStore } from './grant-store.memory.js'
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
  awayRedis = openImpatient({ url: 'redis://127.0.0.1:9', isCluster: false }, 1000, () => undefined)
})
afterAll(async () => {
  redis.disconnect()
  awayRedis.disconnect()
  await claimed.release()
})

const recorded: Spend = { day: 10, week: 20, month: 30, total: 40 }
const cap = (capMicros: number) => [{ period: 'month' as const, capMicros }]
const { month } = bucketsAt(new Date())

const make = () => {
  const [grantStore, store, clock] = [new MemoryGrantStore(), new MemoryLedgerStore(), () => new Date()]
  const through = (connection: RedisClient) => {
    const projections = new RedisProjectionWriter(connection)
    const ledgers = new Ledgers({ store, projections, findSpend: async () => recorded, clock })
    const findSpend = async (ids: readonly string[]) => new Map(ids.map((id) => [id, recorded]))
    return { ledgers, grants: new Grants({ store: grantStore, projections, ledgers, findSpend, clock }) }
  }
  return { ...through(redis), cutOff: through(awayRedis), store }
}
const moneyOf = (ledgerId: string) => redis.hgetall(redisKeys.money(ledgerId))
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')

describe('a ledger in Redis', () => {
  it('never gives way to older terms, in whatever order they arrive', async () => {
    const writer = new RedisProjectionWriter(redis)
    const { ownerId: ledgerId } = someGrant()
    const write = (version: number) =>
      writer.writeLedger({ ledgerId, terms: { version, budgets: cap(version) }, spent: {} })
    expect([await write(7), await write(6), await write(7)]).toEqual(['written', { outdatedBy: 7 }, 'written'])
    await Promise.all([9, 3, 12, 5, 11].map(write))
    expect(await moneyOf(ledgerId)).toMatchObject({ v: '12', 'c:month': '12' })
  })

  it('holds at least what is recorded of the account, and never less than what relays count', async () => {
    const { grants, ledgers } = make()
    const grant = someGrant()
    await redis.hset(redisKeys.money(grant.ownerId), 's:total', '99')
    await grants.add(grant)
    expect(await moneyOf(grant.ownerId)).toMatchObject({ v: '0', [`s:${month}`]: '30', 's:total': '99' })
    await redis.hset(redisKeys.money(grant.ownerId), `s:${month}`, '50', 's:total', '5', `h:${month}`, '6')
    await ledgers.change(grant.ownerId, cap(100))
    const expected = { [`s:${month}`]: '50', 's:total': '40', [`h:${month}`]: '6' }
    expect(await moneyOf(grant.ownerId)).toMatchObject(expected)
  })

  it('loses the caps that are no longer there, and is itself not kept for ever', async () => {
    const { ledgers } = make()
    const { ownerId } = someGrant()
    await ledgers.change(ownerId, [...cap(1), { period: 'day', capMicros: 2 }])
    await ledgers.change(ownerId, [{ period: 'day', capMicros: 3 }])
    expect(await moneyOf(ownerId)).toMatchObject({ v: '2', 'c:day': '3' })
    expect(await moneyOf(ownerId)).not.toHaveProperty(['c:month'])
    expect(await redis.ttl(redisKeys.money(ownerId))).toBeGreaterThan(399 * 86_400)
  })

  it('is back with its spend after a loss of everything, with the first grant that is asked for', async () => {
    const { grants, ledgers } = make()
    const grant = someGrant()
    await grants.add(grant)
    await ledgers.change(grant.ownerId, cap(100))
    await redis.del(redisKeys.money(grant.ownerId), redisKeys.state(grant.ownerId, grant.id))
    expect(await grants.rebuild(grant.id)).toMatchObject({ ledger: { version: 1, budgets: cap(100) } })
    expect(await moneyOf(grant.ownerId)).toMatchObject({ v: '1', 'c:month': '100', 's:total': '40' })
  })
})

describe('new terms of a ledger', () => {
  it('reach every grant of the account, and only those', async () => {
    const { grants, ledgers } = make()
    const [one, other, stranger] = [someGrant(), someGrant(), someGrant()]
    const ours = [one, { ...other, ownerId: one.ownerId }]
    for (const grant of [...ours, stranger]) await grants.add(grant)
    await ledgers.change(one.ownerId, cap(100))
    await grants.followLedger(one.ownerId)
    for (const { id } of ours) expect(await projectionOf(id)).toMatchObject({ ledger: { version: 1 }, version: 1 })
    expect(await projectionOf(stranger.id)).toMatchObject({ ledger: { version: 0 } })
  })

  it('are not undone by a projection that was made before them', async () => {
    const { grants, ledgers } = make()
    const grant = someGrant()
    await grants.add(grant)
    const old = await projectionOf(grant.id)
    await ledgers.change(grant.ownerId, cap(100))
    await grants.followLedger(grant.ownerId)
    const writer = new RedisProjectionWriter(redis)
    expect(await writer.write({ projection: old, spent: {}, forgetAt: null })).toEqual({ outdatedBy: 1 })
    expect(await projectionOf(grant.id)).toMatchObject({ ledger: { version: 1 } })
  })

  it('are recorded when Redis is away, and in force when it is back', async () => {
    const { grants, ledgers, cutOff } = make()
    const grant = someGrant()
    await grants.add(grant)
    await expect(cutOff.ledgers.change(grant.ownerId, cap(100))).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect(await ledgers.find(grant.ownerId)).toEqual({ version: 1, budgets: cap(100) })
    expect(await moneyOf(grant.ownerId)).toMatchObject({ v: '0' })
    expect(await grants.syncProjections()).toBe(1)
    expect(await moneyOf(grant.ownerId)).toMatchObject({ v: '1', 'c:month': '100' })
    expect(await grants.syncProjections()).toBe(0)
  })

  it('are in force when they have answered, also when PostgreSQL was put back to a backup and Redis was not', async () => {
    const { ledgers } = make()
    const { ownerId: ledgerId } = someGrant()
    const later = { version: 9, budgets: cap(1) }
    await new RedisProjectionWriter(redis).writeLedger({ ledgerId, terms: later, spent: {} })
    expect(await ledgers.change(ledgerId, cap(100))).toEqual({ version: 10, budgets: cap(100) })
    expect(await moneyOf(ledgerId)).toMatchObject({ v: '10', 'c:month': '100' })
    expect(await ledgers.syncProjections()).toBe(0)
  })

  it('do not keep a revocation of a grant from relays', async () => {
    const { grants, ledgers } = make()
    const grant = someGrant()
    await grants.add(grant)
    const newer = { version: 9, budgets: [] }
    await new RedisProjectionWriter(redis).writeLedger({ ledgerId: grant.ownerId, terms: newer, spent: {} })
    await grants.revoke(grant.id)
    expect(await projectionOf(grant.id)).toMatchObject({ status: 'dead' })
    expect(await ledgers.spendOf(grant.ownerId)).toEqual(recorded)
  })
})
