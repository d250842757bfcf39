import type { GrantScope, LiveGrant } from '@1relay/contracts'
import {
  allowsOrigin,
  judgeHead,
  judgeModel,
  judgeNetwork,
  judgeToken,
  matchesPathGlob,
  matchesWildcard,
  type RequestHead,
} from './index.js'

const grant = (overrides: Partial<LiveGrant> = {}): LiveGrant => ({
  status: 'live',
  id: 'i'.repeat(16),
  version: 1,
  prefix: '1r_at',
  verifier: '',
  ledgerId: 'l',
  expiresAt: null,
  credentials: [],
  scope: {},
  limits: {},
  budgets: [],
  ...overrides,
})
const query = (...names: string[]): RequestHead['query'] => ({
  ok: true,
  parameters: names.map((name) => ({ name, raw: `${name}=1` })),
})
const head = (overrides: Partial<RequestHead> = {}): RequestHead => ({
  method: 'POST',
  path: { ok: true, path: '/v1/chat/completions' },
  query: query('debug'),
  ...overrides,
})
const path = (text: string): RequestHead['path'] => ({ ok: true, path: text })

describe('judgeToken', () => {
  it.each([
    ['wrong_prefix', grant({ prefix: '1r_bt' })],
    ['grant_expired', grant({ expiresAt: 1000 })],
  ])('refuses with %s, and hides why', (reason, given) => {
    expect(judgeToken(given, { nowMs: 1000, prefix: '1r_at' })).toEqual({ ok: false, code: 'invalid_token', reason })
  })

  it('allows a token until the moment it expires', () => {
    expect(judgeToken(grant({ expiresAt: 1001 }), { nowMs: 1000, prefix: '1r_at' })).toEqual({ ok: true })
  })
})

describe('judgeHead', () => {
  it.each<[string, GrantScope, Partial<RequestHead>]>([
    ['method_not_supported', {}, { method: 'TRACE' }],
    ['method_not_supported', {}, { method: 'CONNECT' }],
    ['method_not_allowed', { methods: [] }, {}],
    ['invalid_path', {}, { path: { ok: false, why: '' } }],
    ['path_not_allowed', { paths: ['/v1/chat'] }, {}],
    ['path_not_allowed', { paths: [] }, {}],
    ['invalid_path', {}, { query: { ok: false, why: '' } }],
    ['query_not_allowed', { deniedQueryParameters: ['DEBUG'] }, {}],
    ['query_not_allowed', { deniedQueryParameters: ['debug[x]'] }, {}],
    ['query_not_allowed', { deniedQueryParameters: ['a', 'debug'] }, { query: query('b', 'debug') }],
    ['method_not_allowed', { methods: ['POST'] }, { query: query('_method') }],
    ['method_not_allowed', { methods: ['POST'] }, { query: query('x-http-method-override') }],
  ])('refuses with %s', (reason, scope, request) => {
    expect(judgeHead(scope, head(request))).toMatchObject({ ok: false, reason })
  })

  it('sees a parameter under every name that it may be read as', () => {
    const parameters = [{ name: 'debug.mode', aliases: ['debug_mode', 'debug'], raw: '' }]
    const denies = (name: string) =>
      judgeHead({ deniedQueryParameters: [name] }, head({ query: { ok: true, parameters } }))
    expect([denies('debug_mode').ok, denies('debug').ok, denies('mode').ok]).toEqual([false, false, true])
  })

  it('allows a path with parameters in its segments only if it is allowed without them, too', () => {
    const judge = (paths: string[], text: string) => judgeHead({ paths }, head({ path: path(text) })).ok
    expect(judge(['/files/*.json'], '/files/secret;.json')).toBe(false)
    expect(judge(['/files/*.json'], '/files/secret%3B.json')).toBe(false)
    expect(judge(['/files/*.json'], '/files/a.json;v=1')).toBe(false)
    expect(judge(['/files/*.json*'], '/files/a.json;v=1')).toBe(true)
    expect(judge(['/files/*'], '/files/a;v=1')).toBe(true)
  })

  it('allows what every list allows', () => {
    const scope = { methods: ['post'], paths: ['/v1/**'], deniedQueryParameters: ['other'] }
    expect(judgeHead(scope, head())).toEqual({ ok: true })
  })

  it('lets a query name a method where methods are not restricted', () => {
    expect(judgeHead({}, head({ query: query('_method') }))).toEqual({ ok: true })
  })
})

