import { LLMock } from '@copilotkit/aimock'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { Harness, month, serve } from './harness.js'

const OPENAI = '/v1/proxy/passthrough/openai/v1/chat/completions'
const messages = [{ role: 'user', content: 'hello' }]

describe('metering real dialects', () => {
  let harness: Harness
  const mock = new LLMock({ port: 0, host: '127.0.0.1' })
  beforeAll(async () => {
    // Reported in OpenAI's words; the mock translates them into each dialect.
    const usage = { prompt_tokens: 1000, completion_tokens: 70, total_tokens: 1070 }
    mock.onMessage('hello', { content: 'Good day to you, and welcome.', usage })
    await mock.start()
    const origins = { openai: mock.url, anthropic: mock.url, google: mock.url }
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify(origins) })
  })
  afterAll(async () => {
    await harness.stop()
    await mock.stop()
  })

  const google = { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] }
  it.each([
    ['openai', OPENAI, { model: 'gpt-4o', messages }, 'gpt-4o'],
    ['openai', OPENAI, { model: 'gpt-4o', messages, stream: true, stream_options: { include_usage: true } }, 'gpt-4o'],
    ['openai', '/v1/proxy/passthrough/openai/v1/responses', { model: 'gpt-4o', input: 'hello' }, 'gpt-4o'],
    [
      'openai',
      '/v1/proxy/passthrough/openai/v1/responses',
      { model: 'gpt-4o', input: 'hello', stream: true },
      'gpt-4o',
    ],
    ['openai', '/v1/proxy/chat/completions', { model: 'openai/gpt-4o', messages }, 'gpt-4o'],
    [
      'anthropic',
      '/v1/proxy/passthrough/anthropic/v1/messages',
      { model: 'claude-sonnet-4-20250514', max_tokens: 99, messages },
      'claude-sonnet-4-20250514',
    ],
    [
      'anthropic',
      '/v1/proxy/passthrough/anthropic/v1/messages',
      { model: 'claude-sonnet-4-20250514', max_tokens: 99, messages, stream: true },
      'claude-sonnet-4-20250514',
    ],
    ['google', '/v1/proxy/passthrough/google/v1beta/models/gemini-2.5-pro:generateContent', google, 'gemini-2.5-pro'],
    [
      'google',
      '/v1/proxy/passthrough/google/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
      google,
      'gemini-2.5-pro',
    ],
  ])('records what %s reports at %s for %j', async (provider, path, body, model) => {
    const granted = await harness.grant({ secrets: { [provider]: randomUUID() }, budgets: month(1e9) })
    const answer = await harness.post(granted, path, body)
    const text = await answer.text()
    expect([answer.status, text.includes('Good day') || text.includes('Good')]).toEqual([200, true])
    const event = await harness.event(granted)
    expect(event).toMatchObject({
      decision: 'allowed',
      outcome: 'completed',
      status: 200,
      model,
      tokensFrom: 'reported',
    })
    expect(event.tokens).toMatchObject({ input: 1000, output: 70 })
    expect(event.costMicros).toBeGreaterThan(0)
    expect(event.isPriceGuessed).toBe(false)
    expect(await harness.money(granted)).toEqual({ spent: event.costMicros, held: 0 })
  })

  it.each([[{}], [{ stream_options: { include_usage: false } }], [{ stream_options: null }]])(
    'asks a stream for its usage under a budget, and shows the caller nothing of it (%j)',
    async (extra) => {
      const granted = await harness.grant({ budgets: month(1e9) })
      const text = await (
        await harness.post(granted, OPENAI, { model: 'gpt-4o', messages, stream: true, ...extra })
      ).text()
      expect(text).toContain('data: [DONE]\n\n')
      expect(text).not.toContain('prompt_tokens')
      const event = await harness.event(granted)
      expect(event).toMatchObject({ tokensFrom: 'reported', tokens: { input: 1000, output: 70 } })
      expect(event.responseBytes).toBe(Buffer.byteLength(text))
    },
  )

  it('shows the usage to a caller who asked for it', async () => {
    const granted = await harness.grant({ budgets: month(1e9) })
    const body = { model: 'gpt-4o', messages, stream: true, stream_options: { include_usage: true } }
    expect(await (await harness.post(granted, OPENAI, body)).text()).toContain('"prompt_tokens":1000')
  })

  it('names the model from the answer when nobody had to read the request', async () => {
    const granted = await harness.grant()
    await (await harness.post(granted, OPENAI, { model: 'gpt-4o', messages })).text()
    expect(await harness.event(granted)).toMatchObject({
      tokensFrom: 'reported',
      model: expect.stringContaining('gpt-4o') as string,
    })
  })
})

