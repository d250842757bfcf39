import fc from 'fast-check'
import {
  clientAddress,
  isNamed,
  normalisePath,
  readCallerToken,
  readQuery,
  readRoute,
  recordedQuery,
  withoutParameter,
  withoutPathParameters,
} from './index.js'

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
    ['/a/;x=1/b', 'empty segment'],
    ['/a/%3B', 'empty segment'],
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

  // Sources: qs and Rack (leading brackets), PHP's variables from outside sources, Spring's and ASP.NET's binding, best-fit mappings.
  it.each([
    ['[debug]=1', 'debug'],
    ['%5Bdebug%5D=1', 'debug'],
    ['[[debug=1', 'debug'],
    ['debug]=1', 'debug'],
    ['?debug=1', 'debug'],
    ['debug.mode=1', 'debug_mode'],
    ['debug%20mode=1', 'debug_mode'],
    ['debug+mode=1', 'debug_mode'],
    ['debug[mode=1', 'debug_mode'],
    ['debug.on=1', 'debug'],
    ['debug.on[x]=1', 'debug_on'],
    ['%C2%A0debug=1', 'debug'],
    ['%EF%BD%84ebug=1', 'debug'],
    ['api_%E2%84%AAey=1', 'api_key'],
  ])('%s may be read as %s', (query, name) => {
    const reading = readQuery(query)
    expect(reading.ok && reading.parameters.some((parameter) => isNamed(parameter, new Set([name])))).toBe(true)
  })

  it('refuses a name that is encoded twice', () => {
    expect(readQuery('%2564ebug=1')).toEqual({ ok: false, why: 'double encoding in a name' })
  })

  it.each([
    ['key=x&alt=sse', 'alt=sse'],
    ['alt=sse&%6bey=x', 'alt=sse'],
    ['a=1&KEY=2', 'a=1'],
    ['a=1;key=2', ''],
    ['keys=1&monkey=2', 'keys=1&monkey=2'],
  ])('drops the key parameter from %s', (query, left) => {
    expect(withoutParameter(query, 'key')).toBe(left)
  })
})

describe('recordedQuery', () => {
  it.each([
    ['a=1&api_key=x&b=2', 'a=1&api_key=***&b=2'],
    ['apikey=x&KEY=x&access_token=x=y', 'apikey=***&KEY=***&access_token=***'],
    ['X-Amz-Signature=x;code=y;z=1', 'X-Amz-Signature=***;code=***;z=1'],
    ['%61pi_key=x', '%61pi_key=***'],
    ['api.key=x&token[]=y', 'api.key=***&token[]=***'],
    ['%zz=x', '%zz=***'],
    ['keyword=a&tokens_used=1&monkey=2&zipcode=3&author=4', 'keyword=a&tokens_used=1&monkey=2&zipcode=3&author=4'],
    ['', ''],
  ])('of %j is %j', (query, recorded) => {
    expect(recordedQuery(query)).toBe(recorded)
  })

  it('is bounded', () => {
    expect(recordedQuery('a'.repeat(5000))).toHaveLength(2048)
    expect(recordedQuery('key=&'.repeat(1000))).toHaveLength(2048)
  })
})

