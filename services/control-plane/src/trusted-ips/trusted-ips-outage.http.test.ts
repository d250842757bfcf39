import { PostOffice } from '../mail/index.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { type Guarded, issuePersonKey, makeGuarded, projectionOf } from '../testing/management.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { askAsRelay } from '../testing/protected-keys.testing.js'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'
import { startSwitch, type Switch } from '../testing/switch.testing.js'

const HOLDER = 'holder@example.com'

let engines: { database: TestDatabase; redis: TestRedis }
let door: Switch
let controlPlane: ControlPlane
let guarded: Guarded

beforeAll(async () => {
  engines = { database: await createTestDatabase(), redis: await claimTestRedis() }
  door = await startSwitch(engines.redis.url)
  controlPlane = await startControlPlane({
    config: { databaseUrl: engines.database.url, redis: { url: door.url, isCluster: false } },
  })
  guarded = await makeGuarded(controlPlane)
})
afterAll(async () => {
  await controlPlane.close()
  await door.close()
  await Promise.all([engines.database.drop(), engines.redis.release()])
})

const question = (grantId: string, ip: string): Promise<Answer> =>
  askAsRelay(controlPlane, 'POST', '/internal/networks', { grantId, ip, userAgent: null })
const cidrsOf = async (keyId: string): Promise<string[] | undefined> =>
  (await projectionOf(controlPlane, keyId)).network?.cidrs

/** Asks until Redis counts again, as whoever retries after `Retry-After` does. */
const untilAnswered = async (ask: () => Promise<Answer>): Promise<Answer> => {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const answer = await ask()
    if (answer.status !== 503) return answer
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('did not recover')
}

describe('while Redis is away', () => {
  it('says to no relay that a first address is trusted, keeps it as the first, and says so as soon as it can', async () => {
    const key = await issuePersonKey(controlPlane, guarded, HOLDER)
    door.cut()
    expect((await question(key, '203.0.113.1')).code).toBe('limits_unavailable')
    door.restore()
    expect(expectOk(await untilAnswered(() => question(key, '203.0.113.1'))).data.verdict).toBe('trusted')
    expect(await cidrsOf(key)).toEqual(['203.0.113.1/32'])
    expect((await question(key, '203.0.113.2')).data.verdict).toBe('pending')
  })
})

describe('while the outbox is away', () => {
  it('leaves no question behind that nobody was asked, and asks with the next call', async () => {
    const holder = `x${HOLDER}`
    const key = await issuePersonKey(controlPlane, guarded, holder)
    expect((await question(key, '203.0.113.1')).data.verdict).toBe('trusted')
    const office = controlPlane.server.app.get(PostOffice)
    const send = office.send.bind(office)
    office.send = () => Promise.reject(new Error('no outbox'))
    expect((await question(key, '203.0.113.2')).status).toBe(500)
    office.send = send
    expect((await question(key, '203.0.113.2')).data.verdict).toBe('pending')
    expect(await mailsTo(controlPlane, holder)).toHaveLength(1)
  })
})