describe('judgeNetwork', () => {
  const allows = (cidr: string, ip: string) => judgeNetwork({ mode: 'allowlist', cidrs: [cidr] }, ip) === 'inside'
  it.each([
    ['203.0.113.0/24', '203.0.114.0'],
    ['203.0.113.7/32', '203.0.113.8'],
    ['203.0.113.7', '203.0.113.8'],
    ['2001:db8:1:2::/64', '2001:db8:1:3::1'],
    ['::/0', '203.0.113.7'],
    ['0.0.0.0/0', '2001:db8::1'],
    ['::ffff:203.0.113.0/120', '203.0.114.1'],
    ['203.0.113.0/33', '203.0.113.0'],
    ['203.0.113.0/-1', '203.0.113.0'],
    ['203.0.113.0/24/8', '203.0.113.0'],
    ['203.0.113.0/', '203.0.113.0'],
    ['203.0.113.0/0x8', '203.0.113.0'],
    ['fe80::%eth0/64', 'fe80::1'],
    ['::ffff:203.0.113.0/24', '203.0.113.0'],
    ['', '203.0.113.0'],
    ['*', '203.0.113.0'],
    ['0.0.0.0/0', ''],
    ['0.0.0.0/0', 'unknown'],
  ])('%s does not contain %s', (cidr, ip) => {
    expect(allows(cidr, ip)).toBe(false)
  })

  it.each([
    ['203.0.113.0/24', '203.0.113.255'],
    ['203.0.113.7', '203.0.113.7'],
    ['0.0.0.0/0', '203.0.113.7'],
    ['::/0', '2001:db8::1'],
    ['2001:db8:1:2::/64', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8:1:2::/63', '2001:db8:1:3::'],
    ['2001:DB8:0:0::1/128', '2001:db8::1'],
    ['::ffff:203.0.113.0/120', '203.0.113.9'],
  ])('%s contains %s', (cidr, ip) => {
    expect(allows(cidr, ip)).toBe(true)
  })

  it('allows nobody where no network is named, and asks only where the policy says so', () => {
    expect(judgeNetwork({ mode: 'allowlist', cidrs: [] }, '203.0.113.7')).toBe('outside')
    expect(judgeNetwork({ mode: 'confirm', cidrs: [] }, '203.0.113.7')).toBe('unconfirmed')
    expect(judgeNetwork({ mode: 'confirm', cidrs: [] }, '')).toBe('outside')
  })
})

describe('allowsOrigin', () => {
  it.each([
    [undefined],
    [''],
    ['null'],
    ['http://app.example.com'],
    ['https://app.example.com:8443'],
    ['https://app.example.com/'],
    ['https://app.example.com.evil.example'],
    ['https://example.com'],
    ['https://deep.example.org.evil.example'],
    ['https://evilexample.org'],
    ['https://.example.org'],
    ['https://example.org'],
    ['http://a.example.org'],
    ['https://a.example.org:8443'],
    ['https://a..example.org'],
    ['https://evil.example/.example.org'],
    ['https://evil.example#.example.org'],
    ['https://evil.example?.example.org'],
    ['https://evil.example:443.example.org'],
    ['https://user@.example.org'],
    ['https://evil.example\\.example.org'],
    ['https://*.example.org'],
    ['https://app.example.com, https://app.example.com'],
    ['HTTPS://APP.EXAMPLE.COM'],
  ])('refuses %s', (origin) => {
    expect(allowsOrigin(['https://app.example.com', 'https://*.example.org', 'null'], origin)).toBe(false)
  })

  it.each([
    'https://app.example.com',
    'https://a.example.org',
    'https://a.b.example.org',
    'https://xn--4ca.example.org',
  ])('allows %s', (origin) => {
    expect(allowsOrigin(['https://app.example.com', 'https://*.example.org'], origin)).toBe(true)
  })

  it('keeps the port of a wildcard', () => {
    const origins = ['http://*.localhost:3000']
    expect(['http://a.localhost:3000', 'http://a.localhost'].map((one) => allowsOrigin(origins, one))).toEqual([
      true,
      false,
    ])
  })

  it('allows no page where none is named', () => {
    expect(allowsOrigin([], 'https://app.example.com')).toBe(false)
  })
})

describe('judgeModel', () => {
  it('refuses a request that names no model under a list of models, unless it can run none', () => {
    expect(judgeModel({ models: ['*'] }, null, 'POST')).toMatchObject({ reason: 'model_not_allowed' })
    expect(judgeModel({ models: ['*'] }, null, 'GET')).toEqual({ ok: true })
    expect(judgeModel({ models: [] }, 'gpt-4o', 'POST')).toMatchObject({ reason: 'model_not_allowed' })
  })

  it('allows any model without a list', () => {
    expect(judgeModel({}, null, 'POST')).toEqual({ ok: true })
  })
})

describe('globs', () => {
  it.each([
    ['/v1/*', '/v1/models', true],
    ['/v1/*', '/v1/models/x', false],
    ['/v1/*', '/v1/', false],
    ['/v1/*/', '/v1/x/', true],
    ['/v1/**', '/v1/', true],
    ['/v1/**', '/v1/models/x', true],
    ['/v1/**', '/v1', true],
    ['/v1/**', '/v10', false],
    ['/**/x', '/a/b/x', true],
    ['/v1/mod*s', '/v1/models', true],
    ['/v1/models', '/v1/models/', false],
    ['/v1/a.c', '/v1/abc', false],
    ['', '/', false],
    ['**', '/anything/at/all', true],
  ])('%s over %s: %s', (glob, path, expected) => {
    expect(matchesPathGlob(glob, path)).toBe(expected)
  })

  it.each([
    ['gpt-4o*', 'gpt-4o-mini', true],
    ['gpt-4o', 'gpt-4o-mini', false],
    ['*/gpt-4o', 'openai/gpt-4o', true],
    ['*', '', true],
    ['', 'x', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'aXbY', false],
  ])('%s over model %s: %s', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected)
  })

  it('answers at once to a pattern that would hang a regular expression', () => {
    expect(matchesWildcard(`${'a*'.repeat(40)}b`, 'a'.repeat(5000))).toBe(false)
    expect(matchesPathGlob(`${'**/'.repeat(40)}x`, '/a'.repeat(200))).toBe(false)
  })

  it('tries no glob with stars on a path of more segments than any API has', () => {
    expect(matchesPathGlob('/**', '/a'.repeat(100))).toBe(true)
    expect(matchesPathGlob('/**', '/a'.repeat(101))).toBe(false)
    expect(matchesPathGlob('/a'.repeat(101), '/a'.repeat(101))).toBe(true)
  })

  it.each([
    ['*', '', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*b', 'ab', false],
    ['*ab*b', 'abb', true],
    ['a*b*a', 'aba', true],
    ['a*b*a', 'aab', false],
    ['**', 'a', true],
  ])('reads %s with %j as %s', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected)
  })

  it('looks for a pattern in a megabyte without reading it anew at every character', () => {
    let reads = 0
    const text = 'a'.repeat(1_000_000)
    const counted = new Proxy(new String(text), {
      get: (target, name) => {
        reads++
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value as (...of: unknown[]) => unknown).bind(text) : value
      },
    })
    expect(matchesWildcard(`*${'a'.repeat(198)}b*`, counted as unknown as string)).toBe(false)
    expect(reads).toBeLessThan(100)
  })
})
