import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accessTokenStem, formatToken, makeHalf, makeId, openWithToken, parseToken } from '@1relay/vault'
import { createClient, RelayError } from './index.js'
import { memoryStorage } from './token-storage.js'

interface Asked {
  readonly route: string
  readonly headers: IncomingHttpHeaders
  readonly json: Record<string, unknown>
}

const KEY = 'sk-canary-0123456789'
let server: Server
let relayUrl: string
let asked: Asked[]
let answer: { status: number; body: unknown; headers?: Record<string, string> }

beforeAll(async () => {
  server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      asked.push({ route: `${req.method} ${req.url}`, headers: req.headers, json: text === '' ? {} : JSON.parse(text) })
      const { status, body, headers = {} } = req.url === '/users' && req.method === 'POST' ? registered(text) : answer
      res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  relayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => server.close())
beforeEach(() => {
  asked = []
  answer = { status: 200, body: { ok: true } }
})

const registered = (text: string): { status: number; body: unknown; headers?: Record<string, string> } => {
  const parts = { prefix: '1r_ut', id: makeId(), auth: makeHalf() } as const
  const { blinded } = JSON.parse(text) as { blinded?: boolean }
  const body =
    blinded === true ? { token_stem: accessTokenStem(parts) } : { token: formatToken({ ...parts, seal: makeHalf() }) }
  return { status: 200, body: { ...body, expires_at: null } }
}
const sealOf = (token: string): string => {
  const parsed = parseToken(token)
  return (parsed.ok && parsed.token.seal) || ''
}

describe('custody of a page', () => {
  it('sends neither a key nor the half that opens it to the server that stores keys', async () => {
    const relay = createClient({ relayUrl, storage: null })
    await relay.storeKey('openai', ` ${KEY} `)
    await relay.listKeys().catch(() => undefined)
    await relay.deleteKey('openai')
    const token = await relay.ensureToken()
    const sent = JSON.stringify(asked)
    for (const secret of [KEY, sealOf(token)]) expect(sent).not.toContain(secret)
    const parsed = parseToken(token)
    const { sealed } = asked.find(({ route }) => route === 'POST /keys/openai')?.json as {
      sealed: { iv: string; ciphertext: string }
    }
    if (!parsed.ok) throw new Error(parsed.reason)
    const opened = await openWithToken({ seal: sealOf(token), grantId: parsed.token.id, upstream: 'openai', sealed })
    expect(Buffer.from(opened).toString()).toBe(KEY)
    const shown = parseToken(String(asked[1]?.headers['x-relay-token']))
    expect(shown).toMatchObject({ ok: true, token: { id: parsed.token.id, auth: parsed.token.auth } })
  })

  it('shows the whole token to the relay, which opens keys with it', async () => {
    const relay = createClient({ relayUrl, storage: null })
    await relay.call('openai', '/v1/models')
    expect(asked.at(-1)?.headers['x-relay-token']).toBe(await relay.ensureToken())
  })

  it('seals a key of one’s own upstream for its address, and for nobody without one', async () => {
    const relay = createClient({ relayUrl, storage: null })
    await expect(relay.storeKey('openai-compatible', KEY)).rejects.toThrow('baseUrl')
    await relay.storeKey('openai-compatible', KEY, { baseUrl: 'https://llm.example/v1' })
    const json = asked.at(-1)?.json ?? {}
    expect(json).toMatchObject({ base_url: 'https://llm.example/v1', sealed: { iv: expect.any(String) } })
    const parsed = parseToken(await relay.ensureToken())
    if (!parsed.ok) throw new Error(parsed.reason)
    const { id: grantId, seal = '' } = parsed.token
    const sealed = json['sealed'] as { iv: string; ciphertext: string }
    const opened = await openWithToken({ seal, grantId, upstream: 'https://llm.example', sealed })
    expect(Buffer.from(opened).toString()).toBe(KEY)
  })
})

describe('a client', () => {
  it('registers one person, however many calls want to know, and keeps the token where byok-relay’s client does', async () => {
    const storage = memoryStorage()
    const relay = createClient({ relayUrl, appId: 'app', storage, custody: 'server' })
    const tokens = await Promise.all([relay.ensureToken(), relay.ensureToken(), relay.ensureToken()])
    expect([new Set(tokens).size, asked.length]).toEqual([1, 1])
    expect(storage.getItem(`byok-relay:relay-token:${relayUrl.slice(0, -1)}:app`)).toBe(tokens[0])
    expect(createClient({ relayUrl, storage }).getToken()).toBe(tokens[0])
  })

  it('throws what the relay says, in words, by code, and when to come back', async () => {
    const relay = createClient({ relayUrl, storage: null, custody: 'server' })
    answer = {
      status: 429,
      body: { error: 'Too many requests.', code: 'rate_limited' },
      headers: { 'retry-after': '7' },
    }
    const error = await relay.storeKey('openai', KEY).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RelayError)
    expect(error).toMatchObject({ message: 'Too many requests.', status: 429, code: 'rate_limited', retryAfter: 7 })
    answer = { status: 400, body: { error: { message: 'no such model', code: 'x' } } }
    await expect(relay.relayRequest({ provider: 'openai', path: '/v1/x', body: {} })).rejects.toMatchObject({
      message: 'no such model',
      code: undefined,
    })
  })

  it('asks nothing for somebody who was never here, and forgets who deletes themselves', async () => {
    const relay = createClient({ relayUrl, storage: null, custody: 'server' })
    expect(await relay.listKeys()).toEqual([])
    await relay.deleteAccount()
    expect(asked).toEqual([])
    await relay.storeKey('openai', KEY)
    await relay.deleteAccount()
    expect([relay.getToken(), asked.at(-1)?.route]).toEqual([null, 'DELETE /users'])
  })
})
