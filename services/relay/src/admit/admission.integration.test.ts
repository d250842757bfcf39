import { redisKeys, type UsageEvent } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { aRequest, closing, redisUnderTest, testRedisUrl, type StoreUnderTest } from './admission.testing.js'
import { RedisAdmissionStore } from './admission.redis.js'
import { bucketsAt } from './buckets.js'
import { RedisOpenWork } from './open-work.redis.js'
import { readScripts } from './scripts.fs.js'

describe('admission scripts on Redis', () => {
  let under: StoreUnderTest
  let redis: Redis
  beforeAll(async () => {
    under = await redisUnderTest()
    redis = new Redis(testRedisUrl())
  })
  afterAll(async () => {
    await under.close()
    await redis.quit()
  })

  it('fails closed with limits_unavailable when nobody answers, without waiting for a reconnection', async () => {
    const lost = new Redis({
      port: 1,
      host: '127.0.0.1',
      enableOfflineQueue: false,
      lazyConnect: true,
      retryStrategy: null,
    })
    const store = new RedisAdmissionStore(lost, readScripts(__dirname))
    await expect(store.admit(aRequest())).rejects.toMatchObject({ code: 'limits_unavailable', retryAfterMs: 1000 })
    await expect(store.settle(aRequest(), { actualMicros: 0, event: null })).rejects.toMatchObject({
      code: 'limits_unavailable',
    })
    lost.disconnect()
  })

  it('gives a hold back whose admission was answered too late to be used', async () => {
    const impatient = new Redis(testRedisUrl(), { commandTimeout: 20, lazyConnect: true })
    await impatient.connect()
    const store = new RedisAdmissionStore(impatient, readScripts(__dirname))
    const request = aRequest({ holdMicros: 5 })
    await under.warm(request, 1)
    // The server is kept busy behind this connection's back: the script runs, its reply comes after the timeout.
    const busy = impatient.eval(
      "local t = redis.call('TIME') repeat local n = redis.call('TIME') until (n[1]-t[1])*1e6+n[2]-t[2] > 100000",
      0,
    )
    const admitting = store.admit(request)
    await expect(admitting).rejects.toMatchObject({ code: 'limits_unavailable' })
    await expect(busy).rejects.toThrow()
    while ((await redis.hexists(redisKeys.holds(request.ledgerId), request.requestId)) === 0) await under.store.ping()
    while ((await redis.hexists(redisKeys.holds(request.ledgerId), request.requestId)) === 1) await under.store.ping()
    expect(await under.used(request)).toEqual({ spent: 0, held: 0 })
    impatient.disconnect()
  })

  it('keeps the facts of a hold byte for byte through an extension, for the reaper', async () => {
    const facts = '{"at":1795900000123,"none":null,"list":[],"tricky":"\\"facts\\":{}}"}'
    const request = aRequest({ facts, holdMicros: 5 })
    await under.warm(request, 1)
    await under.store.admit(request)
    await under.store.extend(request, 7)
    const hold = await redis.hget(redisKeys.holds(request.ledgerId), request.requestId)
    expect(hold).toContain(`"facts":${facts}}`)
    expect(JSON.parse(hold ?? '')).toMatchObject({ grantId: request.grantId, micros: 12 })
  })

  it('leaves nothing but the state behind when all is settled', async () => {
    const request = aRequest({ holdMicros: 5 })
    await under.warm(request, 1)
    await under.store.admit(request)
    await under.store.settle(request, closing(request, 3))
    await new RedisOpenWork(redis).forget([{ ...request } as unknown as UsageEvent])
    expect(await redis.exists(redisKeys.due(request.ledgerId), redisKeys.outbox(request.ledgerId))).toBe(0)
    expect(await redis.exists(redisKeys.holds(request.ledgerId))).toBe(0)
    expect(await redis.exists(redisKeys.open(request.ledgerId, request.grantId))).toBe(0)
    const fields = await redis.hkeys(redisKeys.state(request.ledgerId, request.grantId))
    expect(fields.some((field) => field.startsWith('h:'))).toBe(false)
  })

  it('names the buckets as the TypeScript twin does, on every day of 40 years', async () => {
    const { buckets } = readScripts(__dirname)
    const from = buckets.indexOf('local function civil')
    const to = buckets.indexOf('local place_of')
    const calendar = `local seconds = tonumber(ARGV[1])\n${buckets.slice(from, to)}\nreturn current_buckets()`
    const days = Array.from({ length: 366 * 40 }, (_, day) => day * 86_400)
    const pipeline = redis.pipeline()
    for (const seconds of days) pipeline.eval(calendar, 0, seconds)
    const replies = (await pipeline.exec()) ?? []
    const names = replies.map(([, names]) => names)
    expect(names).toEqual(
      days.map((seconds) => {
        const { day, week, month, total } = bucketsAt(seconds * 1000)
        return [day, week, month, total]
      }),
    )
  })
})
