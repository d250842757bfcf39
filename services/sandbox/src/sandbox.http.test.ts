import { startSandbox, type Sandbox } from './index.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, pace: 'instant' })
})
afterAll(() => sandbox.stop())

const key = 'sk-sandbox-anything'
const messages = [{ role: 'user', content: 'Good morning' }]

interface Endpoint {
  name: string
  path: string
  auth: (value: string) => Record<string, string>
  body: object
  streaming?: { path?: string; body: object }
}

const bearer = (value: string) => ({ authorization: `Bearer ${value}` })
const xApiKey = (value: string) => ({ 'x-api-key': value, 'anthropic-version': '2023-06-01' })
const google = (value: string) => ({ 'x-goog-api-key': value })
const chat = { model: 'gpt-4o-mini', messages }
const chatStreaming = { body: { ...chat, stream: true, stream_options: { include_usage: true } } }
const contents = { contents: [{ role: 'user', parts: [{ text: 'Good morning' }] }] }

const endpoints: Endpoint[] = [
  { name: 'OpenAI chat', path: '/v1/chat/completions', auth: bearer, body: chat, streaming: chatStreaming },
  { name: 'Groq chat', path: '/openai/v1/chat/completions', auth: bearer, body: chat, streaming: chatStreaming },
  { name: 'OpenRouter chat', path: '/api/v1/chat/completions', auth: bearer, body: chat, streaming: chatStreaming },
  { name: 'Gemini chat', path: '/v1beta/openai/chat/completions', auth: google, body: chat, streaming: chatStreaming },
  {
    name: 'OpenAI responses',
    path: '/v1/responses',
    auth: bearer,
    body: { model: 'gpt-4o-mini', input: 'Good morning' },
    streaming: { body: { model: 'gpt-4o-mini', input: 'Good morning', stream: true } },
  },
  {
    name: 'Anthropic messages',
    path: '/v1/messages',
    auth: xApiKey,
    body: { model: 'claude-haiku-4-5', max_tokens: 500, messages },
    streaming: { body: { model: 'claude-haiku-4-5', max_tokens: 500, messages, stream: true } },
  },
  {
    name: 'Gemini',
    path: '/v1beta/models/gemini-2.5-flash:generateContent',
    auth: google,
    body: contents,
    streaming: { path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', body: contents },
  },
  {
    name: 'embeddings',
    path: '/v1/embeddings',
    auth: bearer,
    body: { model: 'text-embedding-3-small', input: 'Good morning' },
  },
]

const post = (path: string, headers: Record<string, string>, body: object) =>
  fetch(sandbox.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

describe.each(endpoints)('$name', ({ path, auth, body, streaming }) => {
  it('refuses a request without a key', async () => {
    expect((await post(path, {}, body)).status).toBe(401)
  })

  it.each(['1r_at_0Ab1Cd2Ef3Gh4Ij5_x_y', 'rk_agent_0Ab1Cd2Ef3Gh4Ij5_x'])(
    'refuses our own token %s as a key',
    async (token) => {
      const answer = await post(path, auth(token), body)
      expect(answer.status).toBe(401)
      expect(await answer.text()).toContain('1Relay token reached the provider')
    },
  )

  it('refuses our token anywhere beside a good key', async () => {
    const headers = { ...auth(key), cookie: 'session=1r_st_0Ab1Cd2Ef3Gh4Ij5_x' }
    expect((await post(path, headers, body)).status).toBe(401)
  })

  it('fails as the key asks', async () => {
    const limited = await post(path, auth('sk-sandbox-429'), body)
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2'])
    expect((await post(path, auth('sk-sandbox-500'), body)).status).toBe(500)
  })

  it('answers with usage', async () => {
    const answer = await post(path, auth(key), body)
    expect(answer.status).toBe(200)
    const text = await answer.text()
    expect(text).toMatch(/"(usage|usageMetadata)":\{/)
    expect(text).toMatch(/"(prompt_tokens|input_tokens|promptTokenCount)":[1-9]/)
  })

  if (streaming)
    it('streams with usage', async () => {
      const answer = await post(streaming.path ?? path, auth(key), streaming.body)
      expect(answer.headers.get('content-type')).toContain('text/event-stream')
      const text = await answer.text()
      expect(text.match(/^data: /gm)?.length).toBeGreaterThan(5)
      expect(text).toMatch(/"(completion_tokens|output_tokens|candidatesTokenCount)":[1-9]\d/)
    })
})

describe('lists of models', () => {
  it.each([
    ['/v1/models', bearer(key), 'gpt-4o-mini'],
    ['/v1/models', xApiKey(key), 'claude-haiku-4-5'],
    ['/v1beta/models', google(key), 'models/gemini-2.5-flash'],
  ])('%s', async (path, headers, model) => {
    const answer = await fetch(sandbox.origin + path, { headers: headers as Record<string, string> })
    expect(await answer.text()).toContain(`"${model}"`)
  })

  it('are refused without a key', async () => {
    expect((await fetch(`${sandbox.origin}/v1/models`)).status).toBe(401)
  })
})
