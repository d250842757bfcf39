import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { type Person, registerPerson } from '../testing/people.testing.js'
import { startSwitch, type Switch } from '../testing/switch.testing.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'

let engines: { database: TestDatabase; redis: TestRedis }
let doors: { database: Switch; redis: Switch }
let controlPlane: ControlPlane
let person: Person

beforeAll(async () => {
  engines = { database: await createTestDatabase(), redis: await claimTestRedis() }
  doors = { database: await startSwitch(engines.database.url), redis: await startSwitch(engines.redis.url) }
  const config = { databaseUrl: doors.database.url, redis: { url: doors.redis.url, isCluster: false } }
  controlPlane = await startControlPlane({ config })
  person = await registerPerson(controlPlane)
})

afterAll(async () => {
  await controlPlane.close()
  await Promise.all([doors.database.close(), doors.redis.close()])
  await Promise.all([engines.database.drop(), engines.redis.release()])
})

const account = (): Promise<Answer> => controlPlane.ask('GET', '/v1/account', { session: person.session })
const health = (): Promise<Answer> => controlPlane.ask('GET', '/healthz')

/** Asks until the process is well again, as whoever retries after `Retry-After` does. */
const untilHealthy = async (): Promise<void> => {
  for (let attempt = 0; attempt < 1000; attempt++) {
    if ((await health()).status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('did not recover')
}

const expectRetryable = (answer: Answer, code: string): void => {
  expect([answer.status, answer.code]).toEqual([503, code])
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
}

describe('503', () => {
  it.each(['cut', 'hang'] as const)(
    'lets nothing through uncounted while Redis is away (%s), and recovers',
    async (how) => {
      doors.redis[how]()
      expectRetryable(await account(), 'limits_unavailable')
      const login = { json: { email: person.email, password: person.password } }
      expectRetryable(await controlPlane.ask('POST', '/v1/auth/login', login), 'limits_unavailable')
      expectRetryable(await health(), 'unavailable')
      doors.redis.restore()
      await untilHealthy()
      expect((await account()).status).toBe(200)
    },
  )

  it('says so while PostgreSQL is away, shows no detail of it, and recovers', async () => {
    doors.database.cut()
    const answer = await account()
    expectRetryable(answer, 'unavailable')
    expect(answer.text).not.toMatch(/ECONN|postgres|terminated/i)
    expectRetryable(await health(), 'unavailable')
    doors.database.restore()
    await untilHealthy()
    expect((await account()).status).toBe(200)
  })

  it('answers its health in time while PostgreSQL hangs', async () => {
    doors.database.hang()
    expectRetryable(await health(), 'unavailable')
    doors.database.restore()
    await untilHealthy()
  })
})
