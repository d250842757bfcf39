import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedis, startRedisCluster } from '../../../../scripts/engines/redis.mjs'
import { connectTo, nodesOf, openImpatient, type RedisClient } from './connect.redis.js'
import { Subscriber } from './subscriber.redis.js'

const password = 'of-the-test'

const startOne = async (folder: string) => {
  const { url, child } = await startRedis({ folder, log: join(folder, 'log'), password, isDurable: false })
  return { target: { url, isCluster: false }, children: [child] }
}
const startCluster = async (folder: string) => {
  const { url, children } = await startRedisCluster({ folder, log: join(folder, 'log'), password })
  return { target: { url, isCluster: true }, children }
}

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await delay(10)
}

describe.each([
  ['one Redis', startOne],
  ['a Redis Cluster', startCluster],
])('Subscriber on %s', (_, start) => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-redis-'))
  let started: Awaited<ReturnType<typeof startOne>> | Awaited<ReturnType<typeof startCluster>>
  let redis: RedisClient
  let subscriber: Subscriber
  const heard: string[] = []
  let gaps = 0

  beforeAll(async () => {
    started = await start(folder)
    redis = openImpatient(started.target, 2000, () => undefined)
    await connectTo(redis)
    subscriber = new Subscriber({
      redis,
      onMessage: (channel, message) => heard.push(`${channel}: ${message}`),
      onGap: () => (gaps += 1),
      onError: () => undefined,
    })
  })
  afterAll(async () => {
    subscriber.close()
    redis.disconnect()
    await Promise.all(started.children.map((child) => child.stop()))
    rmSync(folder, { recursive: true, force: true })
  })

  /** Publishes on every node until it is heard: subscribing takes a moment. */
  const publishUntilHeard = async (channel: string, message: string): Promise<void> => {
    while (!heard.includes(`${channel}: ${message}`)) {
      await Promise.all(nodesOf(redis).map((node) => node.publish(channel, message).catch(() => undefined)))
      await delay(10)
    }
  }

  it('hears its channels, wherever they are published', async () => {
    subscriber.subscribe('one')
    subscriber.subscribe('two')
    await publishUntilHeard('one', 'first')
    await publishUntilHeard('two', 'second')
    expect(gaps).toBe(0)
  })

  it('says that it was away, and hears again, also what it began to listen to meanwhile', async () => {
    await Promise.all(nodesOf(redis).map((node) => node.call('CLIENT', 'KILL', 'TYPE', 'pubsub')))
    subscriber.subscribe('three')
    await until(() => gaps === 1)
    await publishUntilHeard('three', 'third')
    await publishUntilHeard('one', 'fourth')
  })

  it('does not hear what it no longer listens to', async () => {
    subscriber.unsubscribe('one')
    // Commands of one connection keep their order, so by then it has unsubscribed.
    subscriber.subscribe('four')
    await publishUntilHeard('four', 'now')
    await Promise.all(nodesOf(redis).map((node) => node.publish('one', 'unheard')))
    await publishUntilHeard('four', 'later')
    expect(heard).not.toContain('one: unheard')
  })

  it('tries for ever while Redis is away, and is quiet once it is closed', async () => {
    await Promise.all(started.children.map((child) => child.stop()))
    const errors: Error[] = []
    const lonely = new Subscriber({
      redis,
      onMessage: () => undefined,
      onGap: () => undefined,
      onError: (error) => errors.push(error),
    })
    lonely.subscribe('one')
    if (!redis.isCluster) await until(() => errors.length > 2)
    lonely.close()
    subscriber.close()
    const count = errors.length
    await delay(300)
    expect(errors).toHaveLength(count)
  })
})
