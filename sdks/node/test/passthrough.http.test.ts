import { getEventListeners } from 'node:events'
import { inspect } from 'node:util'
import { BudgetExceededError, type OneRelayClient } from '../src/index.js'
import { caught, FakeRelay, makeClient, makeSecrets, provide, refuse, succeed } from './fake-relay.testing.js'

const secrets = makeSecrets()
const { accessToken } = secrets
let relay: FakeRelay
beforeEach(async () => {
  relay = await new FakeRelay().start()
})
afterEach(() => relay.stop())
const client = () => makeClient(relay, secrets)
const PATH = '/v1/proxy/passthrough'

describe('passthrough', () => {
  it('rejects what 1Relay refuses', async () => {
    relay.answer = (_req, res) => refuse(res, 402, 'budget_exceeded')
    const call = client().passthrough({ accessToken, provider: 'openai', path: '/v1/embeddings', body: '{}' })
    expect(await caught(call)).toBeInstanceOf(BudgetExceededError)
  })

  it.each([400, 429, 500, 503, 302])(
    'resolves with a %s of the provider, untouched, and does not repeat it',
    async (status) => {
      const body = { error: { message: 'x'.repeat(100_000) } }
      relay.answer = (_req, res) =>
        provide(res, status, body, { 'retry-after': '0', location: 'https://evil.example/' })
      const response = await client().passthrough({ accessToken, provider: 'openai', path: '/v1/x', body: 'y' })
      expect(response.status).toBe(status)
      expect(await response.json()).toEqual(body)
      expect(relay.seen).toHaveLength(1)
    },
  )

  it("puts the token in place of the caller's own credential, and keeps the rest", async () => {
    relay.answer = (_req, res) => provide(res, 200, {})
    await client().passthrough({
      accessToken,
      provider: 'anthropic',
      path: '/v1/messages?beta=true',
      headers: { authorization: 'Bearer other', 'anthropic-version': '2023-06-01' },
      body: '{"a":1}',
    })
    expect(relay.seen[0]).toMatchObject({
      method: 'POST',
      url: `${PATH}/anthropic/v1/messages?beta=true`,
      headers: { authorization: `Bearer ${accessToken}`, 'anthropic-version': '2023-06-01' },
      body: '{"a":1}',
    })
  })

  it('repeats a refused request only if its body can be sent again', async () => {
    relay.answer = (_req, res, count) => {
      if (count % 2 === 1) refuse(res, 503, 'overloaded', { 'retry-after': '0' })
      else provide(res, 200, {})
    }
    const request = { accessToken, provider: 'openai', path: '/v1/files' }
    expect((await client().passthrough({ ...request, body: new Uint8Array([65]) })).status).toBe(200)
    expect(relay.seen[1]?.body).toBe('A')
    expect(await caught(client().passthrough({ ...request, body: new Blob(['B']).stream() }))).toMatchObject({
      status: 503,
    })
    expect(relay.seen).toHaveLength(3)
  })

  it.each(['read', 'cancelled', 'broken', 'empty', 'refused by the provider'])(
    'lets the signal go once its body is %s: it may outlive many calls',
    async (kind) => {
      const { signal } = new AbortController()
      relay.answer = (_req, res) => {
        if (kind === 'empty') return void res.writeHead(204).end()
        if (kind === 'refused by the provider') return provide(res, 400, { error: {} })
        res.writeHead(200, { 'content-type': 'text/plain', 'x-two': '2' }).write('a')
        if (kind === 'read') res.end('b')
        if (kind === 'broken') setImmediate(() => res.destroy())
      }
      const response = await client().passthrough({ accessToken, provider: 'openai', path: '/v1/x', signal })
      expect(response.url).toBe(`${relay.url}${PATH}/openai/v1/x`)
      if (kind === 'cancelled') {
        await response.body?.cancel()
        await relay.closed[0]
      } else if (kind === 'broken') await expect(response.text()).rejects.toThrow()
      else
        await response
          .text()
          .then((text) => kind === 'read' && expect([text, response.headers.get('x-two')]).toEqual(['ab', '2']))
      expect(getEventListeners(signal, 'abort')).toEqual([])
    },
  )

  it('is read into the memory of who brings it, as any body of fetch', async () => {
    relay.answer = (_req, res) => res.writeHead(200).end('abc')
    const { signal } = new AbortController()
    const { body } = await client().passthrough({ accessToken, provider: 'openai', path: '/v1/x', signal })
    const reader = (body as ReadableStream<Uint8Array>).getReader({ mode: 'byob' })
    let text = ''
    for (let part = await reader.read(new Uint8Array(2)); !part.done; part = await reader.read(new Uint8Array(2)))
      text += new TextDecoder().decode(part.value)
    expect(text).toBe('abc')
  })

  it('ends an open body when the signal fires', async () => {
    relay.answer = (_req, res) => res.writeHead(200).write('a')
    const abort = new AbortController()
    const { signal } = abort
    const response = await client().passthrough({ accessToken, provider: 'openai', path: '/v1/x', signal })
    abort.abort()
    await caught(response.text())
    await relay.closed[0]
  })
})

