import { connect } from 'node:net'
import type { GrantScope } from '@1relay/contracts'
import { Harness } from '../harness.js'
import { makeTestRelayKey, protect, type Protected, type TestRelayKey } from '../protected-keys.js'
import { RawUpstream } from './raw-upstream.js'

const API = 'https://api.example.com'
const SECRET = 'upstream-secret-of-scope-tests'
const SCOPE: GrantScope = {
  methods: ['GET', 'POST'],
  paths: ['/v1/customers/*', '/v1/reports/*.json', '/v1/public/**'],
  deniedQueryParameters: ['debug', 'associations', 'api_key', 'filter[status]'],
}

type Cases = Readonly<Record<string, readonly string[]>>

/**
 * Paths that lead somewhere else than they say, by what they try. Sources: RFC 3986 §6.2.2; O. Tsai “Breaking Parser Logic” (2018); CVE-2021-41773
 * (Apache), CVE-2019-9901 and CVE-2021-29492 (Envoy), CVE-2020-11989 and CVE-2020-13933 (Shiro), CVE-2016-5007 (Spring).
 */
const UNREADABLE: Cases = {
  'dot segments': ['/v1/customers/../admin', '/v1/customers/.', '/v1/public/..', '/v1/./customers/a', '/..'],
  'encoded dots': ['/v1/public/%2e%2e/admin', '/v1/public/.%2E/admin', '/v1/customers/%2e'],
  'encoded separators': [
    '/v1/customers/..%2fadmin',
    '/v1/customers/a%2Fb',
    '/v1/public/..%5cadmin',
    '/v1/customers\\a',
  ],
  'double encodings': ['/v1/public/%252e%252e/admin', '/v1/customers/%25%32%66', '/v1/customers/a%25'],
  'empty segments': ['//v1/customers/a', '/v1//customers/a', '/v1/customers//', '/v1/public//admin'],
  'segments of parameters alone': [
    '/v1/customers/;a',
    '/v1/;/customers/a',
    '/v1/public/%3Bx/a',
    '/v1/public/..;/admin',
  ],
  'control characters': ['/v1/customers/a%00', '/v1/customers/a%0d%0aX:1', '/v1/customers/a%0A'],
  'bytes that are no text': ['/v1/customers/%c0%ae%c0%ae', '/v1/customers/%ff', '/v1/customers/%zz'],
  'queries that cannot be read': [
    '/v1/customers/a?x=1#y',
    '/v1/customers/a?%zz=1',
    '/v1/customers/a?a\\b',
    '/v1/customers/a?%2564ebug=1',
  ],
}

/** Paths that can be read in one way only, and are not within the scope. */
const OUTSIDE: Cases = {
  'what no glob names': [
    '/',
    '/v1',
    '/v2/customers/a',
    '/v1/customers/a/cards',
    '/admin',
    '/v1/reports/a.csv',
    '/v1/publicx/a',
  ],
  // Servers that are not strict about slashes take it for the list, which no glob names.
  'a slash at the end': ['/v1/customers', '/v1/customers/', '/v1/customers/a/', '/v1/reports/a.json/'],
  'other cases': ['/V1/customers/a', '/v1/Customers/a', '/v1/reports/a.JSON'],
  // Tomcat and its kin cut them off: the upstream would see /v1/reports/secret.
  'parameters in segments': [
    '/v1/reports/secret;.json',
    '/v1/reports/secret%3B.json',
    '/v1/reports/secret;x=a.json',
    '/v1;x/customers/a',
    '/v1/customers;/a',
    '/v1/admin;/public/x',
  ],
  'encoded letters': ['/v1/%61dmin/a', '/v1/customer%73x/a', '/%76%31/admin'],
  'letters that look alike': ['/v1/c%C5%ABstomers/a', '/v1/%EF%BD%83ustomers/a', '/v1%E2%88%95customers%E2%88%95a'],
  'another host': ['/@evil.example/v1/customers/a', '/evil.example:443/v1/customers/a', '/http:/evil.example/'],
}

/**
 * Spellings of denied parameters. Sources: S. di Paola, L. Carettoni “HTTP Parameter Pollution” (2009); W3C HTML 4.01 §B.2.2 on `;`; PHP manual, “Variables From
 * External Sources”; parsers of Rack and qs; data binding of Spring and ASP.NET; the WHATWG's urlencoded parser.
 */
