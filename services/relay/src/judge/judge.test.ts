import type { LiveGrant } from '@1relay/contracts'
import { judgeHead, judgeModel, matchesPathGlob, matchesWildcard, type RequestHead } from './index.js'

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
const head = (overrides: Partial<RequestHead> = {}): RequestHead => ({
  nowMs: 1000,
  prefix: '1r_at',
  method: 'POST',
  path: { ok: true, path: '/v1/chat/completions' },
  query: { ok: true, parameters: [{ name: 'debug', raw: 'debug=1' }] },
  ...overrides,
})

describe('judgeHead', () => {
  it.each([
    ['wrong_prefix', grant({ prefix: '1r_bt' }), head()],
    ['grant_expired', grant({ expiresAt: 1000 }), head()],
    ['method_not_supported', grant(), head({ method: 'TRACE' })],
    ['method_not_supported', grant(), head({ method: 'CONNECT' })],
    ['method_not_allowed', grant({ scope: { methods: [] } }), head()],
    ['invalid_path', grant(), head({ path: { ok: false, why: '' } })],
    ['path_not_allowed', grant({ scope: { paths: ['/v1/chat'] } }), head()],
    ['invalid_path', grant(), head({ query: { ok: false, why: '' } })],
    ['query_not_allowed', grant({ scope: { deniedQueryParameters: ['DEBUG'] } }), head()],
  ])('refuses with %s', (reason, given, request) => {
    expect(judgeHead(given, request)).toMatchObject({ ok: false, reason })
  })

  it('hides why a token does not count', () => {
    expect(judgeHead(grant({ expiresAt: 1 }), head())).toMatchObject({ code: 'invalid_token' })
  })

  it('allows what every list allows', () => {
    const scope = { methods: ['post'], paths: ['/v1/**'], deniedQueryParameters: ['other'] }
    expect(judgeHead(grant({ scope, expiresAt: 1001 }), head())).toEqual({ ok: true })
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
    ['/v1/*', '/v1/', true],
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
})
