import { passthroughUrl, rewriteUrl } from './provider-url.js'

const BASE = 'https://relay.example.com/at'
const PROXY = `${BASE}/v1/proxy/passthrough`

describe('passthroughUrl', () => {
  it.each([
    'v1/models',
    '',
    '/../anthropic/v1/messages',
    '/%2e%2e/anthropic',
    '/v1/../../..',
    '/..',
    'https://evil.example/',
  ])('refuses %j, which is no path of the provider', (path) => {
    expect(() => passthroughUrl(BASE, 'openai', path)).toThrow(/path must be/)
  })

  it.each(['openai/..', '../x', 'OpenAI', ''])('refuses the provider %j', (provider) => {
    expect(() => passthroughUrl(BASE, provider, '/v1/models')).toThrow(/provider must be/)
  })

  it('keeps path and query', () => {
    expect(passthroughUrl(BASE, 'openai', '/v1/models?a=b%20c')).toBe(`${PROXY}/openai/v1/models?a=b%20c`)
  })
})

describe('rewriteUrl', () => {
  it.each([
    'https://evil.example/v1/models',
    'http://api.openai.com/v1/models',
    'https://api.openai.com:444/v1/models',
    'https://api.openai.com.evil.example/',
    `${BASE}/v1/connections`,
    `${PROXY}/anthropic/v1/messages`,
    `${PROXY}/openai-evil/v1`,
  ])('refuses %s: the token goes to the provider only', (url) => {
    expect(() => rewriteUrl(BASE, 'openai', url)).toThrow(/only calls/)
  })

  it('takes the origin of the provider, and what already points to it through 1Relay', () => {
    const there = { url: `${PROXY}/openai/v1/models?x=1`, upstream: undefined }
    expect(rewriteUrl(BASE, 'openai', 'https://api.openai.com/v1/models?x=1')).toEqual(there)
    expect(rewriteUrl(BASE, 'openai', there.url)).toEqual(there)
  })

  it('names the origin of a provider that has none of its own', () => {
    expect(rewriteUrl(BASE, 'openai-compatible', 'https://llm.example.org:8443/v1/models')).toEqual({
      url: `${PROXY}/openai-compatible/v1/models`,
      upstream: 'https://llm.example.org:8443',
    })
    expect(() => rewriteUrl(BASE, 'openai-compatible', 'http://llm.example.org/v1/models')).toThrow(/only calls/)
  })

  it("drops a placeholder from the query, which would stand beside Google's real key", () => {
    const url = 'https://generativelanguage.googleapis.com/v1beta/models?key=placeholder&pageSize=1'
    expect(rewriteUrl(BASE, 'google', url).url).toBe(`${PROXY}/google/v1beta/models?pageSize=1`)
  })
})
