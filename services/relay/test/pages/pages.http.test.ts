import { addressBlock } from '@1relay/browser-apps'
import { redisKeys } from '@1relay/contracts'
import { cuttableRedis } from '../cuttable-redis.js'
import { exchange, Harness } from '../harness.js'
import { SECRET, type Rig } from '../rig.js'
import { CUSTOM, headerOf, PAGE, pageCall, pinAsControlPlane, startPageRig } from './page-rig.js'

const CHAT = '/relay/openai/v1/chat/completions'
let rig: Rig
beforeAll(async () => {
  rig = await startPageRig({ ADDRESS_REQUESTS_PER_MINUTE: '1000000' })
})
beforeEach(() => rig.reset())
afterAll(() => rig.stop())

const json = (answer: { body: Buffer }) => JSON.parse(answer.body.toString())

describe('a page that is not allowed', () => {
  it.each(['https://evil.test', 'null', 'https://pages.example', 'http://app.example.com'])(
    'gets nothing done: %s',
    async (origin) => {
      const answer = await pageCall(rig, CHAT, { headers: { origin } })
      expect([answer.status, json(answer).code, headerOf(answer, 'access-control-allow-origin')]).toEqual([
        403,
        'forbidden_origin',
        undefined,
      ])
      expect(rig.received).toEqual([])
    },
  )

  it('is refused by the preflight', async () => {
    const headers = { origin: 'https://evil.test', 'access-control-request-method': 'POST' }
    const answer = await exchange(rig.origin, { path: CHAT, method: 'OPTIONS', headers })
    expect([
      answer.status,
      headerOf(answer, 'access-control-allow-origin'),
      headerOf(answer, 'access-control-allow-methods'),
    ]).toEqual([403, undefined, undefined])
  })

  it('may not take the routes of servers, allowed or not', async () => {
    const path = '/v1/proxy/passthrough/openai/v1/models'
    const answer = await pageCall(rig, path, {
      method: 'GET',
      headers: { authorization: `Bearer ${rig.granted.token}` },
    })
    expect([answer.status, headerOf(answer, 'access-control-allow-origin')]).toEqual([200, undefined])
  })
})

describe('a relay without allowed pages', () => {
  it('has no such routes', async () => {
    const harness = await Harness.start()
    try {
      for (const path of ['/relay', CHAT])
        expect((await exchange(harness.origin, { path, method: 'POST' })).status).toBe(404)
    } finally {
      await harness.stop()
    }
  })
})

describe('an allowed page', () => {
  it.each(['/relay', CHAT, '/relay/google/v1beta/models/g:streamGenerateContent'])(
    'is told by a preflight what it may send: %s',
    async (path) => {
      const asked = 'anthropic-version,authorization,content-type,x-relay-token,x-stainless-lang'
      const headers = {
        origin: 'https://a.b.pages.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': asked,
      }
      const answer = await exchange(rig.origin, { path, method: 'OPTIONS', headers })
      expect([
        answer.status,
        headerOf(answer, 'access-control-allow-origin'),
        headerOf(answer, 'access-control-allow-headers'),
      ]).toEqual([204, headers.origin, asked])
      expect(rig.received).toEqual([])
    },
  )

  it('reads every header of an answer, and of what an upstream says about pages nothing', async () => {
    rig.answer = rig.collect((_, res) =>
      res
        .writeHead(200, {
          'x-request-id': 'r1',
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'x',
          vary: 'Accept-Encoding',
        })
        .end('fine'),
    )
    const answer = await pageCall(rig, CHAT)
    expect([answer.status, headerOf(answer, 'x-request-id'), answer.body.toString()]).toEqual([200, 'r1', 'fine'])
    expect([
      headerOf(answer, 'access-control-allow-origin'),
      headerOf(answer, 'access-control-expose-headers'),
    ]).toEqual([PAGE, '*'])
    expect(headerOf(answer, 'vary')).toBe('Accept-Encoding + Origin')
    expect(headerOf(answer, 'access-control-allow-credentials')).toBeUndefined()
  })

  it.each([
    ['no token', '', 401, 'invalid_token'],
    ['garbage', 'x', 401, 'invalid_token'],
  ])('can read why it was refused: %s', async (_, token, status, code) => {
    const answer = await pageCall(rig, CHAT, { token })
    expect([answer.status, json(answer).code, typeof json(answer).error]).toEqual([status, code, 'string'])
    expect(headerOf(answer, 'access-control-allow-origin')).toBe(PAGE)
  })

  it('is told to store a key, as byok-relay does', async () => {
    const answer = await pageCall(rig, '/relay/groq/openai/v1/chat/completions')
    expect([answer.status, json(answer).error]).toEqual([
      400,
      'No API key stored for this provider. POST /keys/:provider first.',
    ])
    expect((await pageCall(rig, '/relay/nobody/v1/x')).status).toBe(400)
  })

  it('gets a refusal of the router with what lets it read', async () => {
    const headers = { upgrade: 'websocket', connection: 'upgrade' }
    const answer = await pageCall(rig, CHAT, { method: 'GET', headers })
    expect([answer.status, headerOf(answer, 'access-control-allow-origin')]).toEqual([405, PAGE])
  })
})

