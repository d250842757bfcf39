import { firstCall } from './first-call.js'

const issued = (paths: string[], methods: string[], models: string[] | null = null) => ({
  key: { paths, methods, models },
  token: 'rk_app_0Ab1Cd2Ef3Gh4Ij5_x_y',
  baseUrl: 'https://relay.example.com/conn_0Ab1Cd2Ef3Gh4Ij5',
})

describe('a first call', () => {
  it('cannot break out of its quotes in a shell', () => {
    const { curl } = firstCall(issued(["/it's/$(id)/*"], ['GET']), undefined)
    expect(curl.split("'")).toHaveLength(5)
    expect(curl).toContain('/it%27s/$(id)/ID')
  })

  it('has the token as a header and never in the address', () => {
    const [first, second] = firstCall(issued(['/v1/voices'], ['GET', 'POST']), 'https://api.example.com').curl.split(
      '\n',
    )
    expect(first).toBe(`curl 'https://relay.example.com/conn_0Ab1Cd2Ef3Gh4Ij5/v1/voices' \\`)
    expect(second).toBe(`  -H 'Authorization: Bearer rk_app_0Ab1Cd2Ef3Gh4Ij5_x_y'`)
  })

  it('asks a model that the key may use', () => {
    const { curl } = firstCall(issued(['/v1/chat/completions'], ['POST'], ['gpt-4.1*', 'gpt-4.1-nano']), 'openai')
    expect(curl).toContain('"model":"gpt-4.1-nano"')
  })

  it.each([
    ['openai', '/v1'],
    ['anthropic', ''],
    ['https://api.github.com', ''],
  ])('gives clients of %s the base URL that they expect', (upstream, end) => {
    const given = issued(['/**'], ['GET'])
    expect(firstCall(given, upstream).baseUrl).toBe(given.baseUrl + end)
  })
})
