import { redisKeys } from '@1relay/contracts'
import { completeToken, makeHalf, parseToken, sealForToken } from '@1relay/vault'
import { Redis } from 'ioredis'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { askFor, KEY, openStored, PAGE, startProbeRelay } from './relay-users.testing.js'

let controlPlane: ControlPlane
let redis: Redis
let relay: Awaited<ReturnType<typeof startProbeRelay>>
let ask: ReturnType<typeof askFor>

beforeAll(async () => {
  relay = await startProbeRelay()
  const browserApps = {
    allowedOrigins: [PAGE],
    appSecret: undefined,
    addressRequestsPerMinute: 1_000_000,
    registrationsPerHour: 1_000_000,
    aiRequestsPerMinute: 20,
    tokenExpiryDays: 90,
    relayOrigin: relay.origin,
  }
  controlPlane = await startControlPlane({ config: { browserApps } })
  redis = new Redis(controlPlane.redisUrl)
  ask = askFor(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  relay.close()
  await controlPlane.close()
})

const register = async (wish = {}): Promise<string> =>
  (await ask('POST', '/users', undefined, { app_id: 'app', ...wish })).json.token
const idOf = (token: string): string => {
  const parsed = parseToken(token)
  return parsed.ok ? parsed.token.id : ''
}
const projection = async (token: string) => JSON.parse((await redis.get(redisKeys.grant(idOf(token)))) ?? 'null')
const store = (token: string, provider: string, body: unknown = { key: KEY }, headers = {}) =>
  ask('POST', `/keys/${provider}`, token, body, headers)
const pin = (token: string, origin: string) =>
  controlPlane.ask('POST', '/internal/relay-users/pin', {
    json: { token, origin },
    headers: { authorization: 'Bearer 3q2+7wRk9Zb1xYpLm0aVtE5uQh8sJdFgCnXo4iNzKcM=' },
  })

describe('400', () => {
  it.each([
    ['no app', {}],
    ['a page that is any page', { app_id: 'app', origins: ['*'] }],
    ['a page that is any port', { app_id: 'app', origins: ['http://localhost:*'] }],
    ['what is no page', { app_id: 'app', origins: ['app.example.com'] }],
    ['what is no network', { app_id: 'app', networks: ['10.0.0.1/8'] }],
  ])('registers nobody with %s', async (_, wish) => {
    const answer = await ask('POST', '/users', undefined, wish)
    expect([answer.status, typeof answer.json.error]).toEqual([400, 'string'])
  })

  it.each([
    ['a provider that there is none of', 'nobody', { key: KEY }],
    ['a key of nine characters', 'openai', { key: 'sk-345678' }],
    ['no key', 'openai', {}],
    ['a key that no header can carry', 'openai', { key: 'sk-0123456789\nx-evil: 1' }],
    ['an address without TLS', 'openai-compatible', { key: KEY, base_url: 'http://llm.example' }],
    ['an address with a password', 'openai-compatible', { key: KEY, base_url: 'https://a:b@llm.example' }],
    ['what is not sealed', 'openai', { sealed: { iv: 'A'.repeat(16), ciphertext: 'A'.repeat(20) } }],
  ])('stores nothing for %s', async (_, provider, body) => {
    const token = await register()
    const answer = await store(token, provider, body)
    expect([answer.status, typeof answer.json.error]).toEqual([400, 'string'])
    expect((await ask('GET', '/keys', token)).json).toEqual({ providers: [] })
  })

  it('reads no two tokens', async () => {
    const token = await register()
    const answer = await ask('GET', '/keys', token, undefined, { authorization: `Bearer ${await register()}` })
    expect(answer.json).toMatchObject({ code: 'ambiguous_request' })
  })
})

describe('401', () => {
  const forge = (token: string): string => {
    const parsed = parseToken(token)
    if (!parsed.ok) throw new Error(parsed.reason)
    const { id, seal = '' } = parsed.token
    return completeToken(`1r_ut_${id}_${makeHalf()}`, seal)
  }

  it.each([
    'GET /keys',
    'POST /keys/openai',
    'DELETE /keys/openai',
    'POST /keys/openai/rotate',
    'DELETE /users',
    'POST /tokens/revoke',
    'POST /tokens/renew',
  ])('lets nobody through without a right token: %s', async (route) => {
    const [method = '', path = ''] = route.split(' ')
    const body = method === 'POST' ? { key: KEY } : undefined
    for (const token of [undefined, 'x', forge(await register())]) {
      const answer = await ask(method, path, token, body)
      expect([answer.status, answer.json.error]).toEqual([401, 'Invalid or expired token'])
    }
  })

  it('counts a token from its own pages and networks only', async () => {
    const token = await register({ origins: ['https://*.example.com'], networks: ['127.0.0.0/8', '::1'] })
    expect((await ask('GET', '/keys', token)).status).toBe(200)
    expect((await controlPlane.ask('GET', '/keys', { headers: { 'x-relay-token': token } })).status).toBe(401)
    const elsewhere = await register({ networks: ['203.0.113.0/24'] })
    expect((await ask('GET', '/keys', elsewhere)).status).toBe(401)
    expect(await projection(elsewhere)).toMatchObject({ network: { mode: 'allowlist', cidrs: ['203.0.113.0/24'] } })
  })
})

describe('422 and 502', () => {
  it.each([
    [401, 422, 'key_rejected'],
    [400, 422, 'key_rejected'],
    [500, 502, 'upstream_unreachable'],
    [429, 502, 'upstream_unreachable'],
  ])('a provider that answers %i to a new key keeps the old one: %i', async (said, status, code) => {
    const token = await register()
    await store(token, 'openai')
    relay.status = said
    const answer = await ask('POST', '/keys/openai/rotate', token, { key: 'sk-the-new-one-0123' })
    expect([answer.status, answer.json.code]).toEqual([status, code])
    expect(await openStored(controlPlane, token, 'openai')).toBe(KEY)
  })

  it('says of no address that it refused a key, if the relay did not even ask it', async () => {
    const token = await register()
    ;[relay.status, relay.body] = [403, JSON.stringify({ success: false, error: { code: 'upstream_not_allowed' } })]
    const order = { key: KEY, base_url: 'https://127.0.0.1' }
    const answer = await ask('POST', '/keys/openai-compatible/rotate', token, order)
    expect([answer.status, answer.json.code]).toEqual([502, 'upstream_unreachable'])
  })

  it('an upstream of one’s own that has no list of models has not refused a key by that', async () => {
    const token = await register()
    relay.status = 404
    const order = { key: KEY, base_url: 'https://llm.example' }
    expect((await ask('POST', '/keys/openai-compatible/rotate', token, order)).status).toBe(200)
    expect((await ask('POST', '/keys/openai/rotate', token, { key: KEY })).status).toBe(502)
  })
})

describe('200', () => {
  it('registers with a token that neither PostgreSQL nor Redis has a half of', async () => {
    const answer = await ask('POST', '/users', undefined, { app_id: 'my-app' })
    expect(answer.json).toEqual({ token: expect.stringMatching(/^1r_ut_/), expires_at: expect.any(Number) })
    const days = (answer.json.expires_at - Date.now()) / 86_400_000
    expect(days > 89.9 && days <= 90).toBe(true)
    const parsed = parseToken(answer.json.token)
    if (!parsed.ok) throw new Error(parsed.reason)
    const rows = JSON.stringify(await controlPlane.database.query('SELECT * FROM grants'))
    const live = JSON.stringify(await projection(answer.json.token))
    for (const half of [parsed.token.auth, parsed.token.seal ?? ''])
      expect(rows + live + controlPlane.log.join()).not.toContain(half)
    expect(JSON.parse(live)).toMatchObject({ status: 'live', prefix: '1r_ut', limits: { requestsPerMinute: 20 } })
  })

  it('stores keys that the token alone opens, lists them without their values, and deletes them', async () => {
    const token = await register()
    expect((await store(token, 'openai', { key: ` ${KEY}\n` })).json).toEqual({ ok: true, provider: 'openai' })
    await store(token, 'anthropic')
    expect((await ask('GET', '/keys', token)).json).toEqual({ providers: ['openai', 'anthropic'] })
    expect(await openStored(controlPlane, token, 'openai')).toBe(KEY)
    const everything =
      JSON.stringify(await controlPlane.database.query('SELECT * FROM grants')) + controlPlane.log.join()
    expect(everything).not.toContain(KEY)
    expect((await ask('DELETE', '/keys/openai', token)).json).toEqual({ ok: true })
    expect((await ask('DELETE', '/keys/openai', token)).json).toEqual({ ok: true })
    expect((await ask('GET', '/keys', token)).json).toEqual({ providers: ['anthropic'] })
  })

  it('takes the token as a bearer, and keeps one key a provider', async () => {
    const token = await register()
    const headers = { authorization: `Bearer ${token}` }
    const orders = [{ key: KEY }, { api_key: 'sk-another-0123456789' }]
    for (const order of orders) await ask('POST', '/keys/groq', undefined, order, headers)
    expect((await ask('GET', '/keys', undefined, undefined, headers)).json).toEqual({ providers: ['groq'] })
    expect(await openStored(controlPlane, token, 'groq')).toBe('sk-another-0123456789')
  })

  it('replaces a key that its provider has taken, and tries it with a token that ends with the try', async () => {
    const token = await register()
    relay.status = 200
    relay.asked.length = 0
    expect((await ask('POST', '/keys/openai/rotate', token, { key: KEY })).json).toEqual({
      ok: true,
      provider: 'openai',
      rotated: false,
    })
    expect((await ask('POST', '/keys/openai/rotate', token, { key: 'sk-the-new-one-0123' })).json).toMatchObject({
      rotated: true,
    })
    expect(await openStored(controlPlane, token, 'openai')).toBe('sk-the-new-one-0123')
    const [tried] = relay.asked
    expect([tried?.method, tried?.url]).toEqual(['GET', '/v1/proxy/passthrough/openai/v1/models'])
    const probe = tried?.headers.authorization?.slice('Bearer '.length) ?? ''
    expect(await projection(probe)).toMatchObject({ status: 'dead' })
  })

  it('a key goes to one address: named with it, or pinned by its first use, and then no other', async () => {
    const token = await register()
    await store(token, 'openai-compatible', { key: KEY }, { 'x-relay-base-url': 'https://llm.example/v1' })
    expect(await openStored(controlPlane, token, 'https://llm.example')).toBe(KEY)
    await store(token, 'openai-compatible')
    expect(await openStored(controlPlane, token, 'https://llm.example')).toBeUndefined()
    expect((await pin(token, 'http://one.example')).status).toBe(400)
    expect(
      (await Promise.all([pin(token, 'https://one.example'), pin(token, 'https://two.example')]))
        .map(({ status }) => status)
        .sort(),
    ).toEqual([200, 404])
    expect((await ask('GET', '/keys', token)).json).toEqual({ providers: ['openai-compatible'] })
    const { credentials } = await projection(token)
    expect(credentials).toHaveLength(1)
    expect(await openStored(controlPlane, token, credentials[0].upstream)).toBe(KEY)
  })

  it('a second first use has the answer only when relays have the key too, however far the first one came', async () => {
    const token = await register()
    await store(token, 'openai-compatible')
    const before = await projection(token)
    expect((await pin(token, 'https://one.example')).status).toBe(200)
    const id = idOf(token)
    await controlPlane.database.query('UPDATE grants SET projected_version = $2 WHERE id = $1', [id, before.version])
    await redis.del(redisKeys.grant(id))
    expect((await pin(token, 'https://one.example')).status).toBe(200)
    expect(await projection(token)).toMatchObject({ credentials: [{ upstream: 'https://one.example' }] })
  })

  it('remembers no address that a key went to before: whoever registers could name a new one with every key', async () => {
    const token = await register()
    for (const n of [1, 2, 3])
      await store(token, 'openai-compatible', { key: KEY, base_url: `https://llm${n}.example` })
    const sql = "SELECT providers FROM grants WHERE id = split_part($1, '_', 3)"
    expect(await controlPlane.database.query(sql, [token])).toEqual([{ providers: ['https://llm3.example'] }])
  })

  it('a page can make the seal half and seal its keys itself: no server ever has either', async () => {
    const { token_stem: stem, token } = (await ask('POST', '/users', undefined, { app_id: 'a', blinded: true })).json
    expect(token).toBeUndefined()
    const [shown, whole] = [completeToken(stem, '0'.repeat(43)), completeToken(stem, makeHalf())]
    const parsed = parseToken(whole)
    if (!parsed.ok) throw new Error(parsed.reason)
    const { id: grantId, seal = '' } = parsed.token
    const sealed = await sealForToken({ seal, grantId, upstream: 'openai', credential: Buffer.from(KEY) })
    expect((await store(shown, 'openai', { sealed })).json).toEqual({ ok: true, provider: 'openai' })
    expect(await openStored(controlPlane, whole, 'openai')).toBe(KEY)
  })

  it('renews a token, revokes it with what was sealed under it, and deletes a person', async () => {
    const token = await register()
    await store(token, 'openai')
    expect((await ask('POST', '/tokens/renew', token)).json).toEqual({ ok: true, expires_at: expect.any(Number) })
    expect((await ask('POST', '/tokens/revoke', token)).json).toMatchObject({ ok: true })
    expect(await projection(token)).toMatchObject({ status: 'dead' })
    expect((await ask('GET', '/keys', token)).status).toBe(401)
    const other = await register()
    expect((await ask('DELETE', '/users', other)).json).toMatchObject({ ok: true })
    const rows = await controlPlane.database.query('SELECT name, credentials, state FROM grants WHERE id = ANY($1)', [
      [idOf(token), idOf(other)],
    ])
    expect(rows).toContainEqual({ name: '', credentials: [], state: 'revoked' })
    expect(rows).toContainEqual({ name: 'app', credentials: [], state: 'revoked' })
  })

  it('says what it is, and how models find their provider', async () => {
    expect((await ask('GET', '/health')).json).toMatchObject({
      ok: true,
      providers: expect.arrayContaining(['openai', 'google']),
    })
    expect((await ask('GET', '/health?deep=1')).status).toBe(200)
    expect((await ask('GET', '/version')).json).toMatchObject({ version: expect.stringMatching(/^\d/) })
    expect((await ask('GET', '/models')).json).toMatchObject({
      providerPrefixes: expect.arrayContaining(['anthropic']),
      restricted: false,
    })
  })
})
