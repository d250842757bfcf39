import fc from 'fast-check'
import { clientAddress, normalisePath, readCallerToken, readQuery, readRoute, withoutKeyParameter } from './index.js'

describe('normalisePath', () => {
  it.each([
    ['models', 'not an absolute path'],
    ['/a//b', 'empty segment'],
    ['//a', 'empty segment'],
    ['/a/../b', 'dot segment'],
    ['/a/.', 'dot segment'],
    ['/a/%2E%2e', 'dot segment'],
    ['/a/..;jsessionid=1/b', 'dot segment'],
    ['/a/..%3Bx', 'dot segment'],
    ['/a%2fb', 'encoded 2f'],
    ['/a%5Cb', 'encoded 5C'],
    ['/a%00', 'encoded 00'],
    ['/a%0a', 'encoded 0a'],
    ['/a%2525', 'encoded 25'],
    ['/a\\b', 'character that a path cannot carry'],
    ['/a%', 'character that a path cannot carry'],
    ['/.%A0.', 'bytes that are not UTF-8'],
    ['/a b', 'character that a path cannot carry'],
    ['/a#b', 'character that a path cannot carry'],
    ['/ä', 'character that a path cannot carry'],
  ])('refuses %s: %s', (raw, why) => {
    expect(normalisePath(raw)).toEqual({ ok: false, why })
  })

  it('decodes what needs no encoding and spells the rest one way', () => {
    expect(normalisePath('/v1beta/models/gemini%2D2.5:generateContent/%c3%a9/')).toEqual({
      ok: true,
      path: '/v1beta/models/gemini-2.5:generateContent/%C3%A9/',
    })
  })

  it('is its own normal form, holds no dot segment, and survives the WHATWG parser unchanged', () => {
    const segment = fc.stringMatching(/^(?:[a-z0-9._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2}|\/){0,12}$/)
    fc.assert(
      fc.property(segment, (rest) => {
        const reading = normalisePath(`/${rest}`)
        if (!reading.ok) return
        expect(normalisePath(reading.path)).toEqual(reading)
        expect(new URL(`http://h${reading.path}`).pathname).toBe(reading.path)
        expect(decodeURIComponent(reading.path).split(/[/\\]/)).not.toContain('..')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('readQuery', () => {
  it.each(['%zz=1', 'a b', 'a=\u0000', 'ä=1', 'a#b'])('refuses %j', (query) => {
    expect(readQuery(query).ok).toBe(false)
  })

  it('sees a parameter through encoding, case, brackets and semicolons', () => {
    const reading = readQuery('%44ebug=1;STREAM[0]=2&+x=3')
    expect(reading.ok && reading.parameters.map(({ name }) => name)).toEqual(['debug', 'stream', 'x'])
  })

  it.each([
    ['key=x&alt=sse', 'alt=sse'],
    ['alt=sse&%6bey=x', 'alt=sse'],
    ['a=1&KEY=2', 'a=1'],
    ['a=1;key=2', ''],
    ['keys=1&monkey=2', 'keys=1&monkey=2'],
  ])('drops the key parameter from %s', (query, left) => {
    expect(withoutKeyParameter(query)).toBe(left)
  })
})

describe('readRoute', () => {
  it.each([
    ['GET', '/v1/proxy/chat/completions', 'method_not_supported'],
    ['GET', '/v1/proxy/other', 'not_found'],
    ['GET', '/internal/grants/x', 'not_found'],
    ['GET', '/Internal', 'not_found'],
    ['GET', 'http://relay/v1/keys', 'not_found'],
    ['OPTIONS', '*', 'not_found'],
  ])('leads %s %s nowhere: %s', (method, target, code) => {
    expect(readRoute(method, target)).toEqual({ kind: 'nowhere', code })
  })

  it('takes the rest of a passthrough path for the upstream', () => {
    expect(readRoute('GET', '/v1/proxy/passthrough/openai/v1/models?a=1')).toEqual({
      kind: 'passthrough',
      slug: 'openai',
      path: { ok: true, path: '/v1/models' },
      query: 'a=1',
    })
    expect(readRoute('GET', '/v1/proxy/passthrough/openai')).toMatchObject({ path: { path: '/' } })
  })

  it('leaves what only begins like an internal path to the control plane', () => {
    expect(readRoute('GET', '/internals?x')).toEqual({ kind: 'elsewhere', target: '/internals?x' })
  })
})

describe('readCallerToken', () => {
  it.each([
    [['Authorization', 'Bearer a', 'authorization', 'Bearer a']],
    [['authorization', 'Bearer a', 'X-Api-Key', 'a']],
  ])('refuses two tokens, even the same one: %j', (headers) => {
    expect(readCallerToken(headers)).toEqual({ ok: false, code: 'ambiguous_request' })
  })

  it.each([[[]], [['authorization', 'Basic a']], [['authorization', 'Bearer a b']], [['x-api-key', ' ']]])(
    'finds no token in %j',
    (headers) => {
      expect(readCallerToken(headers)).toEqual({ ok: false, code: 'invalid_token' })
    },
  )

  it('takes a scheme in any case', () => {
    expect(readCallerToken(['AUTHORIZATION', 'bearer  abc'])).toEqual({ ok: true, text: 'abc' })
  })
})

describe('clientAddress', () => {
  it.each([
    ['10.0.0.1', '6.6.6.6', 0, '10.0.0.1'],
    ['::ffff:10.0.0.1', undefined, 0, '10.0.0.1'],
    ['10.0.0.1', '6.6.6.6, 9.9.9.9', 1, '9.9.9.9'],
    ['10.0.0.1', '6.6.6.6, 9.9.9.9, 10.0.0.2', 2, '9.9.9.9'],
    ['10.0.0.1', '9.9.9.9', 2, '10.0.0.1'],
    ['10.0.0.1', 'unknown', 1, '10.0.0.1'],
    ['10.0.0.1', '2001:db8::1', 1, '2001:db8::1'],
  ])('of %s with X-Forwarded-For %s behind %s hops is %s', (peer, header, hops, address) => {
    expect(clientAddress(peer, header, hops)).toBe(address)
  })
})
