import { networkInterfaces } from 'node:os'
import { eventually, exchange } from '../harness.js'
import type { Protected } from '../protected-keys.js'
import { Guarded, said } from './guarded.js'

const NETWORK = [403, 'network_not_allowed']
const CONFIRM = [423, 'ip_confirmation_required']
const FINE = [200, undefined]

describe('where a disposable key may be used from', () => {
  let guarded: Guarded
  beforeAll(async () => {
    guarded = await Guarded.start()
  })
  afterAll(() => guarded.stop())
  beforeEach(() => guarded.reset())

  const confirming = (cidrs: string[] = []) =>
    guarded.protect({ network: { mode: 'confirm', cidrs } }, { prefix: 'rk_person' })

  describe('an allowlist', () => {
    it('lets nothing through from outside, asks nobody, and records why', async () => {
      const one = await guarded.protect({ network: { mode: 'allowlist', cidrs: ['127.0.0.2/32', '127.1.0.0/16'] } })
      expect(said(await guarded.send(one, '/v1/x', { from: '127.0.0.3' }))).toEqual(NETWORK)
      expect([guarded.received, guarded.questions]).toEqual([[], []])
      expect(await guarded.harness.event(one)).toMatchObject({
        decision: 'refused',
        reason: 'network_not_allowed',
        ip: '127.0.0.3',
        connectionId: one.connectionId,
        status: 403,
      })
      expect(said(await guarded.send(one, '/v1/x', { from: '127.0.0.2' }))).toEqual(FINE)
      expect(said(await guarded.send(one, '/v1/x', { from: '127.1.255.255' }))).toEqual(FINE)
    })

    it('that is empty lets nobody through', async () => {
      const one = await guarded.protect({ network: { mode: 'allowlist', cidrs: [] } })
      expect(said(await guarded.send(one, '/v1/x'))).toEqual(NETWORK)
    })

    it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip'])(
      'is not impressed by %s of the caller’s own',
      async (name) => {
        const one = await guarded.protect({ network: { mode: 'allowlist', cidrs: ['203.0.113.7/32', '127.0.0.2/32'] } })
        const value = name === 'forwarded' ? 'for=203.0.113.7' : '203.0.113.7'
        expect(said(await guarded.send(one, '/v1/x', { from: '127.0.0.3', headers: { [name]: value } }))).toEqual(
          NETWORK,
        )
        expect((await guarded.harness.event(one)).ip).toBe('127.0.0.3')
        // Nor does the upstream hear of it.
        await guarded.send(one, '/v1/x', { from: '127.0.0.2', headers: { [name]: value } })
        expect(guarded.received[0]?.headers[name]).toBeUndefined()
      },
    )

    it('is judged before method, path, query and connection: a stranger learns nothing of the scope', async () => {
      const one = await guarded.protect({
        network: { mode: 'allowlist', cidrs: [] },
        scope: { methods: [], paths: [] },
      })
      expect(said(await guarded.send(one, '/../x?%zz', { method: 'DELETE' }))).toEqual(NETWORK)
      const elsewhere = { ...one, connectionId: 'conn_0123456789abcdef' }
      expect(said(await guarded.send(elsewhere, '/v1'))).toEqual(NETWORK)
    })

    it('counts on the routes of providers, too, and for sockets', async () => {
      const spec = { upstream: 'openai' }
      const one = await guarded.protect({ network: { mode: 'allowlist', cidrs: ['127.0.0.2/32'] } }, spec)
      for (const path of ['/v1/proxy/passthrough/openai/v1/models', '/v1/proxy/chat/completions']) {
        const method = path.endsWith('completions') ? 'POST' : 'GET'
        const answer = await guarded.harness.call(one, path, { method, ...(method === 'POST' && { body: 'no JSON' }) })
        expect(answer.status).toBe(403)
      }
      const headers = { connection: 'upgrade', upgrade: 'websocket' }
      expect(said(await guarded.send(one, '/v1/realtime', { headers }))).toEqual(NETWORK)
      expect(guarded.received).toEqual([])
      const events = await guarded.harness.events(one, 3)
      expect(new Set(events.map(({ reason, connectionId }) => `${reason} ${connectionId}`))).toEqual(
        new Set([`network_not_allowed ${one.connectionId}`]),
      )
    })
  })

  describe('networks that their holder confirms', () => {
    it('answers 423 without a word about retrying, and the upstream is not reached', async () => {
      const one = await confirming(['127.0.0.2/32'])
      const answer = await guarded.send(one, '/v1/x', { from: '127.0.0.3', headers: { 'user-agent': 'curl/8' } })
      expect(said(answer)).toEqual(CONFIRM)
      expect(answer.rawHeaders.map((name) => name.toLowerCase())).not.toContain('retry-after')
      expect(guarded.questions).toEqual([{ grantId: one.grant.id, ip: '127.0.0.3', userAgent: 'curl/8' }])
      expect(guarded.received).toEqual([])
      expect(await guarded.harness.event(one)).toMatchObject({
        decision: 'refused',
        reason: 'ip_confirmation_required',
        status: 423,
        connectionId: one.connectionId,
        upstream: null,
      })
      expect(said(await guarded.send(one, '/v1/x', { from: '127.0.0.2' }))).toEqual(FINE)
      expect(guarded.questions).toHaveLength(1)
    })

    it('does not ask for a token that is wrong, expired or revoked', async () => {
      const one = await confirming()
      const other = await confirming()
      const stranger = { ...one, token: other.token.replace(other.grant.id, one.grant.id) }
      expect((await guarded.send(stranger, '/v1/x')).status).toBe(401)
      const expired = await guarded.protect({ network: { mode: 'confirm', cidrs: [] }, expiresAt: Date.now() - 1 })
      expect((await guarded.send(expired, '/v1/x')).status).toBe(401)
      const { id, ledgerId } = other.grant
      await guarded.harness.project({ status: 'dead', id, version: 2, ledgerId })
      expect((await guarded.send(other, '/v1/x')).status).toBe(401)
      expect(guarded.questions).toEqual([])
    })

    /** A control plane that trusts a network at first sight, and writes so before it says it. */
    const trusting = (one: Protected): Guarded['word'] => {
      return async ({ ip }) => {
        await guarded.change(one, { network: { mode: 'confirm', cidrs: [`${ip}/32`] } })
        return 'trusted' as const
      }
    }

    it('lets the very request through that is trusted, and the next one without asking', async () => {
      const one = await confirming()
      guarded.word = trusting(one)
      const both = await Promise.all([1, 2].map(() => guarded.send(one, '/v1/x', { from: '127.0.0.4' })))
      expect(both.map(said)).toEqual([FINE, FINE])
      expect(said(await guarded.send(one, '/v1/x', { from: '127.0.0.4' }))).toEqual(FINE)
      expect(guarded.questions).toHaveLength(1)
      const versions = (await guarded.harness.events(one, 3)).map(({ grantVersion }) => grantVersion)
      expect(versions).toEqual([2, 2, 2])
    })

    it('sends the body of the request that was trusted, once', async () => {
      const one = await confirming()
      guarded.word = trusting(one)
      const bodies: string[] = []
      guarded.answer = (req, res) => {
        let body = ''
        req.setEncoding('utf8').on('data', (text: string) => (body += text))
        req.on('end', () => res.end(bodies.push(body) === 1 ? 'fine' : 'again'))
      }
      const answer = await guarded.send(one, '/v1/x', { method: 'POST', body: 'the body' })
      expect([said(answer), bodies]).toEqual([FINE, ['the body']])
    })

    it('lets a network through as soon as it is confirmed', async () => {
      const one = await confirming()
      expect(said(await guarded.send(one, '/v1/x'))).toEqual(CONFIRM)
      await guarded.change(one, { network: { mode: 'confirm', cidrs: ['127.0.0.0/30'] } })
      await eventually(async () => ((await guarded.send(one, '/v1/x')).status === 200 ? true : undefined))
    })

    it('stops a network at the next request after it was taken back', async () => {
      const one = await confirming(['127.0.0.1/32'])
      expect(said(await guarded.send(one, '/v1/x'))).toEqual(FINE)
      await guarded.change(one, { network: { mode: 'confirm', cidrs: [] } })
      expect(said(await guarded.send(one, '/v1/x'))).toEqual(CONFIRM)
    })

    it('says no where the control plane does', async () => {
      guarded.word = () => 'refused'
      expect(said(await guarded.send(await confirming(), '/v1/x'))).toEqual(NETWORK)
    })

    it('asks ten times a minute at most for a key that is tried from everywhere', async () => {
      const one = await confirming()
      const codes: unknown[] = []
      for (let i = 1; i <= 14; i++) codes.push(said(await guarded.send(one, '/v1/x', { from: `127.0.7.${i}` }))[0])
      expect([guarded.questions.length, codes.filter((code) => code === 423).length]).toEqual([10, 10])
      expect(codes.slice(10)).toEqual([403, 403, 403, 403])
      expect(guarded.received).toEqual([])
    })
  })

  it('answers 503 while the control plane is away, and lets known networks through', async () => {
    const alone = await Guarded.start()
    const one = await alone.protect({ network: { mode: 'confirm', cidrs: ['127.0.0.2/32'] } })
    alone.word = () => undefined
    const answer = await alone.send(one, '/v1/x', { from: '127.0.0.3' })
    expect(said(answer)).toEqual([503, 'limits_unavailable'])
    expect(answer.rawHeaders.map((name) => name.toLowerCase())).toContain('retry-after')
    expect(await alone.harness.event(one)).toMatchObject({ decision: 'refused', reason: 'limits_unavailable' })
    expect(said(await alone.send(one, '/v1/x', { from: '127.0.0.2' }))).toEqual(FINE)
    expect(alone.received).toHaveLength(1)
    await alone.stop()
  })

  // A machine without IPv6 cannot listen on it.
  const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === 'IPv6'))
  ;(hasIpv6 ? it : it.skip)('on a socket for both families, takes IPv4 for what it is, and IPv6 too', async () => {
    const dual = await Guarded.start({ HOST: '::' })
    const cidrs = ['127.0.0.2/32', '::1/128']
    const one = await dual.protect({ network: { mode: 'allowlist', cidrs } })
    expect(said(await dual.send(one, '/v1/x', { from: '127.0.0.3' }))).toEqual(NETWORK)
    expect((await dual.harness.event(one)).ip).toBe('127.0.0.3')
    expect(said(await dual.send(one, '/v1/x', { from: '127.0.0.2' }))).toEqual(FINE)
    const { port } = new URL(dual.harness.origin)
    const headers = { authorization: `Bearer ${one.token}` }
    expect(said(await exchange(`http://[::1]:${port}`, { path: `/${one.connectionId}/v1/x`, headers }))).toEqual(FINE)
    await dual.stop()
  })

  it('behind proxies of the operator, takes the address that they saw and none that the caller claims', async () => {
    const behind = await Guarded.start({ TRUST_PROXY_HOPS: '1' })
    const one = await behind.protect({ network: { mode: 'allowlist', cidrs: ['203.0.113.0/24', '2001:db8:1:2::/64'] } })
    const from = (entries: string) => behind.send(one, '/v1/x', { headers: { 'x-forwarded-for': entries } })
    for (const entries of [
      '203.0.113.7, 198.51.100.9',
      '2001:db8:1:2::9, 2001:db8:1:3::9',
      '203.0.113.7,',
      '203.0.113.7, x',
    ])
      expect(said(await from(entries))).toEqual(NETWORK)
    expect(behind.received).toEqual([])
    for (const entries of [
      '198.51.100.9, 203.0.113.7',
      '::ffff:203.0.113.7',
      '2001:db8:1:2:3:4:5:6',
      '[2001:DB8:1:2::9]:80',
    ])
      expect(said(await from(entries))).toEqual(FINE)
    await behind.stop()
  })
})