const DENIED: Cases = {
  'in other cases': ['DEBUG=1', 'Debug', 'dEbUg=', 'API_KEY=x'],
  encoded: ['%64ebug=1', '%64%65%62%75%67=1', '%44EBUG', 'api%5fkey=x', 'api%5Fkey=x'],
  'beside others': ['a=1&debug=1', 'debug=1&a=1', 'a=1&&debug', '&debug=1', 'a=1&amp;debug=1', 'a=&b&debug&c'],
  'more than once': ['debug=0&debug=1', 'a=1&a=2&associations=x&associations=y'],
  'behind a semicolon': ['a=1;debug=1', ';debug', 'a;b;associations=1', 'debug;a=1'],
  'with brackets': [
    'debug[]=1',
    'debug[0]=1',
    'debug%5B%5D=1',
    'debug[a][b]=1',
    '[debug]=1',
    '%5bdebug%5d=1',
    '[[debug=1',
    'debug]=1',
    'debug[=1',
  ],
  'a part of a list that is denied': ['filter[status]=x', 'filter[other]=x', 'filter=x'],
  'with blanks': ['+debug=1', 'debug+=1', '%20debug%20=1', '%C2%A0debug=1', '%E2%80%83debug'],
  'as PHP would name it': ['api.key=x', 'api+key=x', 'api%20key=x', 'api[key=x', 'api%2Ekey=x'],
  'as a member': ['debug.on=1', 'associations.x.y=1'],
  'in wide letters': ['%EF%BD%84ebug=1', 'api_%E2%84%AAey=x'],
  'behind another question mark': ['?debug=1', '?a=1&debug=1'],
}

/** Parameters with which a query names another method. Sources: Symfony (http_method_override), Laravel, Rails, ServiceStack. */
const OVERRIDES = [
  '_method=DELETE',
  '_METHOD=put',
  '%5fmethod=DELETE',
  'a=1;_method=DELETE',
  'x-http-method-override=DELETE',
  'X-HTTP-Method=PUT',
  '_method[]=DELETE',
]

/** What passes, and what the upstream gets. */
const FORWARDED: readonly (readonly [string, string])[] = [
  ['/v1/customers/a', '/v1/customers/a'],
  ['/v1/customers/%61%2Db', '/v1/customers/a-b'],
  ['/v1/customer%73/%c3%a9', '/v1/customers/%C3%A9'],
  ['/v1/customers/a;v=1', '/v1/customers/a;v=1'],
  ['/v1/customers/a%3Fdebug=1', '/v1/customers/a%3Fdebug=1'],
  ['/v1/reports/..json', '/v1/reports/..json'],
  ['/v1/public', '/v1/public'],
  ['/v1/public/a/b/', '/v1/public/a/b/'],
  ['/v1/public/http:/evil.example/', '/v1/public/http:/evil.example/'],
  ['/v1/customers/a?debugger=1&nodebug=2&x=debug', '/v1/customers/a?debugger=1&nodebug=2&x=debug'],
  ['/v1/customers/a?a=%2e%2E/..//&b=%20+c', '/v1/customers/a?a=%2e%2E/..//&b=%20+c'],
  ['/v1/customers/a?a[]=1&a[]=2;b', '/v1/customers/a?a[]=1&a[]=2;b'],
  ['/v1/customers/a?x[debug]=1', '/v1/customers/a?x[debug]=1'],
  ['/v1/customers/a?method=DELETE', '/v1/customers/a?method=DELETE'],
  ['/v1/customers/a?', '/v1/customers/a'],
]

