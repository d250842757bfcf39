import type { FakeRelay } from '../../node/test/fake-relay.testing.js'
import { LINK_TOKEN, type Mood, secrets, startApp, startRelay } from './stage.testing.js'

let relay: FakeRelay
let setMood: (mood: Mood) => void
let app: Awaited<ReturnType<typeof startApp>>
beforeEach(async () => {
  ;({ relay, setMood } = await startRelay())
  app = await startApp(relay)
})
afterEach(async () => {
  await app.stop()
  await relay.stop()
})

const post = (path: string, body: unknown, cookie = '', init: RequestInit = {}) =>
  fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  })
const connect = async () => {
  const response = await post('/api/1relay/exchange', { publicToken: secrets.publicToken })
  const cookies = response.headers.getSetCookie()
  return (cookies.at(-1) ?? '').split(';')[0] ?? ''
}
const chat = { provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }
const lines = async (response: Response) =>
  (await response.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)

describe('without a connection', () => {
  it('a chat is refused and nothing is sent', async () => {
    const response = await post('/api/chat', chat, 'onerelay_example=' + 'x'.repeat(43))
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'not_connected', offer: 'reconnect' } })
    expect(relay.seen).toHaveLength(0)
  })

  it('the page learns that there is none', async () => {
    expect(await (await fetch(`${app.url}/api/connection`)).json()).toEqual({ connected: false })
  })
})

describe('bad requests', () => {
  it.each([
    ['no JSON', '{', 400],
    ['nothing', {}, 400],
    ['no message', { ...chat, messages: [] }, 400],
    ['a role that the page does not have', { ...chat, messages: [{ role: 'system', content: 'x' }] }, 400],
    ['a message that is no text', { ...chat, messages: [{ role: 'user', content: {} }] }, 400],
    ['too much', 'x'.repeat(2_000_000), 413],
  ])('of %s get a 4xx', async (_name, body, status) => {
    const response = await post('/api/chat', body, await connect())
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code: 'bad_request' } })
  })

  it.each([undefined, 'x', { a: 1 }])('to exchange %j get a 400', async (publicToken) => {
    const response = await post('/api/1relay/exchange', { publicToken })
    expect(response.status).toBe(400)
    expect(relay.seen).toHaveLength(0)
  })
})

describe('trouble', () => {
  it.each([
    ['budget_exceeded', 402, 'raise_budget', /Raise the budget/],
    ['rate_limited', 429, 'retry', /in 120 s/],
    ['invalid_token', 401, 'reconnect', /Connect your keys again/],
  ] as const)('with %s comes with a way out', async (mood, status, offer, sentence) => {
    setMood(mood)
    const response = await post('/api/chat', chat, await connect())
    expect(response.status).toBe(status)
    const expected: unknown = { error: { code: mood, offer, sentence: expect.stringMatching(sentence) } }
    expect(await response.json()).toEqual(expected)
  })

  it('in the middle of an answer is its last line', async () => {
    setMood('cut')
    const pieces = await lines(await post('/api/chat', chat, await connect()))
    expect(pieces).toMatchObject([{ text: 'Hel' }, { error: { code: 'budget_exceeded', offer: 'raise_budget' } }])
  })
})

describe('the session', () => {
  it('is a cookie that neither scripts nor other sites can use, and holds no token', async () => {
    const response = await post('/api/1relay/exchange', { publicToken: secrets.publicToken })
    const cookie = response.headers.getSetCookie().at(-1)
    expect(cookie).toMatch(/^onerelay_example=[A-Za-z0-9_-]{43}; .*HttpOnly; SameSite=Strict$/)
    expect(`${cookie}${await response.text()}`).not.toContain(secrets.seal)
  })

  it('never takes an id that was in the browser before', async () => {
    const planted = await connect()
    const response = await post('/api/1relay/exchange', { publicToken: secrets.publicToken }, planted)
    expect(response.headers.getSetCookie().at(-1)).not.toContain(planted)
    expect((await post('/api/chat', chat, planted)).status).toBe(401)
  })

  it('ends with disconnect, which revokes the connection', async () => {
    const cookie = await connect()
    expect(await (await post('/api/disconnect', {}, cookie)).json()).toEqual({ connected: false })
    expect(relay.seen.at(-1)).toMatchObject({ method: 'DELETE', url: `/v1/connections/${secrets.id}` })
    expect((await post('/api/chat', chat, cookie)).status).toBe(401)
  })
})

describe('the app', () => {
  it('lets the provider go when the browser leaves', async () => {
    setMood('hangs')
    const cookie = await connect()
    const leaving = new AbortController()
    const response = await post('/api/chat', chat, cookie, { signal: leaving.signal })
    await response.body?.getReader().read()
    const upstream = relay.closed.at(-1)
    leaving.abort()
    await upstream
  })

  it('gives the page what it needs to open Link, and no secret', async () => {
    const answer = await (await post('/api/1relay/link-session', {})).text()
    expect(JSON.parse(answer)).toEqual({
      linkToken: LINK_TOKEN,
      apiBaseUrl: relay.url.replace('127.0.0.1', 'localhost'),
    })
    expect(answer).not.toContain(secrets.clientSecret)
  })

  it('streams an answer on the access token', async () => {
    const response = await post('/api/chat', chat, await connect())
    expect(await lines(response)).toEqual([{ text: 'Hello ' }, { text: 'there' }])
    expect(relay.seen.at(-1)?.headers.authorization).toBe(`Bearer ${secrets.accessToken}`)
  })

  it('sends a strict policy with every page', async () => {
    const { headers } = await fetch(app.url)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain(`frame-src ${relay.url.replace('127.0.0.1', 'localhost')}`)
    expect(headers.get('x-powered-by')).toBeNull()
  })
})
