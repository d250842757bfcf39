import { formatToken, makeHalf, makeId } from '@1relay/vault'
import { connect, createServer } from 'node:net'
import { exchange, Harness, month, serve } from './harness.js'

const chat = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }], max_tokens: 10 }
const OPENAI = '/v1/proxy/passthrough/openai/v1/chat/completions'

describe('what the relay refuses', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let upstreamRequests = 0
  beforeAll(async () => {
    upstream = await serve((req, res) => {
      upstreamRequests++
      req.resume().on('end', () => res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'))
    })
    const origins = { openai: upstream.origin, google: upstream.origin, anthropic: upstream.origin }
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify(origins) })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  beforeEach(() => {
    upstreamRequests = 0
  })

  const expectRefusal = async (answer: Response, status: number, code: string): Promise<void> => {
    const body = (await answer.json()) as { success: boolean; error: { code: string; requestId: string } }
    expect([answer.status, body.success, body.error.code]).toEqual([status, false, code])
    expect(body.error.requestId).toBe(answer.headers.get('x-1relay-request-id'))
    expect(upstreamRequests).toBe(0)
  }

  describe('401', () => {
    it('refuses malformed tokens without asking Redis or the control plane', async () => {
      const granted = await harness.grant()
      const commands = async (): Promise<string> => {
        const stats = await harness.redis.info('commandstats')
        return ['get', 'evalsha', 'eval']
          .map((name) => new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1])
          .join()
      }
      // The test server is shared, so a quiet moment is looked for: the relay asking would show in every try.
      const asked = harness.controlPlaneRequests.length
      const typo = granted.token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
      const garbage = ['', 'x', 'sk-proj-123', typo, granted.token.slice(0, -1), `${granted.token}x`, 'a'.repeat(5000)]
      let quiet = false
      for (let attempt = 0; attempt < 20 && !quiet; attempt++) {
        const before = await commands()
        for (const text of garbage) {
          const headers = { authorization: `Bearer ${text}` }
          await expectRefusal(await harness.call(granted, OPENAI, { method: 'POST', headers }), 401, 'invalid_token')
        }
        quiet = (await commands()) === before
      }
      expect(quiet).toBe(true)
      expect(harness.controlPlaneRequests.length).toBe(asked)
    })

    it('refuses no token, another scheme and tokens of other kinds', async () => {
      const post = (headers: Record<string, string>) => fetch(harness.origin + OPENAI, { method: 'POST', headers })
      await expectRefusal(await post({}), 401, 'invalid_token')
      await expectRefusal(await post({ authorization: 'Basic eDp5' }), 401, 'invalid_token')
      const session = formatToken({ prefix: '1r_st', id: makeId(), auth: makeHalf() })
      await expectRefusal(await post({ authorization: `Bearer ${session}` }), 401, 'invalid_token')
    })

    it('refuses an unknown grant, and asks the control plane once only for a burst of guesses', async () => {
      const id = makeId()
      const token = formatToken({ prefix: '1r_at', id, auth: makeHalf(), seal: makeHalf() })
      const headers = { authorization: `Bearer ${token}` }
      const answers = await Promise.all(
        [1, 2, 3].map(() => fetch(harness.origin + OPENAI, { method: 'POST', headers })),
      )
      for (const answer of answers) await expectRefusal(answer, 401, 'invalid_token')
      await expectRefusal(await fetch(harness.origin + OPENAI, { method: 'POST', headers }), 401, 'invalid_token')
      expect(harness.controlPlaneRequests.filter((line) => line.endsWith(id))).toHaveLength(1)
    })

    const refusedWithReason = async (
      reason: string,
      make: () => Promise<[Response, Parameters<Harness['event']>[0]]>,
    ) => {
      const [answer, granted] = await make()
      await expectRefusal(answer, 401, 'invalid_token')
      expect(await harness.event(granted)).toMatchObject({ decision: 'refused', reason, status: 401, costMicros: 0 })
    }

    it('refuses a wrong auth half and records why', () =>
      refusedWithReason('wrong_auth_half', async () => {
        const granted = await harness.grant()
        const [, seal] = [0, granted.token.split('_')[4] as string]
        const token = formatToken({ prefix: '1r_at', id: granted.grant.id, auth: makeHalf(), seal })
        return [await harness.post({ ...granted, token }, OPENAI, chat), granted]
      }))

    it('refuses a wrong seal half, records why and gives the hold back', async () => {
      const granted = await harness.grant({ budgets: month(1_000_000) })
      const auth = granted.token.split('_')[3] as string
      const token = formatToken({ prefix: '1r_at', id: granted.grant.id, auth, seal: makeHalf() })
      await expectRefusal(await harness.post({ ...granted, token }, OPENAI, chat), 401, 'invalid_token')
      expect(await harness.event(granted)).toMatchObject({ decision: 'refused', reason: 'wrong_seal_half' })
      expect(await harness.money(granted)).toEqual({ spent: 0, held: 0 })
    })

    it('refuses an expired grant and records why', () =>
      refusedWithReason('grant_expired', async () => {
        const granted = await harness.grant({ expiresAt: Date.now() - 1 })
        return [await harness.post(granted, OPENAI, chat), granted]
      }))

    it('refuses a token whose prefix is not the grant’s', () =>
      refusedWithReason('wrong_prefix', async () => {
        const granted = await harness.grant()
        const [, , id, auth, seal] = granted.token.split('_') as [string, string, string, string, string]
        const token = formatToken({ prefix: '1r_bt', id, auth, seal })
        return [await harness.post({ ...granted, token }, OPENAI, chat), granted]
      }))

    it('refuses the request after a revocation, even if the change was never announced', async () => {
      const granted = await harness.grant()
      expect((await harness.post(granted, OPENAI, chat)).status).toBe(200)
      upstreamRequests = 0
      const { id, ledgerId } = granted.grant
      const dead = { status: 'dead', id, version: 2, ledgerId }
      await harness.redis.set(`1r:grant:${id}`, JSON.stringify(dead), 'EX', 600)
      await harness.redis.hset(`1r:{${ledgerId}}:state:${id}`, 'v', '2')
      await expectRefusal(await harness.post(granted, OPENAI, chat), 401, 'invalid_token')
      const [, refused] = await harness.events(granted, 2)
      expect(refused).toMatchObject({ decision: 'refused', reason: 'grant_revoked' })
    })
  })

  describe('400', () => {
    it('refuses two tokens in one request', async () => {
      const granted = await harness.grant()
      const headers = { 'x-api-key': granted.token }
      await expectRefusal(await harness.post(granted, OPENAI, chat, headers), 400, 'ambiguous_request')
    })

    it('refuses an unknown provider', async () => {
      const granted = await harness.grant()
      await expectRefusal(
        await harness.post(granted, '/v1/proxy/passthrough/nobody/v1/x', chat),
        400,
        'provider_unknown',
      )
      await expectRefusal(
        await harness.post(granted, '/v1/proxy/chat/completions', { ...chat, model: 'nobody/gpt-4o' }),
        400,
        'provider_unknown',
      )
    })

    it('refuses a unified request that names no provider, or two', async () => {
      const granted = await harness.grant()
      await expectRefusal(await harness.post(granted, '/v1/proxy/chat/completions', chat), 400, 'provider_required')
      await expectRefusal(
        await harness.post(
          granted,
          '/v1/proxy/chat/completions',
          { ...chat, provider: 'openai' },
          { 'x-1relay-provider': 'google' },
        ),
        400,
        'ambiguous_request',
      )
    })

    it.each([
      ['/v1/../admin'],
      ['/v1/./models'],
      ['/v1/%2e%2e/admin'],
      ['/v1/..%2fadmin'],
      ['/v1%5cadmin'],
      ['/v1/%00'],
      ['/v1/%252e%252e/admin'],
      ['/v1//models'],
      ['/v1/..;/admin'],
      ['/v1/%zz'],
    ])('refuses the path %s, which an upstream may read otherwise', async (path) => {
      const granted = await harness.grant()
      const { status, body } = await exchange(harness.origin, {
        path: `/v1/proxy/passthrough/openai${path}`,
        headers: { authorization: `Bearer ${granted.token}` },
      })
      expect([status, JSON.parse(body.toString())]).toMatchObject([400, { error: { code: 'invalid_path' } }])
      expect(upstreamRequests).toBe(0)
      expect(await harness.event(granted)).toMatchObject({ reason: 'invalid_path', path: '' })
    })

    it('refuses a body that says the model twice, where the model matters', async () => {
      const granted = await harness.grant({ scope: { models: ['gpt-4o-mini'] } })
      const body = '{"model":"gpt-4o-mini","MODEL":"o1-pro","messages":[]}'
      const headers = { 'content-type': 'application/json' }
      await expectRefusal(
        await harness.call(granted, OPENAI, { method: 'POST', body, headers }),
        400,
        'ambiguous_request',
      )
    })

    it.each([['{"model":'], ['[]'], ['"x"'], ['\ufeff{}']])('refuses %j as a body to be judged', async (body) => {
      const granted = await harness.grant({ budgets: month(1000) })
      const headers = { 'content-type': 'application/json' }
      await expectRefusal(await harness.call(granted, OPENAI, { method: 'POST', body, headers }), 400, 'invalid_json')
    })
  })

  describe('402', () => {
    it('refuses a request that the budget does not cover, before the upstream sees it', async () => {
      const granted = await harness.grant({ budgets: month(50) })
      await expectRefusal(await harness.post(granted, OPENAI, chat), 402, 'budget_exceeded')
      expect(await harness.event(granted)).toMatchObject({
        decision: 'refused',
        reason: 'budget_exceeded',
        model: 'gpt-4o',
      })
    })

    it('refuses work whose cost no answer reports', async () => {
      const granted = await harness.grant({ budgets: month(1e12) })
      const batches = '/v1/proxy/passthrough/openai/v1/batches'
      await expectRefusal(await harness.post(granted, batches, {}), 402, 'budget_exceeded')
      const responses = '/v1/proxy/passthrough/openai/v1/responses'
      const background = { model: 'gpt-4o', input: 'x', background: true }
      await expectRefusal(await harness.post(granted, responses, background), 402, 'budget_exceeded')
    })
  })

  describe('403', () => {
    it.each([
      ['method_not_allowed', { methods: ['GET'] }],
      ['path_not_allowed', { paths: ['/v1/models', '/v1/chat/*/x', '/v2/**'] }],
      ['query_not_allowed', { deniedQueryParameters: ['debug'] }],
      ['model_not_allowed', { models: ['gpt-4o-*', 'o?'] }],
      ['model_not_allowed', { models: [] }],
      ['path_not_allowed', { paths: [] }],
    ] as const)('refuses with %s under %j', async (code, scope) => {
      const granted = await harness.grant({ scope: structuredClone(scope) as never })
      await expectRefusal(await harness.post(granted, `${OPENAI}?a=1&%64ebug=2`, chat), 403, code)
      expect(await harness.event(granted)).toMatchObject({ decision: 'refused', reason: code })
    })

    it('refuses a body that hides its JSON behind another type', async () => {
      const granted = await harness.grant({ scope: { models: ['gpt-4o-mini'] } })
      const headers = { 'content-type': 'text/plain' }
      await expectRefusal(await harness.post(granted, OPENAI, chat, headers), 403, 'model_not_allowed')
    })

    it('refuses a provider that the grant has no credential for', async () => {
      const granted = await harness.grant()
      await expectRefusal(
        await harness.post(granted, '/v1/proxy/passthrough/anthropic/v1/messages', chat),
        403,
        'provider_not_granted',
      )
    })

    it.each([
      'https://127.0.0.1',
      'https://[::1]',
      'https://169.254.169.254',
      'https://localhost',
      'https://10.0.0.1:8443',
    ])('refuses the custom upstream %s, whose address is not public', async (upstreamOrigin) => {
      const granted = await harness.grant({ secrets: { [upstreamOrigin]: 'key' } })
      const path = '/v1/proxy/passthrough/openai-compatible/v1/models'
      await expectRefusal(await harness.call(granted, path), 403, 'upstream_not_allowed')
    })
  })

  describe('405 and 404', () => {
    it('refuses other methods on the unified route, unknown relay paths, and everything else without fallthrough', async () => {
      await expectRefusalWithoutToken('/v1/proxy/chat/completions', 405, 'method_not_supported')
      await expectRefusalWithoutToken('/v1/proxy/nothing', 404, 'not_found')
      await expectRefusalWithoutToken('/v1/keys', 404, 'not_found')
      await expectRefusalWithoutToken('/metrics', 404, 'not_found')
    })
    const expectRefusalWithoutToken = async (path: string, status: number, code: string) =>
      expectRefusal(await fetch(harness.origin + path), status, code)

    it('refuses a WebSocket on the unified chat route', async () => {
      const granted = await harness.grant()
      const { port } = new URL(harness.origin)
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(
        `POST /v1/proxy/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${granted.token}\r\n` +
          'connection: upgrade\r\nupgrade: websocket\r\n\r\n',
      )
      const [first] = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString().split('\r\n')
      expect(first).toContain('405')
      socket.destroy()
    })
  })

  describe('413', () => {
    it('refuses a body that is too large to be judged', async () => {
      const small = await Harness.start({
        INSPECTED_BODY_MAX_BYTES: '1024',
        PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }),
      })
      const granted = await small.grant({ budgets: month(1000) })
      const body = { ...chat, messages: ['x'.repeat(2000)] }
      await expectRefusal(await small.post(granted, OPENAI, body), 413, 'body_too_large')
      await small.stop()
    })
  })

  describe('429', () => {
    it('refuses what is over the rate limit, with Retry-After and the RateLimit fields', async () => {
      const granted = await harness.grant({ limits: { requestsPerMinute: 1 } })
      const first = await harness.post(granted, OPENAI, chat)
      expect(first.headers.get('ratelimit')).toBe('"requests";r=0;t=60')
      upstreamRequests = 0
      const second = await harness.post(granted, OPENAI, chat)
      expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(50)
      expect(second.headers.get('ratelimit-policy')).toBe('"requests";q=1;w=60')
      await expectRefusal(second, 429, 'rate_limited')
    })
  })

  describe('503', () => {
    it('fails closed and fast when Redis is away', async () => {
      const port = await new Promise<number>((resolve) => {
        const probe = createServer().listen(0, '127.0.0.1', () => {
          const { port } = probe.address() as { port: number }
          probe.close(() => resolve(port))
        })
      })
      const lost = await Harness.start({ REDIS_URL: `redis://127.0.0.1:${port}` })
      const granted = await lost.grant()
      const answer = await lost.post(granted, OPENAI, chat)
      expect(answer.headers.get('retry-after')).toBe('1')
      await expectRefusal(answer, 503, 'limits_unavailable')
      expect((await fetch(`${lost.origin}/healthz`)).status).toBe(503)
      await lost.stop()
    })
  })
})
