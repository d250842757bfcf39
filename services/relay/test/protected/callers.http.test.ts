import { APIError, OpenAI, PermissionDeniedError } from 'openai'
import { exchange, month } from '../harness.js'
import type { Protected } from '../protected-keys.js'
import { Guarded, said, SECRET } from './guarded.js'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

/** How official clients say who they are, given a base URL and a key (as seen on the wire: Stripe 23, Octokit 7, their curl examples). */
const CLIENTS: readonly (readonly [string, (token: string) => Record<string, string>])[] = [
  ['Stripe’s library', (token) => ({ authorization: `Bearer ${token}` })],
  ['Stripe’s curl examples', (token) => ({ authorization: basic(`${token}:`) })],
  ['Octokit', (token) => ({ authorization: `token ${token}` })],
  ['GitHub’s curl examples', (token) => ({ authorization: basic(`octocat:${token}`) })],
  ['Mailgun', (token) => ({ authorization: basic(`api:${token}`) })],
  ['Okta', (token) => ({ authorization: `SSWS ${token}` })],
  ['PagerDuty', (token) => ({ authorization: `Token token=${token}` })],
  ['Linear', (token) => ({ authorization: token })],
  ['Anthropic', (token) => ({ 'x-api-key': token })],
  ['Google', (token) => ({ 'X-Goog-Api-Key': token })],
  ['ElevenLabs', (token) => ({ 'xi-api-key': token })],
  ['Postmark', (token) => ({ 'X-Postmark-Server-Token': token })],
  ['GitLab', (token) => ({ 'PRIVATE-TOKEN': token })],
  ['Azure', (token) => ({ 'api-key': token })],
]

