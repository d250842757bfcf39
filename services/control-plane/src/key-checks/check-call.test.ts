import { PROVIDERS } from '@1relay/contracts'
import { checkCallOf } from './check-call.js'

describe('checkCallOf', () => {
  it('knows no call for what is no provider', () => {
    expect(checkCallOf('nobody')).toBeUndefined()
    expect(checkCallOf('http://llm.example')).toBeUndefined()
  })

  it.each(PROVIDERS.map(({ slug }) => slug))('asks %s at one path, which the grant is limited to', (slug) => {
    const call = checkCallOf(slug)
    expect(call?.upstreamPath).toMatch(/^\/[a-z0-9/]+$/)
    expect(call?.path).toBe(`/v1/proxy/passthrough/${slug}${call?.upstreamPath}`)
  })

  it('says which version of Anthropic’s API and which custom origin is meant', () => {
    expect(checkCallOf('anthropic')?.headers).toEqual({ 'anthropic-version': '2023-06-01' })
    expect(checkCallOf('https://llm.example:8443')).toEqual({
      upstreamPath: '/v1/models',
      path: '/v1/proxy/passthrough/openai-compatible/v1/models',
      headers: { 'x-1relay-upstream': 'https://llm.example:8443' },
    })
  })
})
