import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { askFor, PAGE } from './relay-users.testing.js'

const APP_SECRET = 'kV3tq8XwLm0zR5uYb2NcE7hJf9GsDp4A'
const browserApps = {
  allowedOrigins: [PAGE, 'https://*.pages.example'],
  appSecret: APP_SECRET,
  addressRequestsPerMinute: 1_000_000,
  registrationsPerHour: 3,
  aiRequestsPerMinute: 20,
  tokenExpiryDays: 0,
  relayOrigin: 'http://127.0.0.1:1',
}
let controlPlane: ControlPlane
let ask: ReturnType<typeof askFor>
beforeAll(async () => {
  controlPlane = await startControlPlane({ config: { browserApps } })
  ask = askFor(controlPlane)
})
afterAll(() => controlPlane.close())

const gate = { authorization: `Bearer ${APP_SECRET}` }

describe('a page that is not allowed', () => {
  it.each(['https://evil.test', 'null', 'https://app.example.com.evil.test'])(
    'gets nothing done and reads nothing: %s',
    async (origin) => {
      const answer = await ask('POST', '/users', undefined, { app_id: 'a' }, { origin, ...gate })
      expect([answer.status, answer.json.code]).toEqual([403, 'forbidden_origin'])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      const preflight = await ask('OPTIONS', '/users', undefined, undefined, {
        origin,
        'access-control-request-method': 'POST',
      })
      expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([403, null])
    },
  )

  it('reads nothing of the API beside browser-app mode, even if it is allowed there', async () => {
    const answer = await ask('GET', '/v1/providers')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('an allowed page', () => {
  it('is told by a preflight that it may send what it asked for', async () => {
    const headers = {
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'content-type,x-relay-token',
    }
    const { status, headers: said } = await ask('OPTIONS', '/keys/openai', undefined, undefined, headers)
    expect([status, said.get('access-control-allow-origin')]).toEqual([204, PAGE])
    expect(said.get('access-control-allow-methods')).toContain('DELETE')
    expect(said.get('access-control-allow-headers')).toBe('content-type,x-relay-token')
    expect([said.get('access-control-max-age'), said.get('access-control-allow-credentials')]).toEqual(['7200', null])
  })

  it.each([
    ['GET', '/keys', 401],
    ['PATCH', '/users', 405],
    ['GET', '/keys/a/b/c', 404],
    ['POST', '/users', 401],
  ])('can read why it was refused: %s %s %i', async (method, path, status) => {
    const json = method === 'POST' ? { app_id: 'a' } : undefined
    const answer = await ask(method, path, undefined, json)
    expect([answer.status, typeof answer.json.error, answer.headers.get('access-control-allow-origin')]).toEqual([
      status,
      'string',
      PAGE,
    ])
    expect(answer.headers.get('vary')).toContain('Origin')
  })

  it('reads a body that is no JSON as a plain sentence, too', async () => {
    const answer = await controlPlane.ask('POST', '/users', {
      body: '{',
      headers: { origin: PAGE, 'content-type': 'application/json' },
    })
    expect([answer.status, typeof answer.json.error, answer.headers.get('access-control-allow-origin')]).toEqual([
      400,
      'string',
      PAGE,
    ])
  })
})

describe('registration', () => {
  it('is for whoever shows the secret, and bounded an hour and address', async () => {
    const wrong = { authorization: `Bearer ${APP_SECRET.slice(1)}x` }
    expect((await ask('POST', '/users', undefined, { app_id: 'a' }, wrong)).json.code).toBe('invalid_app_secret')
    const answers = []
    for (let i = 0; i < 4; i++) answers.push(await ask('POST', '/users', undefined, { app_id: 'a' }, gate))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(3000)
    expect(answers[0]?.json).toMatchObject({ expires_at: null })
  })
})

describe('without allowed origins', () => {
  it('there is no browser-app mode', async () => {
    const off = await startControlPlane()
    try {
      for (const [method, path] of [
        ['POST', '/users'],
        ['GET', '/models'],
        ['GET', '/health'],
        ['OPTIONS', '/keys'],
      ] as const)
        expect([path, (await off.ask(method, path)).status]).toEqual([path, 404])
    } finally {
      await off.close()
    }
  })
})

describe('one address', () => {
  it('is counted over all paths together, guesses at tokens included', async () => {
    const few = await startControlPlane({ config: { browserApps: { ...browserApps, addressRequestsPerMinute: 5 } } })
    try {
      const askFew = askFor(few)
      const statuses = []
      for (const path of ['/keys', '/models', '/version', '/keys', '/models', '/keys'])
        statuses.push((await askFew('GET', path, 'guess')).status)
      expect(statuses).toEqual([401, 200, 200, 401, 200, 429])
    } finally {
      await few.close()
    }
  })
})