describe('withoutPathParameters', () => {
  it('cuts each segment at its first semicolon, however it is spelled', () => {
    expect(withoutPathParameters('/a;x=1/b%3By/c')).toBe('/a/b/c')
    expect(withoutPathParameters('/a/b')).toBeUndefined()
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
    ['GET', 'http://relay/conn_0123456789abcdef/v1', 'not_found'],
    ['GET', '//conn_0123456789abcdef/v1', 'not_found'],
    ['GET', '/conn_0123456789abcde/v1', 'not_found'],
    ['GET', '/conn_0123456789abcdef0/v1', 'not_found'],
    ['GET', '/conn_0123456789abcde-/v1', 'not_found'],
    ['GET', '/conn_0123456789abcdef;x/v1', 'not_found'],
    ['GET', '/conn_0123456789abcdef%2fv1', 'not_found'],
    ['GET', '/conn_', 'not_found'],
    ['GET', '/%63onn_0123456789abcdef/v1', 'not_found'],
    ['GET', '/conn%5F0123456789abcdef/v1', 'not_found'],
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

  it('takes everything after the id of a protected key for the upstream', () => {
    const connectionId = 'conn_0123456789abcdeF'
    const read = (rest: string) => readRoute('PATCH', `/${connectionId}${rest}`)
    const kind = 'protected'
    expect(read('/v1/x%2Dy?a=1?')).toEqual({ kind, connectionId, path: { ok: true, path: '/v1/x-y' }, query: 'a=1?' })
    expect(read('')).toMatchObject({ kind, path: { path: '/' }, query: '' })
    expect(read('?a')).toMatchObject({ kind, path: { path: '/' }, query: 'a' })
    expect(read('//v1')).toMatchObject({ kind, path: { ok: false, why: 'empty segment' } })
    expect(read('/v1/proxy/../x')).toMatchObject({ kind, path: { ok: false, why: 'dot segment' } })
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

  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  it.each([
    ['Token rk_a', 'rk_a'],
    ['token rk_a', 'rk_a'],
    ['Token token=rk_a', 'rk_a'],
    ['SSWS rk_a ', 'rk_a'],
    ['rk_a', 'rk_a'],
    [basic('rk_a:'), 'rk_a'],
    [basic('rk_a'), 'rk_a'],
    [basic('api:rk_a'), 'rk_a'],
    [basic('AC0123:rk_a'), 'rk_a'],
    [basic('1r_at_x:x-oauth-basic'), '1r_at_x'],
  ])('reads %s as official clients mean it', (value, text) => {
    expect(readCallerToken(['authorization', value])).toMatchObject({ ok: true, text })
  })

  it.each([
    [basic('rk_a:rk_b')],
    [basic('user:password')],
    [basic(':')],
    ['Basic rk_a:'],
    ['Basic'],
    [basic(`rk_${'a'.repeat(600)}:`)],
    ['sk-live-1'],
    ['Bearer'],
    ['Bearer rk_a,Bearer rk_b x'],
  ])('finds no token in %s', (value) => {
    expect(readCallerToken(['authorization', value])).toMatchObject({ ok: false })
  })

  describe('of a protected key', () => {
    const key = `rk_app_${'a'.repeat(16)}_${'b'.repeat(43)}_${'c'.repeat(6)}`
    const places = { isAnyHeader: true }
    it.each([
      ['xi-api-key', key],
      ['X-Postmark-Server-Token', key],
      ['Private-Token', ` ${key}`],
      ['X-Auth', `Token ${key}`],
    ])('stands in %s', (header, value) => {
      const found = { ok: true, text: key, header: header.toLowerCase() }
      expect(readCallerToken([header, value], places)).toEqual(found)
    })

    it('is none of anybody else: no other header is looked into on other routes', () => {
      expect(readCallerToken(['xi-api-key', key])).toEqual({ ok: false, code: 'invalid_token' })
    })

    it.each([
      [['authorization', `Bearer ${key}`, 'xi-api-key', key]],
      [['xi-api-key', `${key} ${key}`]],
      [['referer', `https://a.example/?key=${key}`, 'authorization', `Bearer ${key}`]],
      [['sec-websocket-protocol', `a.${key}`, 'authorization', `Bearer ${key}`]],
    ])('is refused where it stands twice: %j', (headers) => {
      expect(readCallerToken(headers, places)).toEqual({ ok: false, code: 'ambiguous_request' })
    })
  })

  it('takes a scheme in any case', () => {
    expect(readCallerToken(['AUTHORIZATION', 'bearer  abc'])).toEqual({
      ok: true,
      text: 'abc',
      header: 'authorization',
    })
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
    ['10.0.0.1', '2001:DB8:0:0::1', 1, '2001:db8::1'],
    ['10.0.0.1', '::ffff:cb00:7107', 1, '203.0.113.7'],
    ['10.0.0.1', '0:0:0:0:0:FFFF:203.0.113.7', 1, '203.0.113.7'],
    ['10.0.0.1', '203.0.113.7:4711', 1, '203.0.113.7'],
    ['10.0.0.1', '[2001:db8::1]:4711', 1, '2001:db8::1'],
    ['10.0.0.1', '[2001:db8::1]', 1, '2001:db8::1'],
    ['10.0.0.1', '203.0.113.7:4711:1', 1, '10.0.0.1'],
    ['10.0.0.1', '203.0.113.7, ', 1, '10.0.0.1'],
    ['10.0.0.1', '203.0.113.256', 1, '10.0.0.1'],
    ['10.0.0.1', '0x7f.1', 1, '10.0.0.1'],
    ['fe80::1%eth0', undefined, 0, 'fe80::1'],
    ['::1', '6.6.6.6', 0, '::1'],
  ])('of %s with X-Forwarded-For %s behind %s hops is %s', (peer, header, hops, address) => {
    expect(clientAddress(peer, header, hops)).toBe(address)
  })
})