describe('who calls with a disposable key', () => {
  let guarded: Guarded
  let one: Protected
  beforeAll(async () => {
    guarded = await Guarded.start()
    one = await guarded.protect({ scope: {} })
  })
  afterAll(() => guarded.stop())
  beforeEach(() => guarded.reset())

  const send = (headers: Record<string, string>, path = '/v1/x', { connectionId } = one) =>
    exchange(guarded.harness.origin, { path: `/${connectionId}${path}`, headers })
  /** Everything that the upstream saw, as text. */
  const seen = (): string => guarded.received.map(({ url, rawHeaders }) => [url, ...rawHeaders].join('\n')).join('\n')

  describe('is refused', () => {
    it.each<[string, (token: string) => Record<string, string>]>([
      ['no token', () => ({})],
      ['another kind of credential', () => ({ authorization: basic('user:password') })],
      ['half a token', (token) => ({ authorization: `Bearer ${token.slice(0, 40)}` })],
      ['a token with a typo', (token) => ({ 'xi-api-key': `${token.slice(0, -1)}-` })],
      ['a token in a cookie beside nothing', (token) => ({ cookie: `key=${token.slice(3)}` })],
    ])('with %s', async (_, headers) => {
      expect(said(await send(headers(one.token)))).toEqual([401, 'invalid_token'])
      expect(guarded.received).toEqual([])
    })

    it.each<[string, (token: string) => Record<string, string>]>([
      ['two headers', (token) => ({ authorization: `Bearer ${token}`, 'x-api-key': token })],
      ['two headers of any name', (token) => ({ 'xi-api-key': token, 'x-other': token })],
      ['one header twice over', (token) => ({ 'xi-api-key': `${token}, ${token}` })],
      [
        'a header that was not meant for it',
        (token) => ({ authorization: `Bearer ${token}`, referer: `https://a.example/?k=${token}` }),
      ],
    ])('with its token in %s: nobody could say which one counts', async (_, headers) => {
      expect(said(await send(headers(one.token)))).toEqual([400, 'ambiguous_request'])
      expect(guarded.received).toEqual([])
    })

    it('with its token in the target, where it would go upstream and into logs', async () => {
      const headers = { authorization: `Bearer ${one.token}` }
      for (const path of [`/v1/x?api_key=${one.token}`, `/bot${one.token}/getMe`])
        expect(said(await send(headers, path))).toEqual([400, 'ambiguous_request'])
      expect(said(await send({}, `/v1/x?api_key=${one.token}`))).toEqual([401, 'invalid_token'])
      expect(guarded.received).toEqual([])
    })

    it('with a management token, or a session', async () => {
      for (const prefix of ['rk_mgmt', '1r_st'])
        expect((await send({ authorization: `Bearer ${one.token.replace('rk_app', prefix)}` })).status).toBe(401)
    })
  })

  it.each(CLIENTS)('is known as %s sends it, and the token goes no further', async (_, headers) => {
    expect((await send(headers(one.token))).status).toBe(200)
    expect(guarded.received[0]?.headers.authorization).toBe(`Bearer ${SECRET}`)
    expect(seen()).not.toMatch(/rk_app|octocat/)
    expect(seen()).not.toContain(Buffer.from(one.token).toString('base64').slice(4, 40))
    for (const name of Object.keys(headers('')).filter((one) => one !== 'authorization'))
      expect(guarded.received[0]?.headers[name.toLowerCase()]).toBeUndefined()
  })

  it('keeps headers that only look like places for keys, with what they have', async () => {
    const headers = {
      authorization: `Bearer ${one.token}`,
      'dd-application-key': 'app',
      'x-network_v1': 'rk_',
      'xi-api-key': 'own',
    }
    expect((await send(headers)).status).toBe(200)
    expect(guarded.received[0]?.headers).toMatchObject({
      'dd-application-key': 'app',
      'x-network_v1': 'rk_',
      'xi-api-key': 'own',
    })
  })

  it('reads 423 and 403 as errors of their own with the official OpenAI client, which does not try again', async () => {
    const person = await guarded.protect({ network: { mode: 'confirm', cidrs: [] } }, { upstream: 'openai' })
    const narrow = await guarded.protect({ scope: { paths: [] } }, { upstream: 'openai' })
    const ask = async ({ token, connectionId }: Protected): Promise<unknown> => {
      const client = new OpenAI({
        apiKey: token,
        baseURL: `${guarded.harness.origin}/${connectionId}/v1`,
        maxRetries: 2,
      })
      return client.models.list().catch((error: unknown) => error)
    }
    const [locked, refused] = [await ask(person), await ask(narrow)]
    expect(locked).toBeInstanceOf(APIError)
    expect(locked).toMatchObject({ status: 423, code: 'ip_confirmation_required' })
    expect(refused).toBeInstanceOf(PermissionDeniedError)
    expect(guarded.questions).toHaveLength(1)
    expect(await guarded.harness.events(person)).toHaveLength(1)
  })

  it('runs the official OpenAI client on a protected key, within its budget', async () => {
    const answer = { id: 'x', model: 'gpt-4o', choices: [], usage: { prompt_tokens: 10, completion_tokens: 1 } }
    guarded.answer = (req, res) => {
      req.resume().on('end', () => res.setHeader('content-type', 'application/json').end(JSON.stringify(answer)))
    }
    const { token, connectionId } = await guarded.protect(
      { budgets: month(1_000_000), scope: {} },
      { upstream: 'openai' },
    )
    const client = new OpenAI({ apiKey: token, baseURL: `${guarded.harness.origin}/${connectionId}/v1` })
    const said = await client.chat.completions.create({ model: 'gpt-4o', messages: [], max_tokens: 10 })
    expect(said.model).toBe('gpt-4o')
    expect(guarded.received[0]?.url).toBe('/v1/chat/completions')
  })

  describe('from a page', () => {
    const origins = ['https://app.example.com', 'https://*.apps.example.com']
    it.each([
      undefined,
      'null',
      'https://evil.example',
      'https://apps.example.com',
      'https://app.example.com.evil.example',
      'http://app.example.com',
      'https://a.apps.example.com:444',
    ])('is refused with Origin %s where pages are named, before the scope is looked at', async (origin) => {
      const page = await guarded.protect({ origins, scope: { methods: [] } })
      const headers = { ...(origin !== undefined && { origin }) }
      expect(said(await guarded.send(page, '/v1/x', { headers }))).toEqual([403, 'origin_not_allowed'])
      expect(guarded.received).toEqual([])
      expect(await guarded.harness.event(page)).toMatchObject({ decision: 'refused', reason: 'origin_not_allowed' })
    })

    it.each(['https://app.example.com', 'https://a.apps.example.com', 'https://a.b.apps.example.com'])(
      'is let through with Origin %s',
      async (origin) => {
        const page = await guarded.protect({ origins })
        expect((await guarded.send(page, '/v1/x', { headers: { origin } })).status).toBe(200)
      },
    )

    it('is not asked for its origin where no pages are named', async () => {
      expect((await send({ authorization: `Bearer ${one.token}`, origin: 'https://evil.example' })).status).toBe(200)
    })
  })
})
