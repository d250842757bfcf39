import type { UpstreamAuth } from '@1relay/contracts'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually, exchange, Harness, serve } from './harness.js'
import { startOauth2Server, type TestClient } from './oauth2-server.js'
import { makeTestRelayKey, protect, type Protected, type TestRelayKey } from './protected-keys.js'

const API = 'https://api.example.com'
const AWAY = 'https://away.example.com'
const LOGIN = 'https://login.example.com'
const ROUNDS = 2

const KINDS: readonly UpstreamAuth[] = [
  { kind: 'bearer' },
  { kind: 'basic' },
  { kind: 'header', name: 'X-Api-Key' },
  { kind: 'query', name: 'api_key' },
  { kind: 'oauth2', tokenUrl: `${LOGIN}/token`, clientAuth: 'basic' },
  { kind: 'oauth2', tokenUrl: `${LOGIN}/token`, clientAuth: 'body' },
]

const answer = (req: IncomingMessage, res: ServerResponse): void => {
  req.resume().on('end', () => {
    if (req.url?.startsWith('/hangs-up') === true) return void res.destroy()
    if (req.url?.startsWith('/silent') === true) return
    // It says everything that it was sent.
    res.writeHead(401).end(`${req.url} ${JSON.stringify(req.headers)}`)
  })
}

/** Protocol §5, for what the relay opens with its own key. Everything is sealed here: its process knows it only from opening it. */
describe('the memory of a relay that has served protected keys', () => {
  let harness: Harness
  let folder: string
  let key: TestRelayKey
  let api: Awaited<ReturnType<typeof serve>>
  let login: Awaited<ReturnType<typeof startOauth2Server>>
  const clients: TestClient[] = []
  const canaries: string[] = []
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })

  beforeAll(async () => {
    key = await makeTestRelayKey()
    folder = await mkdtemp(join(tmpdir(), 'relay-keys-'))
    await writeFile(join(folder, 'keys'), `${key.text}\n`, { mode: 0o600 })
    api = await serve(answer)
    login = await startOauth2Server(clients)
    const origins = { [API]: api.origin, [AWAY]: 'http://127.0.0.1:1', [LOGIN]: login.origin }
    harness = await Harness.startProcess({
      PROVIDER_ORIGINS: JSON.stringify(origins),
      RELAY_PRIVATE_KEYS_FILE: join(folder, 'keys'),
      LOG_LEVEL: 'trace',
    })
  })
  afterAll(async () => {
    agent.destroy()
    await harness.stop()
    await Promise.all([api.close(), login.close()])
    await rm(folder, { recursive: true })
  })

  const protectAs = async (auth: UpstreamAuth, upstream: string): Promise<Protected> => {
    const [id, password] = [`id-${randomUUID()}`, `sk/canary+${randomUUID()}`]
    const secret = auth.kind === 'basic' || auth.kind === 'oauth2' ? `${id}:${password}` : password
    if (auth.kind === 'oauth2') clients.push({ id, secret: password })
    // Forms of it that a relay makes: base64, percent-encoded, and both of the halves of a client.
    const encoded = encodeURIComponent(password)
    canaries.push(password, encoded, btoa(secret), btoa(`${encodeURIComponent(id)}:${encoded}`))
    return protect(harness, { key, upstream, auth, secret })
  }
  const ask = ({ token, connectionId }: Protected, path: string) =>
    exchange(harness.origin, { agent, path: `/${connectionId}${path}`, headers: { authorization: `Bearer ${token}` } })

  it('holds no credential in any form, no access token and no private key', async () => {
    const all: Protected[] = []
    for (let round = 0; round < ROUNDS; round++) {
      for (const auth of KINDS) {
        for (const upstream of [API, AWAY]) {
          const one = await protectAs(auth, upstream)
          all.push(one)
          for (const path of ['/echoes?a=1', '/hangs-up']) expect((await ask(one, path)).status).toBeGreaterThan(399)
        }
        // Opened, and refused for what it says.
        const stranger = await protect(harness, {
          key,
          upstream: API,
          auth: { kind: 'bearer' },
          secret: 'sk-of-strangers',
          sealedFor: 'w2',
        })
        expect((await ask(stranger, '/echoes')).status).toBe(500)
      }
    }
    await harness.recorded(all)
    const heap = await harness.process.heap(join(harness.dataDir, 'after.heapsnapshot'))
    const tokens = login.issued.map(({ accessToken }) => accessToken)
    expect(tokens.length).toBeGreaterThanOrEqual(ROUNDS * 4)
    const secrets = [...canaries, ...tokens, 'sk-of-strangers', key.text, Buffer.from(key.privateKey).toString('hex')]
    expect(secrets.filter((secret) => heap.includes(secret))).toEqual([])
  })

  it('holds no credential while calls are open', async () => {
    canaries.length = 0
    const arrivals: string[] = []
    api.server.on('request', (req: IncomingMessage) => arrivals.push(req.url ?? ''))
    const leaving = new AbortController()
    for (const auth of KINDS) {
      const { token, connectionId } = await protectAs(auth, API)
      const headers = { authorization: `Bearer ${token}` }
      void fetch(`${harness.origin}/${connectionId}/silent`, { headers, signal: leaving.signal }).catch(() => undefined)
    }
    await eventually(() => (arrivals.length === KINDS.length ? true : undefined))
    const heap = await harness.process.heap(join(harness.dataDir, 'open.heapsnapshot'))
    leaving.abort()
    const tokens = login.issued.map(({ accessToken }) => accessToken)
    expect([...canaries, ...tokens].filter((secret) => heap.includes(secret))).toEqual([])
  })
})