describe('what goes upstream', () => {
  it('is the body byte for byte and every header of the provider, the key, and nothing of page or token', async () => {
    const body = '{ "model":"gpt-4o",\n "n" : 1.0 }'
    const headers = {
      ...{
        referer: `${PAGE}/secret-page`,
        'sec-fetch-site': 'cross-site',
        'x-relay-base-url': 'https://x.example',
        cookie: 'a=b',
      },
      ...{ 'openai-beta': 'v2', 'x-title': 'App', authorization: 'Bearer a-key-of-the-client' },
    }
    await pageCall(rig, `${CHAT}?a=1`, { body, headers })
    const { req, body: sent } = rig.last()
    expect([req.url, sent.toString()]).toEqual(['/v1/chat/completions?a=1', body])
    expect(req.headers).toMatchObject({ 'openai-beta': 'v2', 'x-title': 'App', authorization: `Bearer ${SECRET}` })
    const said = JSON.stringify(req.headers)
    for (const secret of [rig.granted.token, PAGE, 'x-relay', 'sec-fetch', 'cookie', 'a-key-of-the-client'])
      expect(said).not.toContain(secret)
  })

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('has the method of the page: %s', async (method) => {
    expect((await pageCall(rig, '/relay/openai/v1/files/f1', { method })).status).toBe(200)
    expect([rig.last().req.method, rig.last().req.url]).toEqual([method, '/v1/files/f1'])
  })

  it('takes the token as a bearer', async () => {
    const headers = { authorization: `Bearer ${rig.granted.token}`, origin: PAGE }
    const answer = await exchange(rig.origin, { path: '/relay/openai/v1/models', headers })
    expect([answer.status, rig.last().req.headers.authorization]).toEqual([200, `Bearer ${SECRET}`])
  })

  it('says which version of Anthropic’s API is meant, unless the page does', async () => {
    await pageCall(rig, '/relay/anthropic/v1/messages')
    expect(rig.last().req.headers).toMatchObject({ 'anthropic-version': '2023-06-01', 'x-api-key': 'sk-ant-upstream' })
    await pageCall(rig, '/relay/anthropic/v1/messages', { headers: { 'anthropic-version': '2024-01-01' } })
    expect(rig.last().req.rawHeaders.filter((name) => name.toLowerCase() === 'anthropic-version')).toHaveLength(1)
    expect(rig.last().req.headers['anthropic-version']).toBe('2024-01-01')
  })

  it('asks Google for events where the page left that to the server', async () => {
    const path = '/relay/google/v1beta/models/gemini-2.5-flash:streamGenerateContent'
    for (const [asked, sent] of [
      ['', '?alt=sse'],
      ['?x=1', '?x=1&alt=sse'],
      ['?alt=json', '?alt=json'],
      ['?key=AIza', '?alt=sse'],
    ] as const) {
      await pageCall(rig, `${path}${asked}`)
      expect(rig.last().req.url).toBe(`${path.slice('/relay/google'.length)}${sent}`)
    }
  })

  it.each([
    ['gpt-4o', false, '/v1/chat/completions', '{"model":"gpt-4o","n":1.0}'],
    ['openai/gpt-4o', false, '/v1/chat/completions', '{"model":"gpt-4o","n":1.0}'],
    ['claude-haiku-4-5', true, '/v1/messages', '{"model":"claude-haiku-4-5","stream":true,"n":1.0}'],
    ['google/gemini-2.5-flash', true, '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', '{"n":1.0}'],
    ['gemini-2.5-flash', false, '/v1beta/models/gemini-2.5-flash:generateContent', '{"n":1.0}'],
  ])('finds its provider by the model: %s', async (model, isStream, url, sent) => {
    await pageCall(rig, '/relay', { body: `{"model":"${model}",${isStream ? '"stream":true,' : ''}"n":1.0}` })
    expect([rig.last().req.url, rig.last().body.toString()]).toEqual([url, sent])
  })

  it.each(['no-such-model', 'nobody/x', 'openai-compatible/x', 'openai/'])(
    'is nothing for a model that leads nowhere: %s',
    async (model) => {
      expect((await pageCall(rig, '/relay', { body: JSON.stringify({ model }) })).status).toBe(400)
      expect(rig.received).toEqual([])
    },
  )
})

