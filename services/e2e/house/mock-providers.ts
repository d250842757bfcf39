import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { LLMock } from '@copilotkit/aimock'

// What a call used, under every dialect's names.
const USAGE = {
  prompt_tokens: 900,
  completion_tokens: 60,
  total_tokens: 960,
  input_tokens: 900,
  output_tokens: 60,
  promptTokenCount: 900,
  candidatesTokenCount: 60,
}

/** OpenAI, Anthropic and Google as a well-kept mock speaks them, with answers for every case of the suites. */
export const startMockProviders = async (): Promise<LLMock> => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1' })
  mock.onMessage('hello', { content: 'Hello from the mock provider.', usage: USAGE })
  mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Vienna"}' }], usage: USAGE })
  // The mock goes on to the end even when nobody listens any more, so the end must come.
  mock.onMessage('long', { content: 'one more word '.repeat(200) }, { latency: 20, chunkSize: 14 })
  mock.onMessage('too fast', { error: { message: 'Slow down.', type: 'rate_limit_error' }, status: 429, retryAfter: 7 })
  mock.onMessage('break', { error: { message: 'It broke.', type: 'server_error' }, status: 500 })
  // Google's client calls `v1` since its third version; the mock knows Gemini under `v1beta` only.
  mock.mount('/v1/models', { handleRequest: (request, response) => passOn(mock.url, request, response) })
  await mock.start()
  return mock
}

const passOn = (origin: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
  const path = (request.url ?? '').replace(/^\/v1\//, '/v1beta/')
  if (!path.includes(':')) return Promise.resolve(false)
  const onward = httpRequest(origin + path, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
  return Promise.resolve(true)
}
