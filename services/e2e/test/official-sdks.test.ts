import Anthropic from '@anthropic-ai/sdk'
import type { LLMock } from '@copilotkit/aimock'
import { GoogleGenAI } from '@google/genai'
import { OneRelayClient } from '@1relay/node-sdk'
import OpenAI from 'openai'
import { canary } from '../house/api.js'
import { startMockProviders } from '../house/mock-providers.js'
import { startOwnRelay, type OwnRelay } from '../house/own-relay.js'
import { connect, makeApp, makePerson, type Person } from '../house/person.js'
import { waitForUsage } from '../house/usage.js'

const keys = { openai: canary('sk-proj-'), anthropic: canary('sk-ant-'), google: canary('AIza') }
let mock: LLMock
let relay: OwnRelay
let person: Person
let connection: { accessToken: string; connectionId: string }
let oneRelay: OneRelayClient

beforeAll(async () => {
  mock = await startMockProviders()
  relay = await startOwnRelay({ openai: mock.url, anthropic: mock.url, google: mock.url })
  person = await makePerson()
  const app = await makeApp(person)
  connection = await connect(person, app, { keys, budgets: [{ period: 'month', capMicros: 10_000_000 }] })
  oneRelay = new OneRelayClient({ ...app, baseUrl: relay.origin })
})

afterAll(async () => {
  await relay.stop()
  await mock.stop()
})

const weatherTool = { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] }

/** What the provider saw last: a credential in its place, and nothing of the caller's token. (The mock masks values.) */
const expectCredentialIn = (header: string): void => {
  const headers = mock.getLastRequest()!.headers
  expect(Object.keys(headers)).toContain(header)
  for (const half of connection.accessToken.split('_').slice(3, 5)) expect(JSON.stringify(headers)).not.toContain(half)
}

const caught = async (promise: Promise<unknown>): Promise<{ status?: number; headers?: Headers }> =>
  promise.then(
    () => ({}),
    (error: unknown) => error as { status?: number; headers?: Headers },
  )

describe('openai', () => {
  const client = () => new OpenAI({ ...oneRelay.openai(connection.accessToken), maxRetries: 0 })
  const ask = (content: string) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content }] })

  it('answers a plain call, with only base URL and key changed', async () => {
    const answer = await client().chat.completions.create(ask('hello'))
    expect(answer.choices[0]?.message.content).toBe('Hello from the mock provider.')
    expectCredentialIn('authorization')
  })

  it('streams', async () => {
    const stream = await client().chat.completions.create({ ...ask('hello'), stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('Hello from the mock provider.')
  })

  it('speaks the Responses API', async () => {
    const answer = await client().responses.create({ model: 'gpt-4o-mini', input: 'hello' })
    expect(answer.output_text).toBe('Hello from the mock provider.')
  })

  it('calls tools', async () => {
    const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: weatherTool } }]
    const answer = await client().chat.completions.create({ ...ask('weather'), tools })
    expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'get_weather' } })
  })

  it('aborts a stream, which is recorded as one call of a client that left', async () => {
    const own = await connect(person, await makeApp(person), { keys: { openai: keys.openai } })
    const openai = new OpenAI({ ...oneRelay.openai(own.accessToken), maxRetries: 0 })
    const stream = await openai.chat.completions.create({ ...ask('long'), stream: true })
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) break
    }
    const rows = await waitForUsage(person, own.connectionId)
    expect(rows.map(({ outcome, stream: isStream }) => [outcome, isStream])).toEqual([['client_aborted', true]])
  })

  it('gets the provider’s own 429 with its headers', async () => {
    const error = await caught(client().chat.completions.create(ask('too fast')))
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect(error.headers?.get('retry-after')).toBe('7')
  })

  it('gets the provider’s own 500', async () => {
    expect(await caught(client().chat.completions.create(ask('break')))).toBeInstanceOf(OpenAI.InternalServerError)
  })

  it('gets a refusal of ours as its own typed error', async () => {
    const { baseURL } = oneRelay.openai(connection.accessToken)
    const other = new OpenAI({ baseURL, apiKey: connection.accessToken.replace(/.{6}$/, '000000'), maxRetries: 0 })
    expect(await caught(other.chat.completions.create(ask('hello')))).toBeInstanceOf(OpenAI.AuthenticationError)
  })
})

