import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'

/** A numbered Redis database that no other test run uses meanwhile. */
export interface TestRedis {
  readonly url: string
  release(): Promise<void>
}

const DATABASES = Array.from({ length: 12 }, (_, at) => at + 4)
const CLAIM_SECONDS = 300

const claim = async (redis: Redis, owner: string): Promise<number> => {
  for (const database of DATABASES) {
    const key = `control-plane-test:db:${database}`
    if ((await redis.set(key, owner, 'EX', CLAIM_SECONDS, 'NX')) === 'OK') return database
  }
  throw new Error('all Redis databases of TEST_REDIS_URL are in use by other test runs')
}

/** An empty database of TEST_REDIS_URL, claimed in database 0 so that parallel runs keep apart. */
export const claimTestRedis = async (): Promise<TestRedis> => {
  const base = process.env['TEST_REDIS_URL']
  if (!base) throw new Error('TEST_REDIS_URL is not set: these tests need a real Redis')
  const [redis, owner] = [new Redis(base), randomUUID()]
  const database = await claim(redis, owner)
  const url = `${base.replace(/\/\d*$/, '')}/${database}`
  const own = new Redis(url)
  await own.flushdb()
  const release = async (): Promise<void> => {
    await own.flushdb()
    own.disconnect()
    const key = `control-plane-test:db:${database}`
    if ((await redis.get(key)) === owner) await redis.del(key)
    redis.disconnect()
  }
  return { url, release }
}
