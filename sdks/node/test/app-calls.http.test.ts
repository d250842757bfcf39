import { exchangeProof } from '@1relay/vault'
import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  type OneRelayError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from '../src/index.js'
import { caught, FakeRelay, makeClient, makeSecrets, refuse, REQUEST_ID, succeed } from './fake-relay.testing.js'

const secrets = makeSecrets()
let relay: FakeRelay
beforeEach(async () => {
  relay = await new FakeRelay().start()
})
afterEach(() => relay.stop())
const client = () => makeClient(relay, secrets)
const session = { linkSessionId: secrets.id, linkToken: '1r_lt_x', expiresAt: '2026-01-01T00:00:00Z' }

describe('a refusal', () => {
  it.each([
    [400, 'invalid_request', InvalidRequestError],
    [401, 'invalid_client', AuthenticationError],
    [404, 'not_found', NotFoundError],
    [409, 'public_token_used', ConflictError],
    [410, 'public_token_expired', ConflictError],
    [500, 'internal', ServerError],
  ])('of %s is typed and carries code, status and request id, and is not repeated', async (status, code, type) => {
    relay.answer = (_req, res) => refuse(res, status, code)
    const error = await caught(client().exchangePublicToken(secrets.publicToken))
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({
      code,
      status,
      requestId: REQUEST_ID,
      source: '1relay',
      message: `Sentence of ${code}.`,
    })
    expect(relay.seen).toHaveLength(1)
  })

  it('of a gateway in front, in HTML, is typed as well', async () => {
    relay.answer = (_req, res) => res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
    const error = await caught(client().connections.list())
    expect(error).toMatchObject({ code: 'unexpected_answer', status: 502 })
  })

  it('names the fields that are wrong', async () => {
    const details = [{ field: '/requestedProviders', problem: 'must not be empty' }]
    const error = { code: 'invalid_request', message: 'm', type: 't', requestId: 'r', details }
    relay.answer = (_req, res) => res.writeHead(400).end(JSON.stringify({ success: false, error }))
    const failure = await caught(client().createLinkSession({ requestedProviders: [] }))
    expect((failure as OneRelayError).details).toEqual(details)
  })
})

describe('an answer', () => {
  it.each(['<html>', '{"success":true', '{"ok":1}', 'null'])('of %j is not taken for a success', async (body) => {
    relay.answer = (_req, res) => res.writeHead(200).end(body)
    expect(await caught(client().usage.get())).toMatchObject({ code: 'unexpected_answer', status: 200 })
  })

  it('that leads elsewhere is not followed: the client secret would go along', async () => {
    relay.answer = (_req, res) => res.writeHead(307, { location: `${relay.url}/elsewhere` }).end()
    expect(await caught(client().usage.get())).toBeInstanceOf(ServerError)
    expect(relay.seen).toHaveLength(1)
  })

  it('that does not come ends in a TimeoutError', async () => {
    relay.answer = () => undefined
    expect(await caught(client().usage.get({}, { timeoutMs: 30 }))).toBeInstanceOf(TimeoutError)
  })

  it('that stops in the middle of its body ends in a TimeoutError', async () => {
    relay.answer = (_req, res) => res.writeHead(200).write('{"success":')
    expect(await caught(client().usage.get({}, { timeoutMs: 30 }))).toBeInstanceOf(TimeoutError)
  })
})

describe('a retry', () => {
  it('follows a 429 or 503 and then succeeds', async () => {
    relay.answer = (_req, res, count) => {
      if (count === 1) refuse(res, 429, 'rate_limited', { 'retry-after': '0' })
      else if (count === 2) refuse(res, 503, 'unavailable', { 'retry-after': '0' })
      else succeed(res, session, 201)
    }
    expect(await client().createLinkSession({ requestedProviders: ['openai'] })).toEqual(session)
    expect(relay.seen).toHaveLength(3)
  })

  it('is not made when the server asks for more patience than we have: the caller learns how long', async () => {
    relay.answer = (_req, res) => refuse(res, 429, 'rate_limited', { 'retry-after': '3600' })
    const error = await caught(client().usage.get())
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ retryAfterMs: 3_600_000 })
    expect(relay.seen).toHaveLength(1)
  })

  it('ends when the caller aborts in the meantime', async () => {
    const abort = new AbortController()
    const answered = new Promise((resolve) => {
      relay.answer = (_req, res) => {
        res.on('close', resolve)
        refuse(res, 503, 'unavailable', { 'retry-after': '30' })
      }
    })
    const promise = client().usage.get({}, { signal: abort.signal })
    await answered
    abort.abort()
    expect(await caught(promise)).toMatchObject({ name: 'AbortError', code: 'aborted' })
  })

  it('of an exchange whose answer was lost is the same request, so that the server can tell it from a theft', async () => {
    relay.answer = (_req, res, count) => {
      if (count === 1) res.destroy()
      else succeed(res, { connectionId: secrets.id, accessTokenStem: `1r_at_${secrets.id}_${secrets.auth}` })
    }
    const { accessToken } = await client().exchangePublicToken(secrets.publicToken)
    expect(accessToken).toBe(secrets.accessToken)
    expect(relay.seen).toHaveLength(2)
    expect(relay.seen[1]?.headers['idempotency-key']).toBe(relay.seen[0]?.headers['idempotency-key'])
    expect(relay.seen[1]?.body).toBe(relay.seen[0]?.body)
  })
})

