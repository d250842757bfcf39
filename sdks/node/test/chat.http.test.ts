import { getEventListeners } from 'node:events'
import type { ServerResponse } from 'node:http'
import {
  AbortError,
  AuthenticationError,
  BudgetExceededError,
  ConnectionError,
  type OneRelayError,
  PermissionError,
  providerErrorBody,
  RateLimitError,
  TimeoutError,
  UpstreamError,
} from '../src/index.js'
import { caught, FakeRelay, makeClient, makeSecrets, provide, refuse, REQUEST_ID } from './fake-relay.testing.js'

const secrets = makeSecrets()
const params = {
  accessToken: secrets.accessToken,
  provider: 'openai',
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Hello' }],
}
const completion = {
  id: 'c',
  model: 'm',
  created: 1,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }],
}
let relay: FakeRelay
beforeEach(async () => {
  relay = await new FakeRelay().start()
})
afterEach(() => relay.stop())
const client = () => makeClient(relay, secrets)

describe('a chat completion', () => {
  it.each([
    [401, 'invalid_token', AuthenticationError],
    [402, 'budget_exceeded', BudgetExceededError],
    [403, 'model_not_allowed', PermissionError],
    [423, 'ip_confirmation_required', PermissionError],
    [502, 'upstream_unreachable', UpstreamError],
    [504, 'upstream_timeout', UpstreamError],
  ])('that 1Relay refuses with %s is a typed error and is not repeated', async (status, code, type) => {
    relay.answer = (_req, res) => refuse(res, status, code)
    const error = await caught(client().chatCompletion(params))
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ code, status, source: '1relay', requestId: REQUEST_ID })
    expect(relay.seen).toHaveLength(1)
  })

  it("that the provider refuses keeps the provider's own words, and is not repeated", async () => {
    const body = { error: { message: 'quota', type: 'insufficient_quota' } }
    relay.answer = (_req, res) => provide(res, 429, body, { 'retry-after': '0' })
    const error = await caught(client().chatCompletion(params))
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ source: 'provider', status: 429, code: 'provider_error', requestId: REQUEST_ID })
    expect(providerErrorBody(error)).toEqual(body)
    expect(JSON.stringify(error)).not.toContain('quota')
    expect(relay.seen).toHaveLength(1)
  })

  it.each([402, 401, 403])("with a %s of the provider is not taken for 1Relay's", async (status) => {
    relay.answer = (_req, res) => provide(res, status, { error: {} })
    const error = await caught(client().chatCompletion(params))
    expect(error).toBeInstanceOf(UpstreamError)
    expect(error).toMatchObject({ status, source: 'provider' })
  })

  it('is not repeated because a provider imitates a refusal of ours', async () => {
    relay.answer = (_req, res) => refuse(res, 503, 'overloaded', { 'retry-after': '0' }, 'a-guessed-id')
    expect(await caught(client().chatCompletion(params))).toMatchObject({ source: 'provider' })
    expect(relay.seen).toHaveLength(1)
  })

  it('is repeated when 1Relay refused it before anything was forwarded', async () => {
    relay.answer = (_req, res, count) => {
      if (count < 3) refuse(res, 503, 'draining', { 'retry-after': '0' })
      else provide(res, 200, completion)
    }
    expect(await client().chatCompletion(params)).toEqual(completion)
    expect(relay.seen).toHaveLength(3)
  })

  it('is not repeated when the connection broke after it was sent: it may have been paid for', async () => {
    relay.answer = (_req, res) => res.destroy()
    const error = await caught(client().chatCompletion(params))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ wasSent: true })
    expect(relay.seen).toHaveLength(1)
  })

  it.each(['', 'sk-a-real-key', secrets.accessToken.slice(0, -1), secrets.clientSecret, `${secrets.accessToken}\n`])(
    'with %j in place of an access token sends nothing and quotes nothing',
    async (accessToken) => {
      const error = (await caught(client().chatCompletion({ ...params, accessToken }))) as OneRelayError
      expect(error).toBeInstanceOf(AuthenticationError)
      expect(error.source).toBe('client')
      if (accessToken !== '') expect(error.message).not.toContain(accessToken)
      expect(relay.seen).toHaveLength(0)
    },
  )

  it('that comes back as something else is an error', async () => {
    relay.answer = (_req, res) => provide(res, 200, { hello: 1 })
    expect(await caught(client().chatCompletion(params))).toBeInstanceOf(UpstreamError)
  })

  it('sends the token as bearer, the provider as a header, and every other parameter as it is', async () => {
    relay.answer = (_req, res) => provide(res, 200, completion)
    await client().chatCompletion({ ...params, temperature: 0, tools: [{ type: 'function' }], reasoning_effort: 'low' })
    const { accessToken: _, provider: __, ...body } = params
    expect(relay.seen[0]).toMatchObject({
      url: '/v1/proxy/chat/completions',
      headers: { authorization: `Bearer ${secrets.accessToken}`, 'x-1relay-provider': 'openai' },
    })
    expect(JSON.parse(relay.seen[0]?.body ?? '')).toEqual({
      ...body,
      temperature: 0,
      tools: [{ type: 'function' }],
      reasoning_effort: 'low',
    })
  })
})

