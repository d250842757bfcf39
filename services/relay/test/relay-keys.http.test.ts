import type { RelayKeyAnnouncement, RelaySealedCredential, ResealQuery, ResealResult } from '@1relay/contracts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { eventually, Harness, INTERNAL_SECRET, serve } from './harness.js'
import { makeTestRelayKey, protect, type Protected, type TestRelayKey } from './protected-keys.js'

const API = 'https://api.example.com'
const sealedShape = {
  custody: 'relay',
  upstream: expect.any(String),
  ownerId: expect.stringMatching(/^conn_\w{16}$/),
  keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
  enc: expect.stringMatching(/^[\w-]{43}$/),
  ciphertext: expect.stringMatching(/^[\w-]+$/),
}

/** The internal endpoints of relay keys as the contract describes them; what does not keep to it is answered with 400. */
class KeyOffice {
  readonly announcements: RelayKeyAnnouncement[] = []
  readonly resealed: ResealResult['credentials'] = []
  rows: RelaySealedCredential[] = []
  readonly refused: string[] = []

  readonly answer = (req: IncomingMessage, res: ServerResponse): void => {
    if (req.url === '/healthz') return void res.end()
    void this.take(req).then(
      (data) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, data })),
      (error: Error) => {
        this.refused.push(`${req.url}: ${error.message}`)
        res.writeHead(400).end()
      },
    )
  }

  private async take(req: IncomingMessage): Promise<unknown> {
    const body = await json(req)
    expect(req.headers).toMatchObject({
      authorization: `Bearer ${INTERNAL_SECRET}`,
      'content-type': 'application/json',
    })
    switch (`${req.method} ${req.url}`) {
      case 'PUT /internal/relay-keys':
        return this.announce(body as RelayKeyAnnouncement)
      case 'POST /internal/reseal/next':
        return this.next(body as ResealQuery)
      case 'POST /internal/reseal/done':
        return this.done(body as ResealResult)
      case 'POST /internal/usage/missing':
        return { missing: [] }
      default:
        throw new Error('no such endpoint')
    }
  }

  private announce(announcement: RelayKeyAnnouncement): unknown {
    const key = { keyId: sealedShape.keyId, publicKey: sealedShape.enc }
    expect(announcement).toEqual({ keys: announcement.keys.map(() => key), current: announcement.keys[0]?.keyId })
    this.announcements.push(announcement)
    return {}
  }

  private next({ current, limit, ...rest }: ResealQuery): unknown {
    expect(rest).toEqual({})
    expect(limit).toBeLessThanOrEqual(100)
    return { credentials: this.rows.filter(({ keyId }) => keyId !== current).slice(0, limit) }
  }

  private done({ credentials, ...rest }: ResealResult): unknown {
    expect(rest).toEqual({})
    expect(credentials).toEqual(credentials.map(() => ({ before: sealedShape, after: sealedShape })))
    this.resealed.push(...credentials)
    for (const { before, after } of credentials) {
      this.rows = this.rows.map((row) => (row.ciphertext === before.ciphertext ? after : row))
    }
    return {}
  }
}

describe('rotation of the relay’s key', () => {
  let api: Awaited<ReturnType<typeof serve>>
  let former: TestRelayKey
  let current: TestRelayKey
  const seen: (string | undefined)[] = []
  const harnesses: Harness[] = []
  beforeAll(async () => {
    ;[former, current] = [await makeTestRelayKey(), await makeTestRelayKey()]
    api = await serve((req, res) => {
      seen.push(req.headers.authorization)
      res.end('fine')
    })
  })
  afterAll(async () => {
    for (const harness of harnesses) await harness.stop()
    await api.close()
  })

  const startWith = async (keys: TestRelayKey[], office = new KeyOffice()): Promise<Harness> => {
    const env = {
      RELAY_PRIVATE_KEYS: keys.map(({ text }) => text).join(','),
      PROVIDER_ORIGINS: JSON.stringify({ [API]: api.origin }),
    }
    const harness = await Harness.start(env, undefined, office.answer)
    harnesses.push(harness)
    return harness
  }
  const call = async (harness: Harness, one: Protected): Promise<number> =>
    (await harness.call(one, `/${one.connectionId}/v1`)).status

  it('moves what was sealed to the former key, so that it can be taken away afterwards', async () => {
    const before = await startWith([former])
    const issued = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        protect(before, { key: former, upstream: API, auth: { kind: 'bearer' }, secret: `sk-secret-${i}` }),
      ),
    )
    const office = new KeyOffice()
    office.rows = issued.map(({ sealed }) => sealed)
    const both = await startWith([current, former], office)
    expect(await call(both, issued[0] as Protected)).toBe(200)
    await eventually(() => (office.resealed.length === 30 ? true : undefined))
    expect(office.refused).toEqual([])
    expect(office.announcements[0]).toEqual({
      keys: [current, former].map(({ keyId, publicKey }) => ({
        keyId,
        publicKey: Buffer.from(publicKey).toString('base64url'),
      })),
      current: current.keyId,
    })

    const alone = await startWith([current])
    seen.length = 0
    for (const [i, one] of issued.entries()) {
      const sealed = office.rows[i] as RelaySealedCredential
      expect(sealed).toMatchObject({ keyId: current.keyId, ownerId: one.connectionId })
      await alone.project({ ...one.grant, version: 2, credentials: [sealed] })
      expect(await call(alone, one)).toBe(200)
    }
    expect(seen).toEqual(issued.map((_, i) => `Bearer sk-secret-${i}`))
  })

  it('without the former key what was not moved is refused as unavailable, not as gone', async () => {
    const alone = await startWith([current])
    const one = await protect(alone, { key: former, upstream: API, auth: { kind: 'bearer' }, secret: 'sk-late' })
    expect(await call(alone, one)).toBe(503)
  })
})