describe('what a scope lets through', () => {
  let upstream: RawUpstream
  let harness: Harness
  let key: TestRelayKey
  let one: Protected
  const issue = (scope: GrantScope) =>
    protect(harness, { key, upstream: API, auth: { kind: 'bearer' }, secret: SECRET, grant: { scope } })
  beforeAll(async () => {
    upstream = await RawUpstream.start()
    key = await makeTestRelayKey()
    const origins = { [API]: upstream.origin }
    harness = await Harness.start({ RELAY_PRIVATE_KEYS: key.text, PROVIDER_ORIGINS: JSON.stringify(origins) })
    one = await issue(SCOPE)
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.stop()
  })
  beforeEach(() => {
    upstream.heads.length = 0
  })

  /** Sends a target as it stands; gives the status and the code of a refusal. */
  const send = (target: string, { token }: Protected, method = 'GET', more = ''): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
      let seen = ''
      const head = `${method} ${target} HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${token}\r\n${more}connection: close\r\n\r\n`
      socket.on('data', (chunk: Buffer) => (seen += chunk.toString('latin1'))).on('error', () => undefined)
      socket.on('close', () => {
        const code = /"code":"(\w+)"/.exec(seen)?.[1]
        resolve([/^HTTP\/1\.1 (\d+)/.exec(seen)?.[1], code].join(' ').trim())
      })
      socket.write(head, 'latin1')
    })
  const ask = (rest: string, by = one, method = 'GET', more = '') =>
    send(`/${by.connectionId}${rest}`, by, method, more)

  /** Every one is refused so, reaches nobody, and is recorded with its reason. */
  const refuses = async (rests: readonly string[], status: number, code: string, method = 'GET'): Promise<void> => {
    const by = await issue(SCOPE)
    const said: string[] = []
    for (const rest of rests) said.push(`${rest}: ${await ask(rest, by, method)}`)
    expect(said).toEqual(rests.map((rest) => `${rest}: ${status} ${code}`))
    expect(upstream.heads).toEqual([])
    const events = await harness.events(by, rests.length)
    expect(events.map(({ decision, reason, status: recorded }) => [decision, reason, recorded])).toEqual(
      rests.map(() => ['refused', code, status]),
    )
    expect(new Set(events.map(({ connectionId }) => connectionId))).toEqual(new Set([by.connectionId]))
  }

  it.each(Object.entries(UNREADABLE))('is no path with %s', (_, rests) => refuses(rests, 400, 'invalid_path'))

  it.each(Object.entries(OUTSIDE))('is nothing outside: %s', (_, rests) => refuses(rests, 403, 'path_not_allowed'))

  it.each(Object.entries(DENIED))('is no denied parameter %s', (_, queries) =>
    refuses(
      queries.map((query) => `/v1/customers/a?${query}`),
      403,
      'query_not_allowed',
    ),
  )

  it('is no parameter with a NUL in its name, which ends it for some', () =>
    refuses(
      ['/v1/customers/a?debug%00=1', '/v1/customers/a?debug%00x=1', '/v1/customers/a?%09debug'],
      400,
      'invalid_path',
    ))

  it('is no method that the query names', () =>
    refuses(
      OVERRIDES.map((query) => `/v1/customers/a?${query}`),
      403,
      'method_not_allowed',
      'POST',
    ))

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('is no %s', (method) =>
    refuses(['/v1/customers/a'], 403, 'method_not_allowed', method),
  )

  it('is no HEAD, whose refusal has no body', async () => {
    expect(await ask('/v1/customers/a', one, 'HEAD')).toBe('403')
    expect(upstream.heads).toEqual([])
  })

  it.each(['TRACE', 'CONNECT', 'PROPFIND', 'QUERY'])('is no %s, which no API of the kind has', async (method) => {
    expect(await ask('/v1/customers/a', await issue({}), method)).toMatch(/^(?:405 method_not_supported|)$/)
    expect(upstream.heads).toEqual([])
  })

  it.each([
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
    'x_http_method_override',
    'X-Original-URL',
    'X-Rewrite-URL',
  ])('is no %s: the upstream never sees it', async (name) => {
    expect(await ask('/v1/customers/a', one, 'POST', `${name}: DELETE\r\ncontent-length: 0\r\n`)).toBe('200')
    expect(upstream.heads[0]).not.toContain('DELETE')
  })

  it.each<[string, GrantScope, string]>([
    ['no method', { methods: [] }, 'method_not_allowed'],
    ['no path', { paths: [] }, 'path_not_allowed'],
    ['an empty glob', { paths: [''] }, 'path_not_allowed'],
    ['a glob without its slash', { paths: ['v1/**'] }, 'path_not_allowed'],
  ])('is nothing where %s is allowed', async (_, scope, code) => {
    expect(await ask('/v1/customers/a', await issue(scope))).toBe(`403 ${code}`)
    expect(upstream.heads).toEqual([])
  })

  it.each([
    ['an absolute form', (by: Protected) => `http://relay/${by.connectionId}/v1/customers/a`],
    ['another origin', (by: Protected) => `https://evil.example/${by.connectionId}/v1/customers/a`],
    ['two slashes before the id', (by: Protected) => `//${by.connectionId}/v1/customers/a`],
    ['an encoded letter in the id', (by: Protected) => `/%63${by.connectionId.slice(1)}/v1/customers/a`],
    ['an encoded slash behind the id', (by: Protected) => `/${by.connectionId}%2fv1/customers/a`],
    ['a parameter behind the id', (by: Protected) => `/${by.connectionId};x/v1/customers/a`],
    ['a user behind the id', (by: Protected) => `/${by.connectionId}@evil.example/v1/customers/a`],
    ['dots before the id', (by: Protected) => `/x/../${by.connectionId}/v1/customers/a`],
    ['the id in another case', (by: Protected) => `/${by.connectionId.toUpperCase()}/v1/customers/a`],
  ])('is no target with %s', async (_, target) => {
    expect(await send(target(one), one)).toBe('404 not_found')
    expect(upstream.heads).toEqual([])
  })

  it.each(FORWARDED)('is %s, forwarded as %s', async (rest, expected) => {
    expect([await ask(rest), upstream.target]).toEqual(['200', expected])
    expect(upstream.heads[0]).toContain(`\r\nauthorization: Bearer ${SECRET}\r\n`)
    expect(upstream.heads[0]).not.toContain(one.token)
  })
})