describe('an exchange', () => {
  const answerStem = (stem: string) => {
    relay.answer = (_req, res) => succeed(res, { connectionId: secrets.id, accessTokenStem: stem })
  }

  it.each(['', 'x', '1r_pt_aaaa', secrets.accessToken])(
    'of %j, which is no public token, sends nothing',
    async (text) => {
      expect(await caught(client().exchangePublicToken(text))).toMatchObject({ code: 'invalid_public_token' })
      expect(relay.seen).toHaveLength(0)
    },
  )

  it('never sends the seal half', async () => {
    answerStem(`1r_at_${secrets.id}_${secrets.auth}`)
    await client().exchangePublicToken(secrets.publicToken)
    expect(JSON.stringify(relay.seen)).not.toContain(secrets.seal)
    const proof = await exchangeProof({ seal: secrets.seal, grantId: secrets.id })
    expect(JSON.parse(relay.seen[0]?.body ?? '')).toEqual({ id: secrets.id, proof })
  })

  it.each([
    ['of another grant', `1r_at_${'0'.repeat(16)}_${secrets.auth}`],
    ['of another kind', `1r_bt_${secrets.id}_${secrets.auth}`],
    ['that is none', 'hello'],
  ])('refuses a stem %s, without quoting it', async (_name, stem) => {
    answerStem(stem)
    const error = (await caught(client().exchangePublicToken(secrets.publicToken))) as OneRelayError
    expect(error.code).toBe('unexpected_answer')
    expect(error.message).not.toContain(stem)
  })

  it('asked for again by the same client is the same request; by another client it is not', async () => {
    answerStem(`1r_at_${secrets.id}_${secrets.auth}`)
    const same = client()
    await same.exchangePublicToken(secrets.publicToken)
    await same.exchangePublicToken(secrets.publicToken)
    await client().exchangePublicToken(secrets.publicToken)
    const [first, second, third] = relay.seen.map((seen) => seen.headers['idempotency-key'])
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })
})

describe('calls of the app', () => {
  it('that find nobody end in a ConnectionError that names the reason', async () => {
    const gone = { url: relay.url }
    await relay.stop()
    const error = await caught(makeClient(gone, secrets, { maxRetries: 0 }).usage.get())
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ networkCode: 'ECONNREFUSED', wasSent: false })
    relay = await new FakeRelay().start()
  })

  it('authenticate by HTTP Basic', async () => {
    relay.answer = (_req, res) => succeed(res, session, 201)
    await client().createLinkSession({ requestedProviders: ['openai'], budgetSuggestionCents: 1000 })
    const [, credentials] = relay.seen[0]?.headers.authorization?.split(' ') ?? []
    expect(Buffer.from(credentials ?? '', 'base64').toString()).toBe(`${secrets.clientId}:${secrets.clientSecret}`)
    expect(relay.seen[0]).toMatchObject({ method: 'POST', url: '/v1/link/sessions' })
    expect(JSON.parse(relay.seen[0]?.body ?? '')).toEqual({
      requestedProviders: ['openai'],
      budgetSuggestionCents: 1000,
    })
  })

  it('cannot be led to another path by an id', async () => {
    for (const id of ['..', '../apps', 'a/b', '']) {
      expect(await caught(client().connections.revoke(id))).toMatchObject({ code: 'invalid_argument' })
    }
    expect(relay.seen).toHaveLength(0)
  })

  it('walk through all pages, and only as far as the loop goes', async () => {
    relay.answer = (req, res) => {
      const page = Number(new URL(req.url, relay.url).searchParams.get('cursor') ?? 0)
      succeed(res, {
        connections: [{ id: `a${page}` }, { id: `b${page}` }],
        nextCursor: page < 2 ? String(page + 1) : null,
      })
    }
    const ids: string[] = []
    for await (const connection of client().connections.iterate({ status: 'active' })) ids.push(connection.id)
    expect(ids).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
    expect(relay.seen[1]?.url).toBe('/v1/connections?status=active&cursor=1')
    for await (const _ of client().connections.iterate()) break
    expect(relay.seen).toHaveLength(4)
  })

  it('reach connections and usage', async () => {
    relay.answer = (_req, res) =>
      succeed(res, { connection: { id: secrets.id }, session: { status: 'opened' }, totals: 1, requests: [] })
    expect(await client().connections.get(secrets.id)).toEqual({ id: secrets.id })
    expect(await client().connections.revoke(secrets.id)).toBeUndefined()
    expect(await client().getLinkSession(secrets.id)).toEqual({ status: 'opened' })
    await client().usage.get({ groupBy: 'model', connectionId: secrets.id })
    await client().usage.requests({ pageSize: 5 })
    expect(relay.seen.map((seen) => `${seen.method} ${seen.url}`)).toEqual([
      `GET /v1/connections/${secrets.id}`,
      `DELETE /v1/connections/${secrets.id}`,
      `GET /v1/link/sessions/${secrets.id}`,
      `GET /v1/usage?groupBy=model&connectionId=${secrets.id}`,
      'GET /v1/usage/requests?pageSize=5',
    ])
  })
})