describe('createFetch', () => {
  it('calls no other origin, so that the token stays between us and the provider', async () => {
    const fetch = client().createFetch(accessToken, 'openai')
    for (const url of ['https://evil.example/v1/models', relay.url, `${relay.url}${PATH}/anthropic/v1/messages`]) {
      expect(await caught(fetch(url))).toMatchObject({ code: 'invalid_argument' })
    }
    expect(relay.seen).toHaveLength(0)
  })

  it.each(['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'])('drops a key in %s', async (name) => {
    relay.answer = (_req, res) => provide(res, 200, {})
    await client().createFetch(accessToken, 'openai')('https://api.openai.com/v1/models', {
      headers: { [name]: 'sk-mine' },
    })
    expect(JSON.stringify(relay.seen)).not.toContain('sk-mine')
    expect(relay.seen[0]).toMatchObject({
      url: `${PATH}/openai/v1/models`,
      headers: { authorization: `Bearer ${accessToken}` },
    })
  })

  it('answers like fetch, refusals too: an SDK has its own errors and its own retries', async () => {
    relay.answer = (_req, res) => refuse(res, 503, 'overloaded', { 'retry-after': '0' })
    const fetch = client().createFetch(accessToken, 'anthropic')
    const request = new Request('https://api.anthropic.com/v1/messages', { method: 'POST', body: '{"a":1}' })
    expect((await fetch(request)).status).toBe(503)
    expect(relay.seen).toHaveLength(1)
    expect(relay.seen[0]).toMatchObject({ method: 'POST', body: '{"a":1}' })
  })
})

describe('settings for the official SDKs', () => {
  it('are one argument each', () => {
    const base = `${relay.url}${PATH}`
    expect(client().openai(accessToken)).toEqual({ apiKey: accessToken, baseURL: `${base}/openai/v1` })
    expect(client().anthropic(accessToken)).toEqual({ apiKey: accessToken, baseURL: `${base}/anthropic` })
    expect(client().google(accessToken)).toEqual({ apiKey: accessToken, httpOptions: { baseUrl: `${base}/google` } })
  })
})

describe('secrets', () => {
  const halves = [secrets.seal, secrets.auth, secrets.clientSecret.slice(24, 60)]
  const basic = btoa(`${secrets.clientId}:${secrets.clientSecret}`).slice(40, 80)
  const expectQuiet = (text: string) => {
    for (const secret of [...halves, basic]) expect(text).not.toContain(secret)
  }

  it('are in no picture of a client', () => {
    const one: OneRelayClient = client()
    const texts = [inspect(one, { showHidden: true, depth: 9 }), JSON.stringify(one)]
    texts.push(inspect({ nested: one.connections, usage: one.usage }, { showHidden: true, depth: 9 }))
    texts.forEach(expectQuiet)
    expect(texts[0]).toContain(secrets.clientId)
  })

  it('are in no failure, even if the server or a custom fetch throws them back', async () => {
    const everything = `${secrets.publicToken} ${accessToken} ${secrets.clientSecret}`
    const throwing = makeClient(relay, secrets, {
      maxRetries: 0,
      fetch: (_url, init) => {
        throw Object.assign(new Error(everything), { config: init, cause: { code: 'EMINE', config: init } })
      },
    })
    const echo = { success: false, error: { code: 'x', message: everything, type: 't', requestId: 'r' } }
    relay.answer = (_req, res) => res.writeHead(400).end(JSON.stringify(echo))
    const chat = { accessToken, model: 'm', messages: [] }
    const failures = [
      await caught(throwing.chatCompletion(chat)),
      await caught(throwing.exchangePublicToken(secrets.publicToken)),
      await caught(client().exchangePublicToken(secrets.publicToken)),
      await caught(client().chatCompletion(chat)),
    ]
    for (const failure of failures) {
      expectQuiet(inspect(failure, { depth: 9 }))
      expectQuiet(JSON.stringify(failure))
      expectQuiet(String((failure as Error).stack))
    }
  })

  it('never reach the control plane by the halves of a token', async () => {
    relay.answer = (_req, res) =>
      succeed(res, { connectionId: secrets.id, accessTokenStem: `1r_at_${secrets.id}_${secrets.auth}` })
    await client().exchangePublicToken(secrets.publicToken)
    expect(JSON.stringify(relay.seen)).not.toContain(secrets.seal)
  })
})