describe('a key of one’s own upstream', () => {
  const models = '/relay/openai-compatible/v1/models'
  const get = (token: string, base?: string) =>
    pageCall(rig, models, { token, method: 'GET', headers: base === undefined ? {} : { 'x-relay-base-url': base } })

  it('goes to the address that it was sealed for, and to no other that a page names', async () => {
    const { token } = await rig.harness.grant({ secrets: { [CUSTOM]: 'key-of-custom' } })
    for (const base of [undefined, CUSTOM, `${CUSTOM}/v1`]) expect((await get(token, base)).status).toBe(200)
    expect(rig.last().req.headers.authorization).toBe('Bearer key-of-custom')
    rig.reset()
    expect((await get(token, 'https://evil.example')).status).toBe(400)
    expect(rig.received).toEqual([])
  })

  it('that has no address yet is sealed for the first one, whose call goes through', async () => {
    const granted = await rig.harness.grant({ secrets: { 'openai-compatible': 'key-without-address' } })
    const orders = pinAsControlPlane(rig, () => granted)
    expect((await get(granted.token)).status).toBe(400)
    expect(orders).toEqual([])
    expect((await get(granted.token, `${CUSTOM}/v1`)).status).toBe(200)
    expect(rig.last().req.headers.authorization).toBe('Bearer key-without-address')
    expect((await get(granted.token, 'https://evil.example')).status).toBe(400)
    expect(orders).toEqual([{ token: granted.token, origin: CUSTOM }])
  })

  it('is not pinned by a call that the grant does not cover', async () => {
    const granted = await rig.harness.grant({ secrets: { 'openai-compatible': 'key' }, scope: { methods: ['POST'] } })
    const orders = pinAsControlPlane(rig, () => granted)
    expect((await get(granted.token, CUSTOM)).status).toBe(403)
    expect(orders).toEqual([])
  })
})

describe('one address', () => {
  it('is counted in Redis before its token is looked at, and refused with a time', async () => {
    const few = await startPageRig({ ADDRESS_REQUESTS_PER_MINUTE: '3' })
    const key = redisKeys.address('calls', addressBlock('127.0.0.1'))
    try {
      await few.harness.redis.del(key)
      const answers = []
      for (let i = 0; i < 4; i++)
        answers.push(await pageCall(few, CHAT, { token: i === 0 ? 'guess' : few.granted.token }))
      expect(answers.map(({ status }) => status)).toEqual([401, 200, 200, 429])
      const [last] = answers.slice(-1)
      expect(Number(last && headerOf(last, 'retry-after'))).toBeGreaterThan(50)
      expect(few.received).toHaveLength(2)
    } finally {
      await few.harness.redis.del(key)
      await few.stop()
    }
  })
})

describe('a relay whose Redis is away', () => {
  it('lets no call through uncounted, and the page can read that', async () => {
    const redis = await cuttableRedis()
    const alone = await startPageRig({ REDIS_URL: redis.url })
    try {
      redis.cut()
      const answer = await pageCall(alone, CHAT)
      expect([answer.status, json(answer).code]).toEqual([503, 'limits_unavailable'])
      expect(headerOf(answer, 'access-control-allow-origin')).toBe(PAGE)
      expect(alone.received).toEqual([])
    } finally {
      redis.mend()
      await alone.stop()
      redis.close()
    }
  })
})
