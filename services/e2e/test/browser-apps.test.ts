import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LLMock } from '@copilotkit/aimock'
import { makeHalf, openWithToken, parseToken } from '@1relay/vault'
import pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import type { createClient } from '../../../sdks/browser/src/index.js'
import { canary } from '../house/api.js'
import { serveAppPage, type AppPage } from '../house/browser-app-page.js'
import { openBrowser } from '../house/browser.js'
import { dumpPostgres, dumpRedis, findSecrets } from '../house/dump.js'
import { house, serverSecrets } from '../house/house.js'
import { startMockProviders } from '../house/mock-providers.js'
import { startOwnRelay, type OwnRelay } from '../house/own-relay.js'

type Create = typeof createClient
declare const globalThis: { createClient: Create }

const CUSTOM = 'https://llm.example.com'
const HELLO = 'Hello from the mock provider.'
let browser: Browser
let mock: LLMock
let relay: OwnRelay
let app: AppPage

beforeAll(async () => {
  browser = await openBrowser()
  mock = await startMockProviders()
  app = await serveAppPage()
  const origins = Object.fromEntries(['openai', 'anthropic', 'google', CUSTOM].map((slug) => [slug, mock.url]))
  relay = await startOwnRelay(origins, {
    PUBLIC_FALLTHROUGH: 'true',
    ALLOWED_ORIGINS: 'http://localhost:*',
    ADDRESS_REQUESTS_PER_MINUTE: '1000000',
  })
})
afterAll(async () => {
  await browser.close()
  app.close()
  await relay.stop()
  await mock.stop()
})

/** A page of the app, with everything that its console said. */
const openApp = async (origin: string): Promise<{ page: Page; said: string[] }> => {
  const page = await browser.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`pageerror: ${error.message}`))
  await page.goto(origin)
  await page.waitForFunction(() => 'createClient' in globalThis)
  return { page, said }
}

interface Story {
  readonly relayUrl: string
  readonly custody: 'page' | 'server'
  readonly keys: Readonly<Record<string, string>>
}

/** What an app does, in the page: register, store, list, stream from everybody, delete. */
const liveThrough = async ({ relayUrl, custody, keys }: Story) => {
  const relay = globalThis.createClient({ relayUrl, appId: custody, custody })
  for (const [provider, key] of Object.entries(keys)) await relay.storeKey(provider, key)
  const listed = await relay.listKeys()
  const chunks: Record<string, number> = {}
  const texts: Record<string, string> = {}
  const models: Record<string, string> = { openai: 'gpt-4o', anthropic: 'claude-haiku-4-5', google: 'gemini-2.5-flash' }
  for (const [provider, model] of Object.entries(models)) {
    chunks[provider] = 0
    texts[provider] = await relay.streamChat({
      provider,
      model,
      messages: [{ role: 'user', content: 'hello' }],
      onChunk: () => (chunks[provider] = (chunks[provider] ?? 0) + 1),
    })
  }
  const whole = await relay.call('openai', '/v1/chat/completions', {
    body: { model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] },
  })
  const token = relay.getToken() ?? ''
  await relay.deleteKey('google')
  return {
    listed,
    texts,
    chunks,
    token,
    left: await relay.listKeys(),
    requestId: whole.headers.get('x-1relay-request-id'),
  }
}

describe('a page of an origin that is not allowed', () => {
  it('is refused by the preflight: nothing of it reaches anybody', async () => {
    const { page, said } = await openApp(app.otherOrigin)
    const before = mock.getRequests().length
    const failure = await page.evaluate(async (relayUrl) => {
      const client = globalThis.createClient({ relayUrl })
      return client.storeKey('openai', 'sk-0123456789').then(
        () => 'done',
        (error: Error) => error.name,
      )
    }, relay.origin)
    expect(failure).toBe('TypeError')
    expect(said.join('\n')).toMatch(/blocked by CORS policy: Response to preflight/)
    expect(mock.getRequests()).toHaveLength(before)
    await page.close()
  })
})