const chunk = (text: string, finish: string | null = null, index = 0) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index, delta: { content: text }, finish_reason: finish }] })}\n\n`
const DONE = 'data: [DONE]\n\n'
const begin = (res: ServerResponse) =>
  res.writeHead(200, { 'content-type': 'text/event-stream', 'x-1relay-request-id': REQUEST_ID })
const collect = async (stream: AsyncIterable<{ choices: readonly { delta?: { content?: string | null } }[] }>) => {
  const pieces: unknown[] = []
  for await (const one of stream) pieces.push(one.choices[0]?.delta?.content)
  return pieces
}

describe('a stream', () => {
  it('that is refused rejects before the loop, and is repeated like any other request', async () => {
    relay.answer = (_req, res, count) => {
      if (count === 1) refuse(res, 429, 'too_many_concurrent', { 'retry-after': '0' })
      else refuse(res, 402, 'budget_exceeded')
    }
    expect(await caught(client().streamChatCompletion(params))).toBeInstanceOf(BudgetExceededError)
    expect(relay.seen).toHaveLength(2)
  })

  it.each([
    ['OpenAI', { error: { message: 'm', type: 'budget_error', code: 'budget_exceeded', param: null } }],
    ['Anthropic', { type: 'error', error: { type: 'budget_error', code: 'budget_exceeded', message: 'm' } }],
    ['Google', { error: { code: 402, message: 'm', status: 'BUDGET_EXCEEDED' } }],
  ])('cut at the cap ends in a BudgetExceededError, in the dialect of %s', async (_name, event) => {
    relay.answer = (_req, res) => begin(res).end(`${chunk('a')}event: error\ndata: ${JSON.stringify(event)}\n\n`)
    const stream = await client().streamChatCompletion(params)
    const error = await caught(collect(stream))
    expect(error).toBeInstanceOf(BudgetExceededError)
    expect(error).toMatchObject({ code: 'budget_exceeded', status: 402, requestId: REQUEST_ID })
  })

  it("cut by the provider ends in an UpstreamError with the provider's words", async () => {
    const event = { error: { message: 'overloaded', type: 'server_error', code: null } }
    relay.answer = (_req, res) => begin(res).end(`${chunk('a')}data: ${JSON.stringify(event)}\n\n`)
    const error = await caught(collect(await client().streamChatCompletion(params)))
    expect(error).toBeInstanceOf(UpstreamError)
    expect(providerErrorBody(error)).toEqual(event.error)
  })

  it('that ends early is not taken for a whole answer, and is not asked for again', async () => {
    relay.answer = (_req, res) => begin(res).end(chunk('half an ans'))
    expect(await caught(collect(await client().streamChatCompletion(params)))).toMatchObject({ code: 'stream_broken' })
    expect(relay.seen).toHaveLength(1)
  })

  it('whose connection breaks ends in a ConnectionError, and is not asked for again', async () => {
    relay.answer = (_req, res) => begin(res).write(chunk('a'), () => res.destroy())
    expect(await caught(collect(await client().streamChatCompletion(params)))).toBeInstanceOf(ConnectionError)
    expect(relay.seen).toHaveLength(1)
  })

  it('of something that is not JSON ends in an error', async () => {
    relay.answer = (_req, res) => begin(res).end('data: hello\n\n')
    expect(await caught(collect(await client().streamChatCompletion(params)))).toMatchObject({ code: 'stream_broken' })
  })

  it('that falls silent ends in a TimeoutError, and the provider is let go', async () => {
    relay.answer = (_req, res) => begin(res).write(chunk('a'))
    const stream = await client().streamChatCompletion(params, { timeoutMs: 40 })
    expect(await caught(collect(stream))).toBeInstanceOf(TimeoutError)
    await relay.closed[0]
  })

  it('ends in an AbortError when the signal of the caller fires, and the provider is let go', async () => {
    relay.answer = (_req, res) => begin(res).write(chunk('a'))
    const abort = new AbortController()
    const stream = await client().streamChatCompletion(params, { signal: abort.signal })
    const walk = (async () => {
      for await (const _ of stream) abort.abort()
    })()
    expect(await caught(walk)).toBeInstanceOf(AbortError)
    await relay.closed[0]
  })

  it('lets the provider go when the loop is left', async () => {
    relay.answer = (_req, res) => begin(res).write(chunk('a'))
    for await (const _ of await client().streamChatCompletion(params)) break
    await relay.closed[0]
  })

  it('lets the provider go, and the signal, when the loop is left at a finish: another choice may go on', async () => {
    relay.answer = (_req, res) => begin(res).write(chunk('a', 'stop'))
    const { signal } = new AbortController()
    for await (const _ of await client().streamChatCompletion({ ...params, n: 2 }, { signal })) break
    await relay.closed[0]
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('that ends in the middle of one of its choices is not taken for a whole answer', async () => {
    relay.answer = (_req, res) => begin(res).end(chunk('a', 'stop') + chunk('half', null, 1))
    const walk = collect(await client().streamChatCompletion({ ...params, n: 2 }))
    expect(await caught(walk)).toMatchObject({ code: 'stream_broken' })
  })

  it('lets the provider go when the loop throws', async () => {
    relay.answer = (_req, res) => begin(res).write(chunk('a'))
    const stream = await client().streamChatCompletion(params)
    const walk = (async () => {
      for await (const _ of stream) throw new Error('mine')
    })()
    expect(await caught(walk)).toMatchObject({ message: 'mine' })
    await relay.closed[0]
  })

  it('ends quietly on abort(), also when nobody walks through it', async () => {
    relay.answer = (_req, res) => begin(res).write(chunk('a'))
    const stream = await client().streamChatCompletion(params)
    for await (const _ of stream) stream.abort()
    const other = await client().streamChatCompletion(params)
    other.abort()
    await Promise.all(relay.closed)
    expect(await collect(other)).toEqual([])
  })

  it('cannot be walked through twice', async () => {
    relay.answer = (_req, res) => begin(res).end(chunk('a') + DONE)
    const stream = await client().streamChatCompletion(params)
    await collect(stream)
    expect(await caught(collect(stream))).toMatchObject({ code: 'invalid_argument' })
  })

  it('yields every piece as it comes, until [DONE]', async () => {
    relay.answer = (_req, res) =>
      begin(res).end(`${chunk('Hel')}: ping\n\n${chunk('lo', 'stop')}${DONE}data: ignored\n\n`)
    const stream = await client().chatCompletion({ ...params, stream: true })
    expect(stream.requestId).toBe(REQUEST_ID)
    expect(await collect(stream)).toEqual(['Hel', 'lo'])
    expect(JSON.parse(relay.seen[0]?.body ?? '')).toMatchObject({ stream: true })
  })

  it('is whole without [DONE] if the answer said that it has finished', async () => {
    relay.answer = (_req, res) => begin(res).end(chunk('a', 'stop'))
    expect(await collect(await client().streamChatCompletion(params))).toEqual(['a'])
    relay.answer = (_req, res) => begin(res).end(chunk('a') + chunk('b', 'stop', 1) + chunk('', 'stop') + chunk(''))
    expect(await collect(await client().streamChatCompletion({ ...params, n: 2 }))).toEqual(['a', 'b', '', ''])
  })

  it('gives its text alone', async () => {
    relay.answer = (_req, res) => begin(res).end(`${chunk('Hel')}data: {"usage":{}}\n\n${chunk('lo', 'stop')}${DONE}`)
    let text = ''
    for await (const piece of (await client().streamChatCompletion(params)).text()) text += piece
    expect(text).toBe('Hello')
  })
})
