import { LLMock } from '@copilotkit/aimock'

/** OpenAI, Anthropic and Google as a well-kept mock speaks them, with answers for every case of the suites. */
export const startMockProviders = async (): Promise<LLMock> => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1' })
  mock.onMessage('hello', { content: 'Hello from the mock provider.' })
  mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Vienna"}' }] })
  mock.onMessage('long', { content: 'one more word '.repeat(4000) }, { latency: 20, chunkSize: 14 })
  mock.onMessage('too fast', { error: { message: 'Slow down.', type: 'rate_limit_error' }, status: 429, retryAfter: 7 })
  mock.onMessage('break', { error: { message: 'It broke.', type: 'server_error' }, status: 500 })
  await mock.start()
  return mock
}
