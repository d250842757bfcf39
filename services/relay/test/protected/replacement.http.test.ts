import { sealProtectedKey } from '@1relay/vault'
import type { Protected } from '../protected-keys.js'
import { API, Guarded } from './guarded.js'

describe('an upstream key that is replaced in place', () => {
  let guarded: Guarded
  beforeAll(async () => {
    guarded = await Guarded.start()
  })
  afterAll(() => guarded.stop())

  /** The same connection with another secret, as it was sealed to the relay. */
  const resealed = async ({ connectionId, grant, sealed }: Protected, secret: string) => ({
    ...sealed,
    ...(await sealProtectedKey({
      publicKey: guarded.key.publicKey,
      connectionId,
      upstream: API,
      terms: { workspaceId: grant.ledgerId, auth: { kind: 'bearer' } },
      secret: new TextEncoder().encode(secret),
    })),
  })

  it('fails no request while it happens, and every one that begins afterwards carries the new one', async () => {
    const used: string[] = []
    guarded.answer = (req, res) => {
      used.push(String(req.headers.authorization).replace('Bearer ', ''))
      req.resume().on('end', () => res.end('fine'))
    }
    const started = await guarded.protect({}, { secret: 'secret-0' })
    let current = started
    let isOver = false
    const statuses = new Map<number, number>()
    const call = async (): Promise<void> => {
      while (!isOver) {
        const { status } = await guarded.harness.call(started, `/${started.connectionId}/v1/x`)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }
    const callers = Array.from({ length: 8 }, call)
    // Until they are at it: what comes before the first change is the former key's.
    while (used.length < 8) await new Promise((resolve) => setImmediate(resolve))
    for (let i = 1; i <= 20; i++) {
      const secret = `secret-${i}`
      current = await guarded.change(current, { credentials: [await resealed(current, secret)] })
      // What begins now was announced before: it may not be served on the former version.
      const before = used.length
      expect((await guarded.send(current, '/v1/own')).status).toBe(200)
      expect(used.slice(before)).toContain(secret)
    }
    isOver = true
    await Promise.all(callers)
    expect([...statuses.keys()]).toEqual([200])
    expect(statuses.get(200)).toBeGreaterThan(20)
    expect(new Set(used).has('secret-0')).toBe(true)
    const last = used.length
    expect((await guarded.send(current, '/v1/x')).status).toBe(200)
    expect(used.slice(last)).toEqual(['secret-20'])
  })

  it('lets a stream that began with the former key go on', async () => {
    let finish: (() => void) | undefined
    guarded.answer = (_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      finish = () => res.end('data: 2\n\n')
    }
    const one = await guarded.protect({}, { secret: 'former-secret' })
    const response = await guarded.harness.call(one, `/${one.connectionId}/events`)
    await guarded.change(one, { credentials: [await resealed(one, 'new-secret')] })
    finish?.()
    expect(await response.text()).toBe('data: 1\n\ndata: 2\n\n')
  })
})
