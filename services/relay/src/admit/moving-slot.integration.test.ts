import { redisKeys } from '@1relay/contracts'
import { nodesOf, type RedisClient } from '@1relay/redis'
import type { Redis } from 'ioredis'
import {
  aRequest,
  clusterUnderTest,
  connected,
  redisClusterUnderTest,
  type StoreUnderTest,
} from './admission.testing.js'

describe('a ledger whose slot moves to another node of the cluster', () => {
  let under: StoreUnderTest
  let redis: RedisClient
  beforeAll(async () => {
    under = await redisClusterUnderTest()
    redis = await connected(clusterUnderTest())
  })
  afterAll(async () => {
    await under.close()
    redis.disconnect()
  })

  const idOf = async (node: Redis): Promise<string> => String(await node.call('CLUSTER', 'MYID'))
  const keysIn = async (node: Redis, slot: number): Promise<string[]> =>
    (await node.call('CLUSTER', 'GETKEYSINSLOT', String(slot), '100')) as string[]

  /** Takes keys along, as `redis-cli --cluster reshard` does. */
  const migrate = async (keys: readonly string[], from: Redis, to: Redis): Promise<void> => {
    const { host = '', port = 0, password = '' } = to.options
    await from.call('MIGRATE', host, String(port), '', '0', '5000', 'AUTH', password, 'KEYS', ...keys)
  }

  it('admits nothing on half of its money, and goes on where it was', async () => {
    const request = aRequest({ holdMicros: 40, budgets: [{ period: 'total', capMicros: 100 }] })
    await under.warm(request, 1)
    expect(await under.store.admit(request)).toMatchObject({ kind: 'admitted', budgetRoomMicros: 60 })

    const money = redisKeys.money(request.ledgerId)
    const slot = Number(await redis.call('CLUSTER', 'KEYSLOT', money))
    const counts = await Promise.all(nodesOf(redis).map(async (node) => ({ node, keys: await keysIn(node, slot) })))
    const from = counts.find(({ keys }) => keys.includes(money))?.node as Redis
    const to = counts.find(({ node }) => node !== from)?.node as Redis
    await to.call('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', await idOf(from))
    await from.call('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', await idOf(to))
    await migrate([money], from, to)

    const next = { ...request, requestId: `${request.requestId}-2` }
    await expect(under.store.admit(next)).rejects.toMatchObject({ code: 'limits_unavailable' })

    await migrate(await keysIn(from, slot), from, to)
    for (const node of [to, from, ...nodesOf(redis)]) {
      await node.call('CLUSTER', 'SETSLOT', String(slot), 'NODE', await idOf(to))
    }
    expect(await under.store.admit(next)).toMatchObject({ kind: 'admitted', budgetRoomMicros: 20 })
    expect(await under.used(request)).toEqual({ spent: 0, held: 80 })
    expect(await under.store.admit({ ...next, requestId: `${request.requestId}-3` })).toMatchObject({
      kind: 'budget_exceeded',
      budgetRoomMicros: 20,
    })
  })
})