describe('a page of an allowed origin', () => {
  it.each(['page', 'server'] as const)(
    'stores keys and streams from three kinds of providers, with nothing in its console; custody: %s',
    async (custody) => {
      const { page, said } = await openApp(app.origin)
      const keys = { openai: canary('sk-proj-'), anthropic: canary('sk-ant-'), google: canary('AIza') }
      const bodies: string[] = []
      page.on('request', (request) => bodies.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`))
      const lived = await page.evaluate(liveThrough, { relayUrl: relay.origin, custody, keys })
      expect(said).toEqual([])
      expect(lived.listed.sort()).toEqual(['anthropic', 'google', 'openai'])
      expect(lived.texts).toEqual({ openai: HELLO, anthropic: HELLO, google: HELLO })
      for (const count of Object.values(lived.chunks)) expect(count).toBeGreaterThan(1)
      expect(lived.left.sort()).toEqual(['anthropic', 'openai'])
      expect(lived.requestId).toMatch(/./)
      expect(findSecrets(bodies.join('\n'), keys)).toEqual(custody === 'page' ? [] : ['openai', 'anthropic', 'google'])
      await page.close()
    },
  )

  it('reads why it was refused', async () => {
    const { page } = await openApp(app.origin)
    const told = await page.evaluate(async (relayUrl) => {
      const client = globalThis.createClient({ relayUrl, appId: 'refused' })
      const error = await client
        .relayRequest({ provider: 'openai', path: '/v1/chat/completions', body: {} })
        .catch((thrown: { status: number; code: string; message: string }) => thrown)
      const { status, code, message } = error as { status: number; code: string; message: string }
      return { status, code, message }
    }, relay.origin)
    expect(told).toEqual({
      status: 400,
      code: 'provider_not_granted',
      message: 'No API key stored for this provider. POST /keys/:provider first.',
    })
    await page.close()
  })
})

describe('a redirect, in a real page', () => {
  let elsewhere: Server
  let reached: string[]
  beforeAll(async () => {
    // Lets any page in: whoever collects tokens would.
    elsewhere = createServer((req, res) => {
      reached.push(`${req.method} ${req.url}`)
      const { origin = '*', 'access-control-request-headers': headers = '*' } = req.headers as Record<string, string>
      res.setHeader('access-control-allow-origin', origin).setHeader('access-control-allow-headers', headers)
      // It plays a relay that redirects, too.
      const location = `${originOf(elsewhere)}/steal`
      res.writeHead(req.method === 'POST' && req.url !== '/steal' ? 307 : 200, { location }).end('{}')
    }).listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    mock.mount('/v1/moved', {
      handleRequest: (_, res) => {
        res.writeHead(307, { location: `${originOf(elsewhere)}/steal` }).end()
        return Promise.resolve(true)
      },
    })
  })
  beforeEach(() => (reached = []))
  afterAll(() => elsewhere.close())

  const callMoved = async (relayUrl: string) => {
    const client = globalThis.createClient({ relayUrl, appId: 'moved', custody: 'server' })
    await client.storeKey('openai', 'sk-0123456789').catch(() => undefined)
    const fail = (thrown: { code?: string; name: string }) => thrown.code ?? thrown.name
    const plain = { method: 'POST', body: '{}', headers: { 'x-relay-token': client.getToken() ?? '' } }
    return {
      sdk: await client.relayRequest({ provider: 'openai', path: '/v1/moved', body: {} }).then(() => 'done', fail),
      // As byok-relay's client does it, which follows.
      plain: await fetch(client.baseUrl('openai') + '/v1/moved', plain).then(({ status }) => status, fail),
    }
  }

  it('of a provider reaches neither our client nor one that follows', async () => {
    const { page } = await openApp(app.origin)
    const told = await page.evaluate(callMoved, relay.origin)
    expect(told).toEqual({ sdk: 'upstream_redirected', plain: 502 })
    expect(reached).toEqual([])
    await page.close()
  })

  it('of whoever answers for the relay is not followed by our client', async () => {
    const { page } = await openApp(app.origin)
    const told = await page.evaluate(async (relayUrl) => {
      const client = globalThis.createClient({ relayUrl, appId: 'moved' })
      return client.ensureToken().catch((thrown: { code?: string }) => thrown.code)
    }, originOf(elsewhere))
    expect(told).toBe('redirected')
    expect(reached.filter((request) => request.includes('/steal'))).toEqual([])
    await page.close()
  })
})

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

describe('a key that was stored without an address', () => {
  const ask = (path: string, token: string | undefined, body: object, base?: string) =>
    fetch(relay.origin + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { 'x-relay-token': token }),
        ...(base !== undefined && { 'x-relay-base-url': base }),
      },
      body: JSON.stringify(body),
    })

  it('belongs to the first one that it is used with, through all services, and goes nowhere else from then on', async () => {
    const { token } = (await (await ask('/users', undefined, { app_id: 'pins' })).json()) as { token: string }
    const key = canary('sk-')
    expect((await ask('/keys/openai-compatible', token, { key })).status).toBe(200)
    const call = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] }
    const path = '/relay/openai-compatible/v1/chat/completions'
    expect((await ask(path, token, call)).status).toBe(400)
    const first = await Promise.all([1, 2, 3].map(() => ask(path, token, call, `${CUSTOM}/v1`)))
    expect(first.map(({ status }) => status)).toEqual([200, 200, 200])
    const before = mock.getRequests().length
    for (const base of ['https://other.example.com', 'https://169.254.169.254', 'https://localhost'])
      expect((await ask(path, token, call, base)).status).toBe(400)
    expect(mock.getRequests()).toHaveLength(before)
    expect((await ask(path, token, call)).status).toBe(200)
  })
})

describe('whoever has the database, Redis and every secret of the servers', () => {
  it('opens no key that a page has stored, and the token of the page does', async () => {
    const { page } = await openApp(app.origin)
    const keys = { openai: canary('sk-proj-'), anthropic: canary('sk-ant-'), google: canary('AIza') }
    const { token } = await page.evaluate(liveThrough, { relayUrl: relay.origin, custody: 'server' as const, keys })
    const parsed = parseToken(token)
    if (!parsed.ok || parsed.token.seal === undefined) throw new Error('no token of a browser app')
    const { id: grantId, auth, seal } = parsed.token
    const everything = `${await dumpPostgres()}\n${await dumpRedis()}\n${JSON.stringify(serverSecrets())}`
    expect(findSecrets(everything, { ...keys, auth, seal })).toEqual([])
    const client = new pg.Client(house().databaseUrl)
    await client.connect()
    const { rows } = await client.query<{ credentials: { upstream: string; iv: string; ciphertext: string }[] }>(
      'SELECT credentials FROM grants WHERE id = $1',
      [grantId],
    )
    await client.end()
    const sealed = rows[0]?.credentials.find(({ upstream }) => upstream === 'openai')
    if (sealed === undefined) throw new Error('nothing was stored: the attack would be on nothing')
    for (const guess of [...Object.values(serverSecrets()).map(asHalf), makeHalf()])
      await expect(openWithToken({ seal: guess, grantId, upstream: 'openai', sealed })).rejects.toMatchObject({
        code: 'tampered',
      })
    const opened = await openWithToken({ seal, grantId, upstream: 'openai', sealed })
    expect(Buffer.from(opened).toString()).toBe(keys.openai)
    await page.close()
  })
})

/** A secret of the servers in the shape of a seal half. */
const asHalf = (secret: unknown): string =>
  (JSON.stringify(secret) ?? '')
    .replace(/[^0-9A-Za-z]/g, '')
    .padEnd(43, '0')
    .slice(0, 43)