describe('anthropic', () => {
  const client = () => new Anthropic({ ...oneRelay.anthropic(connection.accessToken), maxRetries: 0 })
  const ask = (content: string) => ({
    model: 'claude-3-5-haiku-20241022',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content }],
  })

  it('answers a plain call, with only base URL and key changed', async () => {
    const answer = await client().messages.create(ask('hello'))
    expect(answer.content).toMatchObject([{ type: 'text', text: 'Hello from the mock provider.' }])
    expectCredentialIn('x-api-key')
  })

  it('streams', async () => {
    const stream = client().messages.stream(ask('hello'))
    expect(await stream.finalText()).toBe('Hello from the mock provider.')
  })

  it('calls tools', async () => {
    const tools = [{ name: 'get_weather', input_schema: weatherTool }]
    const answer = await client().messages.create({ ...ask('weather'), tools })
    expect(answer.content.find((block) => block.type === 'tool_use')).toMatchObject({ name: 'get_weather' })
  })

  it('aborts a stream', async () => {
    const own = await connect(person, await makeApp(person), { keys: { anthropic: keys.anthropic } })
    const anthropic = new Anthropic({ ...oneRelay.anthropic(own.accessToken), maxRetries: 0 })
    const stream = await anthropic.messages.create({ ...ask('long'), stream: true })
    for await (const event of stream) {
      if (event.type === 'content_block_delta') break
    }
    const rows = await waitForUsage(person, own.connectionId)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['client_aborted'])
  })

  it('gets the provider’s own 429 with its headers', async () => {
    const error = await caught(client().messages.create(ask('too fast')))
    expect(error).toBeInstanceOf(Anthropic.RateLimitError)
    expect(error.headers?.get('retry-after')).toBe('7')
  })

  it('gets the provider’s own 500', async () => {
    expect(await caught(client().messages.create(ask('break')))).toBeInstanceOf(Anthropic.InternalServerError)
  })
})

describe('google', () => {
  const client = () => new GoogleGenAI(oneRelay.google(connection.accessToken))
  const ask = (contents: string) => ({ model: 'gemini-2.0-flash', contents })

  it('answers a plain call, with only base URL and key changed', async () => {
    const answer = await client().models.generateContent(ask('hello'))
    expect(answer.text).toBe('Hello from the mock provider.')
    expectCredentialIn('x-goog-api-key')
  })

  it('streams', async () => {
    let text = ''
    for await (const chunk of await client().models.generateContentStream(ask('hello'))) text += chunk.text ?? ''
    expect(text).toBe('Hello from the mock provider.')
  })

  it('calls tools', async () => {
    const config = { tools: [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: weatherTool }] }] }
    const answer = await client().models.generateContent({ ...ask('weather'), config })
    expect(answer.functionCalls?.[0]?.name).toBe('get_weather')
  })

  it('aborts a stream', async () => {
    const own = await connect(person, await makeApp(person), { keys: { google: keys.google } })
    const abort = new AbortController()
    const google = new GoogleGenAI(oneRelay.google(own.accessToken))
    const stream = await google.models.generateContentStream({ ...ask('long'), config: { abortSignal: abort.signal } })
    await caught(
      (async () => {
        for await (const chunk of stream) if (chunk.text) abort.abort()
      })(),
    )
    const rows = await waitForUsage(person, own.connectionId)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['client_aborted'])
  })

  it('gets the provider’s own 429 and 500', async () => {
    expect((await caught(client().models.generateContent(ask('too fast')))).status).toBe(429)
    expect((await caught(client().models.generateContent(ask('break')))).status).toBe(500)
  })
})

describe('what the calls leave behind', () => {
  it('is one priced usage row a call, by provider and model', async () => {
    const rows = await waitForUsage(person, connection.connectionId, 16)
    expect(rows).toHaveLength(16)
    const priced = rows.filter(({ status }) => status === 200)
    expect(new Set(priced.map(({ provider }) => provider))).toEqual(new Set(['openai', 'anthropic', 'google']))
    for (const row of priced) {
      expect(row).toMatchObject({ decision: 'allowed', outcome: 'completed' })
      expect(row).toMatchObject({ inputTokens: 900, outputTokens: 60, tokensFrom: 'reported' })
      expect(row.costMicros).toBeGreaterThan(0)
    }
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(rows.length)
  })
})
