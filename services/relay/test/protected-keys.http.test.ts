import type { RelaySealedCredential, UpstreamAuth } from '@1relay/contracts'
import { createLogger } from '@1relay/log'
import { makeConnectionId } from '@1relay/vault'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable, type Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { testRedisUrl } from '../src/admit/admission.testing.js'
import { Harness, INTERNAL_SECRET, serve } from './harness.js'
import { RelayProcess } from './process/relay-process.js'
import { makeTestRelayKey, protect, type Protected, type TestRelayKey } from './protected-keys.js'

const API = 'https://api.example.com'
const SECRET = 'sk/upstream+secret=of&tests'

describe('a protected key', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let key: TestRelayKey
  let former: TestRelayKey
  const seen: IncomingMessage[] = []
  const logged: string[] = []
  let answer: (req: IncomingMessage, res: ServerResponse) => void

  beforeAll(async () => {
    upstream = await serve((req, res) => {
      seen.push(req)
      req.resume().on('end', () => answer(req, res))
    })
    key = await makeTestRelayKey()
    former = await makeTestRelayKey()
    const log = new Writable({ write: (chunk, _, done) => (logged.push(String(chunk)), done()) })
    const origins = { [API]: upstream.origin, anthropic: upstream.origin, 'https://evil.example.com': upstream.origin }
    harness = await Harness.start(
      { RELAY_PRIVATE_KEYS: `${key.text},${former.text}`, PROVIDER_ORIGINS: JSON.stringify(origins) },
      createLogger({ name: 'relay', level: 'trace', destination: log }),
    )
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  beforeEach(() => {
    seen.length = 0
    logged.length = 0
    answer = (_, res) => res.end('fine')
  })

  const protectWith = (auth: UpstreamAuth, more: Partial<Parameters<typeof protect>[1]> = {}): Promise<Protected> =>
    protect(harness, { key, upstream: API, auth, secret: SECRET, ...more })
  const call = (one: Protected, path = '/v1/charges', init?: RequestInit) =>
    harness.call(one, `/${one.connectionId}${path}`, init)

  describe('is refused as a fault of ours, recorded, and never sent', () => {
    const refusedWith = async (one: Protected): Promise<void> => {
      const res = await call(one)
      expect([res.status, await res.json()]).toMatchObject([500, { error: { code: 'internal' } }])
      expect(await harness.event(one)).toMatchObject({ decision: 'refused', reason: 'internal', status: 500 })
      expect(seen).toEqual([])
    }
    /** The grant after somebody wrote to the database. */
    const tampered = async (one: Protected, change: Partial<RelaySealedCredential>): Promise<Protected> => {
      const sealed = { ...one.sealed, ...change }
      const grant = { ...one.grant, version: 2, credentials: [sealed] }
      await harness.project(grant)
      return { ...one, grant, sealed, connectionId: sealed.ownerId }
    }

    it('when the row was moved to a grant of another workspace', async () => {
      await refusedWith(await protectWith({ kind: 'bearer' }, { sealedFor: 'workspace-of-somebody-else' }))
    })

    it('when the row names another upstream', async () => {
      await refusedWith(await tampered(await protectWith({ kind: 'bearer' }), { upstream: 'https://evil.example.com' }))
    })

    it('when the row names another connection', async () => {
      await refusedWith(await tampered(await protectWith({ kind: 'bearer' }), { ownerId: makeConnectionId() }))
    })

    it('when the ciphertext is another connection’s', async () => {
      const [one, other] = [
        await protectWith({ kind: 'bearer' }),
        await protectWith({ kind: 'basic' }, { secret: 'a:b' }),
      ]
      await refusedWith(await tampered(one, { enc: other.sealed.enc, ciphertext: other.sealed.ciphertext }))
    })

    it('when the row names another of the relay’s keys', async () => {
      await refusedWith(await tampered(await protectWith({ kind: 'bearer' }), { keyId: former.keyId }))
    })
  })

  it('sealed to a key that this relay does not have is answered with 503 and logged once, by the key’s id', async () => {
    const one = await protectWith({ kind: 'bearer' }, { key: await makeTestRelayKey() })
    for (const _ of [1, 2]) {
      const res = await call(one)
      expect([res.status, await res.json()]).toMatchObject([503, { error: { code: 'unavailable' } }])
    }
    expect(seen).toEqual([])
    const lines = logged.filter((line) => line.includes('"level":"error"') && line.includes(one.sealed.keyId))
    expect(lines).toHaveLength(1)
  })

  it.each<[UpstreamAuth, string, string, string]>([
    [{ kind: 'bearer' }, SECRET, 'authorization', `Bearer ${SECRET}`],
    [{ kind: 'basic' }, `user:${SECRET}`, 'authorization', `Basic ${btoa(`user:${SECRET}`)}`],
    [{ kind: 'header', name: 'X-Custom_Key' }, SECRET, 'x-custom_key', SECRET],
  ])('is shown as %j, in place of whatever the caller sends there', async (auth, secret, header, value) => {
    const one = await protectWith(auth, { secret })
    const res = await call(one, '/v1/charges?a=1', {
      method: 'POST',
      body: 'x=1',
      headers: { 'x-custom-key': 'mine', 'x-custom_key': 'mine', 'x-other': 'kept' },
    })
    expect([res.status, await res.text()]).toEqual([200, 'fine'])
    expect(seen[0]?.url).toBe('/v1/charges?a=1')
    expect(seen[0]?.headers).toMatchObject({ [header]: value, 'x-other': 'kept' })
    expect(seen[0]?.rawHeaders.filter((_, i, raw) => raw[i - (i % 2)]?.toLowerCase() === header)).toHaveLength(2)
  })

  describe('in the query', () => {
    const encoded = 'sk%2Fupstream%2Bsecret%3Dof%26tests'

    it.each([
      ['', `?api.key=${encoded}`],
      ['?a=1&b=%20', `?a=1&b=%20&api.key=${encoded}`],
      ['?api.key=mine&a=1&API.KEY=mine&api%2Ekey=mine&api.key[]=mine', `?a=1&api.key=${encoded}`],
    ])('goes behind %j, without the caller’s own', async (query, expected) => {
      const one = await protectWith({ kind: 'query', name: 'api.key' })
      expect((await call(one, `/v1/maps${query}`)).status).toBe(200)
      expect(seen[0]?.url).toBe(`/v1/maps${expected}`)
      expect(seen[0]?.headers['authorization']).toBeUndefined()
    })

    it('stands in no event, log or error, even where queries are recorded and the upstream is away', async () => {
      const one = await protectWith(
        { kind: 'query', name: 'key' },
        { upstream: 'https://away.example.com', grant: { recordsQuery: true } },
      )
      const res = await call(one, '/v1/maps?a=1&key=mine')
      const said = [await res.text(), JSON.stringify(await harness.event(one)), ...logged].join('\n')
      expect(res.status).toBeGreaterThanOrEqual(400)
      for (const form of [SECRET, encoded, 'mine']) expect(said).not.toContain(form)
      expect(said).toContain('a=1')
    })
  })

  it.each<[UpstreamAuth, string, (req: IncomingMessage) => string]>([
    [{ kind: 'bearer' }, SECRET, (req) => req.headers.authorization ?? ''],
    [{ kind: 'basic' }, `user:${SECRET}`, (req) => `${req.headers.authorization} of user:${SECRET}, and ${SECRET}`],
    [{ kind: 'query', name: 'key' }, SECRET, (req) => `${req.url} is ${SECRET}`],
  ])('shown as %j is masked in every form in which it comes back', async (auth, secret, echo) => {
    answer = (req, res) => res.writeHead(403, { 'x-echo': echo(req) }).end(`{"error":"${echo(req)}"}`)
    const res = await call(await protectWith(auth, { secret }))
    const said = `${res.headers.get('x-echo')}\n${await res.text()}`
    expect(res.status).toBe(403)
    expect(said).toContain('*'.repeat(16))
    for (const form of [SECRET, encodeURIComponent(SECRET), btoa(secret)]) expect(said).not.toContain(form)
  })

  it('of a catalogued provider serves the unified chat route, which takes a bearer, and is shown its own way elsewhere', async () => {
    answer = (_, res) => res.setHeader('content-type', 'application/json').end('{"choices":[]}')
    const one = await protectWith({ kind: 'header', name: 'x-api-key' }, { upstream: 'anthropic' })
    const body = { model: 'anthropic/claude-sonnet-4-5', messages: [], max_tokens: 5 }
    expect((await harness.post(one, '/v1/proxy/chat/completions', body)).status).toBe(200)
    expect((await call(one, '/v1/models')).status).toBe(200)
    expect(seen.map(({ headers }) => [headers.authorization, headers['x-api-key']])).toEqual([
      [`Bearer ${SECRET}`, undefined],
      [undefined, SECRET],
    ])
  })

  it('in the query opens a WebSocket, and is masked in what comes back over it', async () => {
    const sockets = new WebSocketServer({ noServer: true })
    let url: string | undefined
    upstream.server.once('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      url = req.url
      sockets.handleUpgrade(req, socket, head, (accepted) => accepted.send(`you are ${req.url}`))
    })
    const one = await protectWith({ kind: 'query', name: 'key' })
    const target = `${harness.origin.replace('http', 'ws')}/${one.connectionId}/v1/feed?a=1&key=mine`
    const client = new WebSocket(target, { headers: { authorization: `Bearer ${one.token}` } })
    const [said] = (await once(client, 'message')) as [Buffer]
    client.terminate()
    const encoded = encodeURIComponent(SECRET)
    expect(url).toBe(`/v1/feed?a=1&key=${encoded}`)
    expect(said.toString()).toBe(`you are /v1/feed?a=1&key=${'*'.repeat(encoded.length)}`)
  })

  it('sealed to the former key opens as long as the relay has it', async () => {
    const one = await protectWith({ kind: 'bearer' }, { key: former })
    expect((await call(one)).status).toBe(200)
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`)
  })
})

describe('a relay whose keys are wrong', () => {
  const settings = (path: string) => ({
    REDIS_URL: testRedisUrl(),
    CONTROL_PLANE_ORIGIN: 'http://127.0.0.1:1',
    INTERNAL_SECRET,
    RELAY_PRIVATE_KEYS_FILE: path,
  })

  it('does not start with a key file that others can read, and says so in one sentence without the key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relay-keys-'))
    const { text } = await makeTestRelayKey()
    await writeFile(join(folder, 'keys'), text, { mode: 0o644 })
    const failure: unknown = await RelayProcess.start(settings(join(folder, 'keys'))).catch(
      (error: Error) => error.message,
    )
    expect(failure).toMatch(/keys is open to others \(mode 644\): chmod 600 it\n$/)
    expect(failure).not.toContain(text)
    await rm(folder, { recursive: true })
  })
})

describe('a relay without keys', () => {
  it('serves token-sealed credentials, and answers 503 for protected keys', async () => {
    const upstream = await serve((_, res) => res.end('fine'))
    const harness = await Harness.start({
      PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin, [API]: upstream.origin }),
    })
    const one = await protect(harness, {
      key: await makeTestRelayKey(),
      upstream: API,
      auth: { kind: 'bearer' },
      secret: SECRET,
    })
    expect((await harness.call(one, `/${one.connectionId}/v1/charges`)).status).toBe(503)
    expect((await harness.call(await harness.grant(), '/v1/proxy/passthrough/openai/v1/models')).status).toBe(200)
    await harness.stop()
    await upstream.close()
  })
})
