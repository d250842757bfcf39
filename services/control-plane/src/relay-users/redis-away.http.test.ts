import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'
import { startSwitch, type Switch } from '../testing/switch.testing.js'
import { askFor, KEY, PAGE } from './relay-users.testing.js'

let redis: TestRedis
let door: Switch
let controlPlane: ControlPlane

beforeAll(async () => {
  redis = await claimTestRedis()
  door = await startSwitch(redis.url)
  const browserApps = {
    allowedOrigins: [PAGE],
    appSecret: undefined,
    addressRequestsPerMinute: 1_000_000,
    registrationsPerHour: 1_000_000,
    aiRequestsPerMinute: 20,
    tokenExpiryDays: 90,
    relayOrigin: 'http://127.0.0.1:1',
  }
  controlPlane = await startControlPlane({ config: { redis: { url: door.url, isCluster: false }, browserApps } })
})
afterAll(async () => {
  await controlPlane.close()
  await Promise.all([door.close(), redis.release()])
})

describe('503', () => {
  it('registers nobody and takes no key while nobody counts, and lets the page read that', async () => {
    const ask = askFor(controlPlane)
    const { token } = (await ask('POST', '/users', undefined, { app_id: 'app' })).json
    door.cut()
    for (const [method, path, body] of [
      ['POST', '/users', { app_id: 'app' }],
      ['POST', '/keys/openai', { key: KEY }],
      ['GET', '/keys', undefined],
      ['DELETE', '/users', undefined],
    ] as const) {
      const answer = await ask(method, path, token, body)
      expect([path, answer.status, answer.json.code]).toEqual([path, 503, 'limits_unavailable'])
      expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    door.restore()
    while ((await controlPlane.ask('GET', '/healthz')).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 25))
    const rows = await controlPlane.database.query("SELECT credentials FROM grants WHERE kind = 'user'")
    expect(rows).toEqual([{ credentials: [] }])
  })
})
