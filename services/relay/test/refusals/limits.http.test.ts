import { createServer } from 'node:net'
import { Harness, month } from '../harness.js'
import { CHAT, OPENAI, Refusals } from './refusals.js'

describe('what the relay refuses by scope, budget and limits', () => {
  let refusals: Refusals
  beforeAll(async () => {
    refusals = await Refusals.start()
  })
  afterAll(() => refusals.stop())
  beforeEach(() => {
    refusals.reached = 0
  })

  describe('402', () => {
    it('refuses a request that the budget does not cover, before the upstream sees it', async () => {
      const granted = await refusals.harness.grant({ budgets: month(50) })
      await refusals.expect(await refusals.harness.post(granted, OPENAI, CHAT), 402, 'budget_exceeded')
      expect(await refusals.harness.event(granted)).toMatchObject({
        decision: 'refused',
        reason: 'budget_exceeded',
        model: 'gpt-4o',
      })
    })

    it('refuses work whose cost no answer reports', async () => {
      const granted = await refusals.harness.grant({ budgets: month(1e12) })
      const batches = '/v1/proxy/passthrough/openai/v1/batches'
      await refusals.expect(await refusals.harness.post(granted, batches, {}), 402, 'budget_exceeded')
      const responses = '/v1/proxy/passthrough/openai/v1/responses'
      const background = { model: 'gpt-4o', input: 'x', background: true }
      await refusals.expect(await refusals.harness.post(granted, responses, background), 402, 'budget_exceeded')
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
      const granted = await refusals.harness.grant({ scope: structuredClone(scope) as never })
      await refusals.expect(await refusals.harness.post(granted, `${OPENAI}?a=1&%64ebug=2`, CHAT), 403, code)
      expect(await refusals.harness.event(granted)).toMatchObject({ decision: 'refused', reason: code })
    })

    it('refuses a body that hides its JSON behind another type', async () => {
      const granted = await refusals.harness.grant({ scope: { models: ['gpt-4o-mini'] } })
      const headers = { 'content-type': 'text/plain' }
      await refusals.expect(await refusals.harness.post(granted, OPENAI, CHAT, headers), 403, 'model_not_allowed')
    })

    it('refuses a provider that the grant has no credential for', async () => {
      const granted = await refusals.harness.grant()
      await refusals.expect(
        await refusals.harness.post(granted, '/v1/proxy/passthrough/anthropic/v1/messages', CHAT),
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
      const granted = await refusals.harness.grant({ secrets: { [upstreamOrigin]: 'key' } })
      const path = '/v1/proxy/passthrough/openai-compatible/v1/models'
      await refusals.expect(await refusals.harness.call(granted, path), 403, 'upstream_not_allowed')
    })
  })

  describe('429', () => {
    it('refuses what is over the rate limit, with Retry-After and the RateLimit fields', async () => {
      const granted = await refusals.harness.grant({ limits: { requestsPerMinute: 1 } })
      const first = await refusals.harness.post(granted, OPENAI, CHAT)
      expect(first.headers.get('ratelimit')).toBe('"requests";r=0;t=60')
      refusals.reached = 0
      const second = await refusals.harness.post(granted, OPENAI, CHAT)
      expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(50)
      expect(second.headers.get('ratelimit-policy')).toBe('"requests";q=1;w=60')
      await refusals.expect(second, 429, 'rate_limited')
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
      const answer = await lost.post(granted, OPENAI, CHAT)
      expect(answer.headers.get('retry-after')).toBe('1')
      await refusals.expect(answer, 503, 'limits_unavailable')
      expect((await fetch(`${lost.origin}/healthz`)).status).toBe(503)
      await lost.stop()
    })
  })
})