describe('the cap', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let answer: (req: IncomingMessage, res: ServerResponse) => void
  beforeAll(async () => {
    upstream = await serve((req, res) => req.resume().on('end', () => answer(req, res)))
    const origins = { openai: upstream.origin, anthropic: upstream.origin, google: upstream.origin }
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify(origins) })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })

  const delta = (text: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`
  /** Streams text until somebody hangs up. */
  const endless =
    (event: (text: string) => string) =>
    (_: IncomingMessage, res: ServerResponse): void => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      const pump = (): void => {
        if (res.destroyed) return
        if (res.write(event('x'.repeat(1000)))) setImmediate(pump)
        else res.once('drain', pump)
      }
      pump()
    }

  it.each([
    ['openai', OPENAI, delta, /data: (\{"error":\{"message":"The budget.*"code":"budget_exceeded".*\})\n\n$/],
    [
      'anthropic',
      '/v1/proxy/passthrough/anthropic/v1/messages',
      (text: string) =>
        `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', delta: { text } })}\n\n`,
      /event: error\ndata: (\{"type":"error","error":\{"type":"budget_error".*\}\})\n\n$/,
    ],
    [
      'google',
      '/v1/proxy/passthrough/google/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
      (text: string) => `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] })}\r\n\r\n`,
      /data: (\{"error":\{"code":402.*\})\n\n$/,
    ],
  ])(
    'cuts an endless %s stream with the dialect’s error event, and never spends more',
    async (provider, path, event, ending) => {
      answer = endless(event)
      const cap = 500_000
      const granted = await harness.grant({ secrets: { [provider]: 'k' }, budgets: month(cap) })
      const model = provider === 'anthropic' ? 'claude-sonnet-4-20250514' : 'gpt-4o'
      const response = await harness.post(granted, path, { model, stream: true, messages })
      const text = await response.text()
      expect(text).toMatch(ending)
      // Every event before the error is whole.
      const events = text.split(/\r?\n\r?\n/).filter((one) => one !== '')
      for (const one of events) expect(() => JSON.parse(one.slice(one.indexOf('{'))) as unknown).not.toThrow()
      expect(events.length).toBeGreaterThan(5)
      const recorded = await harness.event(granted)
      expect(recorded).toMatchObject({ outcome: 'cut_off', tokensFrom: 'estimated', stream: true })
      const { spent, held } = await harness.money(granted)
      expect([spent, held]).toEqual([recorded.costMicros, 0])
      expect(spent).toBeGreaterThan(0)
      expect(spent).toBeLessThanOrEqual(cap)
    },
  )

  it('cuts an endless stream of audio, at the price of audio', async () => {
    const data = 'A'.repeat(64_000)
    answer = endless(() => `data: ${JSON.stringify({ choices: [{ delta: { audio: { id: 'a', data } } }] })}\n\n`)
    const cap = 500_000
    const granted = await harness.grant({ budgets: month(cap) })
    const audio = { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'pcm16' } }
    const response = await harness.post(granted, OPENAI, { model: 'gpt-audio', stream: true, messages, ...audio })
    expect(await response.text()).toContain('"code":"budget_exceeded"')
    const recorded = await harness.event(granted)
    expect(recorded).toMatchObject({ outcome: 'cut_off', tokensFrom: 'estimated' })
    const { spent, held } = await harness.money(granted)
    expect([spent, held]).toEqual([recorded.costMicros, 0])
    // At 64 a token: seven thousand tokens and more, of which text would have cost a sixth.
    expect(spent).toBeGreaterThan(cap * 0.9)
    expect(spent).toBeLessThanOrEqual(cap)
  })

  it.each([
    ['fast', { speed: 'fast' }, 2],
    ['standard', { speed: 'fast' }, 1],
    [undefined, {}, 1],
  ])('charges the speed at which Anthropic served, %s, where %j was asked for', async (speed, asked, times) => {
    const usage = { input_tokens: 100, output_tokens: 10, speed }
    const answered = JSON.stringify({ model: 'claude-opus-5', usage })
    answer = (_, res) => res.writeHead(200, { 'content-type': 'application/json' }).end(answered)
    const granted = await harness.grant({ secrets: { anthropic: 'k' }, budgets: month(1e9) })
    const body = { model: 'claude-opus-5', max_tokens: 10, messages, ...asked }
    await (await harness.post(granted, '/v1/proxy/passthrough/anthropic/v1/messages', body)).text()
    expect((await harness.event(granted)).costMicros).toBe(times * (100 * 5 + 10 * 25))
  })

  it('charges audio and pictures of an answer at their own prices', async () => {
    const details = { prompt_tokens_details: { audio_tokens: 80 }, completion_tokens_details: { audio_tokens: 40 } }
    const usage = { prompt_tokens: 100, completion_tokens: 50, ...details }
    answer = (_, res) =>
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices: [], usage }))
    const granted = await harness.grant({ budgets: month(1e9) })
    await (await harness.post(granted, OPENAI, { model: 'gpt-audio', max_tokens: 50, messages })).text()
    const event = await harness.event(granted)
    expect(event).toMatchObject({ tokensFrom: 'reported', tokens: { input: 100, output: 50 } })
    expect(event.costMicros).toBe(20 * 2.5 + 80 * 32 + 10 * 10 + 40 * 64)
  })

  it('holds at any concurrency: the sum of what is spent stays below', async () => {
    const usage = { model: 'gpt-4o', choices: [], usage: { prompt_tokens: 20, completion_tokens: 100 } }
    answer = (_, res) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(usage))
    const granted = await harness.grant({ budgets: month(5000) })
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => harness.post(granted, OPENAI, { model: 'gpt-4o', max_tokens: 100, messages })),
    )
    const statuses = answers.map(({ status }) => status)
    const passed = statuses.filter((status) => status === 200).length
    expect(statuses.filter((status) => status === 402)).toHaveLength(30 - passed)
    expect(passed).toBeGreaterThan(0)
    await harness.events(granted, 30)
    expect(await harness.money(granted)).toEqual({ spent: passed * 1050, held: 0 })
    expect(passed * 1050).toBeLessThanOrEqual(5000)
  })

  it('tells what is left, after the hold', async () => {
    answer = (_, res) => res.end('{}')
    const granted = await harness.grant({ budgets: month(1_000_000) })
    const body = { model: 'gpt-4o', max_tokens: 100, messages: [] }
    const response = await harness.post(granted, OPENAI, body)
    const bytes = JSON.stringify(body).length
    // 10 micro-dollars an output token, 2.5 an input token, a token a byte at most.
    const left = 1_000_000 - Math.ceil(1000 + bytes * 2.5)
    expect(response.headers.get('x-1relay-budget-remaining-micros')).toBe(String(left))
  })

  it('counts a finished request before the caller’s next one is admitted', async () => {
    answer = (_, res) => res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    const granted = await harness.grant({ limits: { concurrentRequests: 1 } })
    for (let i = 0; i < 20; i++) expect((await harness.post(granted, OPENAI, {})).status).toBe(200)
  })

  it('estimates a stream that ends without reporting', async () => {
    answer = (_, res) =>
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end(delta('x'.repeat(300)) + 'data: [DONE]\n\n')
    const granted = await harness.grant({ budgets: month(1e9) })
    await (await harness.post(granted, OPENAI, { model: 'gpt-4o', stream: true, messages })).text()
    expect(await harness.event(granted)).toMatchObject({ tokensFrom: 'estimated', tokens: { output: 100 } })
  })

  it('charges nothing for the upstream’s own refusals', async () => {
    answer = (_, res) => res.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{}}')
    const granted = await harness.grant({ budgets: month(1e9) })
    expect((await harness.post(granted, OPENAI, { model: 'gpt-4o', messages })).status).toBe(500)
    expect(await harness.event(granted)).toMatchObject({
      outcome: 'completed',
      status: 500,
      costMicros: 0,
      tokensFrom: 'none',
    })
    expect(await harness.money(granted)).toEqual({ spent: 0, held: 0 })
  })

  it.each([
    ['priority', { service_tier: 'priority' }, 2],
    ['default', { service_tier: 'priority' }, 1],
    ['priority', {}, 2],
    [undefined, { service_tier: 'priority' }, 2],
    [undefined, {}, 1],
  ])('charges the tier that served, %s, where %j was asked for', async (service_tier, asked, times) => {
    const usage = { prompt_tokens: 100, completion_tokens: 10 }
    answer = (_, res) =>
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ service_tier, usage }))
    const granted = await harness.grant({ budgets: month(1e9) })
    await (await harness.post(granted, OPENAI, { model: 'gpt-4o', max_tokens: 10, messages, ...asked })).text()
    expect((await harness.event(granted)).costMicros).toBe(times * (100 * 2.5 + 10 * 10))
  })

  it('holds twice as much for the priority tier', async () => {
    answer = (_, res) => res.end('{}')
    const body = { model: 'gpt-4o', max_tokens: 1000, messages }
    const granted = await harness.grant({ budgets: month(15_000) })
    expect((await harness.post(granted, OPENAI, { ...body, service_tier: 'priority' })).status).toBe(402)
    expect((await harness.post(granted, OPENAI, body)).status).toBe(200)
  })

  it.each([
    ['in front of the file', ['model', 'file']],
    ['behind it', ['file', 'model']],
  ])('holds and charges a recording as what it is, with the model %s', async (_, order) => {
    answer = (_req, res) => res.writeHead(200, { 'content-type': 'text/plain' }).end('hello')
    const form = new FormData()
    for (const field of order) {
      if (field === 'model') form.append('model', 'whisper-1')
      else form.append('file', new Blob([new Uint8Array(5e6)]), 'a.mp3')
    }
    const terms = { budgets: month(2e6), scope: { models: ['whisper-1'] } }
    const granted = await harness.grant(terms)
    const path = '/v1/proxy/passthrough/openai/v1/audio/transcriptions'
    const { status } = await harness.call(granted, path, { method: 'POST', body: form })
    expect(status).toBe(200)
    const event = await harness.event(granted)
    expect(event).toMatchObject({ model: 'whisper-1', tokensFrom: 'estimated', isPriceGuessed: false })
    // Of 5 MB, five to twenty minutes at $0.006.
    expect(event.costMicros).toBeLessThan(200_000)
  })

  it('prices an unknown model at the provider’s dearest, and says so', async () => {
    const usage = { usage: { prompt_tokens: 10, completion_tokens: 1 } }
    answer = (_, res) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(usage))
    const granted = await harness.grant({ budgets: month(1e9) })
    await (await harness.post(granted, OPENAI, { model: 'nobody-knows-it', max_tokens: 1, messages })).text()
    const event = await harness.event(granted)
    expect(event).toMatchObject({
      isPriceGuessed: true,
      priceVersion: expect.stringContaining('genai-prices') as string,
    })
    expect(event.costMicros).toBeGreaterThanOrEqual(10 * 150 + 600)
  })
})
