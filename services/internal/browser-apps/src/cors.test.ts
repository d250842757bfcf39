import { answerHeaders, preflightHeaders } from './cors.js'

const APP = 'https://app.example.com'
const patterns = [APP]

describe('an origin that is not allowed', () => {
  it.each(['https://evil.test', 'null', undefined])('gets nothing that lets it read: %p', (origin) => {
    expect(answerHeaders(patterns, origin)).toEqual([['vary', 'Origin']])
    expect(preflightHeaders(patterns, origin, 'x-relay-token').map(([name]) => name)).toEqual(['vary'])
  })
})

describe('an allowed origin', () => {
  it('is named itself, and answers differ by it', () => {
    expect(answerHeaders(patterns, APP)).toContainEqual(['access-control-allow-origin', APP])
    expect(answerHeaders(patterns, APP)).toContainEqual(['vary', 'Origin'])
    expect(answerHeaders(['*'], APP)).toContainEqual(['access-control-allow-origin', '*'])
  })

  it('may send whatever headers a provider has, by name', () => {
    const asked = 'authorization,x-relay-token,anthropic-version,anthropic-beta,x-stainless-os'
    expect(preflightHeaders(patterns, APP, asked)).toContainEqual(['access-control-allow-headers', asked])
  })

  it('gets no header back that is none', () => {
    for (const asked of ['x\r\nset-cookie: a=b', 'a b', 'x'.repeat(3000)])
      expect(preflightHeaders(patterns, APP, asked).map(([name]) => name)).not.toContain('access-control-allow-headers')
  })

  it('is never allowed cookies', () => {
    const pairs = [...answerHeaders(['*'], APP), ...preflightHeaders(patterns, APP, 'x-a')]
    expect(pairs.map(([name]) => name)).not.toContain('access-control-allow-credentials')
  })
})
