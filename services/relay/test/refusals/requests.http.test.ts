import { connect } from 'node:net'
import { exchange, Harness, month } from '../harness.js'
import { CHAT, OPENAI, Refusals } from './refusals.js'

describe('what the relay refuses of a request', () => {
  let refusals: Refusals
  beforeAll(async () => {
    refusals = await Refusals.start()
  })
  afterAll(() => refusals.stop())
  beforeEach(() => {
    refusals.reached = 0
  })

  describe('400', () => {
    it('refuses two tokens in one request', async () => {
      const granted = await refusals.harness.grant()
      const headers = { 'x-api-key': granted.token }
      await refusals.expect(await refusals.harness.post(granted, OPENAI, CHAT, headers), 400, 'ambiguous_request')
    })

    it('refuses an unknown provider', async () => {
      const granted = await refusals.harness.grant()
      await refusals.expect(
        await refusals.harness.post(granted, '/v1/proxy/passthrough/nobody/v1/x', CHAT),
        400,
        'provider_unknown',
      )
      await refusals.expect(
        await refusals.harness.post(granted, '/v1/proxy/chat/completions', { ...CHAT, model: 'nobody/gpt-4o' }),
        400,
        'provider_unknown',
      )
    })

    it('refuses a unified request that names no provider, or two', async () => {
      const granted = await refusals.harness.grant()
      await refusals.expect(
        await refusals.harness.post(granted, '/v1/proxy/chat/completions', CHAT),
        400,
        'provider_required',
      )
      await refusals.expect(
        await refusals.harness.post(
          granted,
          '/v1/proxy/chat/completions',
          { ...CHAT, provider: 'openai' },
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
      const granted = await refusals.harness.grant()
      const { status, body } = await exchange(refusals.harness.origin, {
        path: `/v1/proxy/passthrough/openai${path}`,
        headers: { authorization: `Bearer ${granted.token}` },
      })
      expect([status, JSON.parse(body.toString())]).toMatchObject([400, { error: { code: 'invalid_path' } }])
      expect(refusals.reached).toBe(0)
      expect(await refusals.harness.event(granted)).toMatchObject({ reason: 'invalid_path', path: '' })
    })

    it('refuses a body that says the model twice, where the model matters', async () => {
      const granted = await refusals.harness.grant({ scope: { models: ['gpt-4o-mini'] } })
      const body = '{"model":"gpt-4o-mini","MODEL":"o1-pro","messages":[]}'
      const headers = { 'content-type': 'application/json' }
      await refusals.expect(
        await refusals.harness.call(granted, OPENAI, { method: 'POST', body, headers }),
        400,
        'ambiguous_request',
      )
    })

    it.each([['{"model":'], ['[]'], ['"x"'], ['\ufeff{}']])('refuses %j as a body to be judged', async (body) => {
      const granted = await refusals.harness.grant({ budgets: month(1000) })
      const headers = { 'content-type': 'application/json' }
      await refusals.expect(
        await refusals.harness.call(granted, OPENAI, { method: 'POST', body, headers }),
        400,
        'invalid_json',
      )
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
      refusals.expect(await fetch(refusals.harness.origin + path), status, code)

    it.each(['TRACE', 'QUERY', 'PROPFIND', 'PURGE', 'LOCK'])(
      'refuses %s: methods that no API of a provider has',
      async (method) => {
        const granted = await refusals.harness.grant()
        const { status, body } = await exchange(refusals.harness.origin, {
          method,
          path: OPENAI,
          headers: { authorization: `Bearer ${granted.token}` },
        })
        expect([status, JSON.parse(body.toString())]).toMatchObject([405, { error: { code: 'method_not_supported' } }])
        expect(refusals.reached).toBe(0)
      },
    )

    it('refuses a WebSocket on the unified chat route', async () => {
      const granted = await refusals.harness.grant()
      const { port } = new URL(refusals.harness.origin)
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

  describe('415', () => {
    it.each([
      ['gzip', {}],
      ['br', { scope: { models: ['*'] } }],
      ['gzip', { budgets: month(1e9) }],
      ['GZIP, identity', { budgets: month(1e9) }],
    ])('refuses a body that is encoded (%s) where what is in it matters: %j', async (encoding, terms) => {
      const isJudged = Object.keys(terms).length > 0
      const granted = await refusals.harness.grant(terms)
      const headers = { 'content-encoding': encoding, connection: 'content-encoding' }
      const answer = await exchange(refusals.harness.origin, {
        method: 'POST',
        path: OPENAI,
        headers: { ...headers, authorization: `Bearer ${granted.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(CHAT),
      })
      const { error } = JSON.parse(answer.body.toString()) as { error?: { code: string } }
      expect([answer.status, error?.code]).toEqual(isJudged ? [415, 'unsupported_media_type'] : [200, undefined])
      expect(refusals.reached).toBe(isJudged ? 0 : 1)
    })
  })

  describe('413', () => {
    it('refuses a body that is too large to be judged', async () => {
      const small = await Harness.start({
        INSPECTED_BODY_MAX_BYTES: '1024',
        PROVIDER_ORIGINS: JSON.stringify({ openai: refusals.upstream.origin }),
      })
      const granted = await small.grant({ budgets: month(1000) })
      const body = { ...CHAT, messages: ['x'.repeat(2000)] }
      await refusals.expect(await small.post(granted, OPENAI, body), 413, 'body_too_large')
      await small.stop()
    })
  })
})
