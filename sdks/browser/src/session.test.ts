import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accessTokenStem, makeHalf, makeId, openWithToken, parseToken } from '@1relay/vault'
import { createClient } from './index.js'
import { memoryStorage, type TokenStorage } from './token-storage.js'

interface Stored {
  readonly id: string
  readonly sealed: { iv: string; ciphertext: string }
}

let server: Server
let relayUrl: string
let registered: number
let stored: Stored[]
/** Answers wait here until a test lets them go. */
let waiting: (() => void)[]
let isHeld: boolean

beforeAll(async () => {
  server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  relayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const locks = Object.getOwnPropertyDescriptor(globalThis.navigator, 'locks')
const useLocks = (given: unknown): void =>
  void Object.defineProperty(globalThis.navigator, 'locks', { value: given, configurable: true })
beforeEach(() => {
  registered = 0
  stored = []
  waiting = []
  isHeld = false
})
afterEach(() => {
  Reflect.deleteProperty(globalThis.navigator, 'locks')
  if (locks !== undefined) Object.defineProperty(globalThis.navigator, 'locks', locks)
})

const answer = (req: IncomingMessage, res: ServerResponse): void => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const json = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { sealed?: Stored['sealed'] }
    const end = (body: object) => res.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (req.url !== '/users') {
      const shown = parseToken(String(req.headers['x-relay-token']))
      if (shown.ok && json.sealed) stored.push({ id: shown.token.id, sealed: json.sealed })
      return end({})
    }
    registered++
    const body = { token_stem: accessTokenStem({ prefix: '1r_ut', id: makeId(), auth: makeHalf() }) }
    if (isHeld) waiting.push(() => end(body))
    else end(body)
  })
}

/** Locks of one origin, as far as exclusive ones go. */
const locksOfOneOrigin = () => {
  const queues = new Map<string, Promise<unknown>>()
  return {
    request: <T>(name: string, run: () => Promise<T>): Promise<T> => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(run, run)
      queues.set(name, turn)
      return turn
    },
  }
}
const waitFor = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
const sealOf = (token: string | null) => {
  const parsed = parseToken(token ?? '')
  if (!parsed.ok || parsed.token.seal === undefined) throw new Error('no whole token is kept')
  return { grantId: parsed.token.id, seal: parsed.token.seal }
}

describe('two tabs that open at once', () => {
  it.each(['with locks', 'without locks'])(
    'have one person, who can open the key that either stores: %s',
    async (kind) => {
      const hasLocks = kind === 'with locks'
      useLocks(hasLocks ? locksOfOneOrigin() : undefined)
      isHeld = true
      const storage = memoryStorage()
      const [one, other] = [createClient({ relayUrl, storage }), createClient({ relayUrl, storage })]
      const saving = one.storeKey('openai', 'sk-0123456789')
      const opening = other.ensureToken()
      await waitFor(() => waiting.length === (hasLocks ? 1 : 2))
      isHeld = false
      // The one who asked last is answered first.
      for (const release of waiting.reverse()) release()
      await saving
      expect(new Set([await opening, await one.ensureToken(), one.getToken(), other.getToken()]).size).toBe(1)
      expect(registered).toBe(hasLocks ? 1 : 2)
      const { grantId, seal } = sealOf(one.getToken())
      const [key] = stored
      expect(key?.id).toBe(grantId)
      if (key === undefined) throw new Error('nothing was stored')
      const opened = await openWithToken({ grantId, seal, upstream: 'openai', sealed: key.sealed })
      expect(Buffer.from(opened).toString()).toBe('sk-0123456789')
    },
  )

  it('get their answer where locks are refused, as in frames without an origin', async () => {
    useLocks({ request: () => Promise.reject(new DOMException('refused', 'SecurityError')) })
    const relay = createClient({ relayUrl, storage: memoryStorage() })
    expect(await relay.ensureToken()).toBe(relay.getToken())
    expect(registered).toBe(1)
  })

  it('register again when the first time failed', async () => {
    useLocks(locksOfOneOrigin())
    const storage = memoryStorage()
    await expect(createClient({ relayUrl: 'http://127.0.0.1:1', storage }).ensureToken()).rejects.toThrow(
      'fetch failed',
    )
    expect(await createClient({ relayUrl, storage }).ensureToken()).toMatch(/^1r_ut_/)
  })
})

describe('a key', () => {
  it.each(['storeKey', 'rotateKey'] as const)(
    'is sent with the token that sealed it, whatever is kept meanwhile: %s',
    async (method) => {
      const first = memoryStorage()
      const tokens = await Promise.all([1, 2].map(() => createClient({ relayUrl, storage: null }).ensureToken()))
      let reads = 0
      // Another tab signs out and in between any two looks.
      const storage: TokenStorage = { ...first, getItem: () => tokens[reads++ % 2] ?? null }
      await createClient({ relayUrl, storage })[method]('openai', 'sk-0123456789')
      const [key] = stored
      const token = tokens.find((one) => sealOf(one).grantId === key?.id)
      if (key === undefined || token === undefined) throw new Error('nothing was stored')
      const opened = await openWithToken({ ...sealOf(token), upstream: 'openai', sealed: key.sealed })
      expect(Buffer.from(opened).toString()).toBe('sk-0123456789')
    },
  )
})

describe('a browser that blocks storage', () => {
  it('has a client that keeps its token in memory', async () => {
    const storage = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
    const refuse = () => {
      throw new DOMException('blocked', 'SecurityError')
    }
    Object.defineProperty(globalThis, 'localStorage', { get: refuse, configurable: true })
    try {
      const relay = createClient({ relayUrl })
      expect(await relay.ensureToken()).toBe(relay.getToken())
    } finally {
      Reflect.deleteProperty(globalThis, 'localStorage')
      if (storage !== undefined) Object.defineProperty(globalThis, 'localStorage', storage)
    }
  })
})
