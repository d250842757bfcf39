import { judgeUse, standingAt } from './management-token.js'

const free = { cidrs: null, methods: null, paths: null }
const use = { method: 'GET', path: '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/keys', ip: '203.0.113.7' }

describe('judgeUse', () => {
  it.each([
    ['198.51.100.1'],
    ['2001:db8::1'],
    ['203.0.113.7, 198.51.100.1'],
    ['203.0.113.7:443'],
    ['unknown'],
    [''],
    [null],
  ])('refuses the address %j, which is not in its networks', (ip) => {
    expect(judgeUse({ ...free, cidrs: ['203.0.113.0/24'] }, { ...use, ip })).toBe('network_not_allowed')
  })

  it.each(['203.0.113.7', '::ffff:203.0.113.7', '::ffff:cb00:7107'])('knows its network in the spelling %s', (ip) => {
    expect(judgeUse({ ...free, cidrs: ['203.0.113.0/24'] }, { ...use, ip })).toBe('allowed')
  })

  it('refuses a method that it does not name', () => {
    expect(judgeUse({ ...free, methods: ['GET'] }, { ...use, method: 'DELETE' })).toBe('method_not_allowed')
  })

  it.each([
    '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/members',
    '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/keys/',
    '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/keys/x',
    '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/%6beys',
    '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/members/../keys',
    '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/./keys',
    '//v1/workspaces/0Ab1Cd2Ef3Gh4Ij5/keys',
    '/v1/workspaces/a%2Fb/keys',
    '/v1/workspaces/0Ab1Cd2Ef3Gh4Ij5;x/keys',
    '/V1/workspaces/0Ab1Cd2Ef3Gh4Ij5/keys',
    '',
  ])('refuses %j for a token of /v1/workspaces/*/keys', (path) => {
    expect(judgeUse({ ...free, paths: ['/v1/workspaces/*/keys'] }, { ...use, path })).toBe('path_not_allowed')
  })

  it('refuses every path that has two readings, whatever it is allowed', () => {
    expect(judgeUse({ ...free, paths: ['/**'] }, { ...use, path: '/v1/%2e%2e/keys' })).toBe('path_not_allowed')
  })

  it('allows what is in scope', () => {
    const scope = { cidrs: ['203.0.113.7/32'], methods: ['GET'], paths: ['/v1/workspaces/*/keys'] }
    expect(judgeUse(scope, use)).toBe('allowed')
    expect(judgeUse({ ...free, paths: ['/v1/**'] }, use)).toBe('allowed')
  })
})

describe('standingAt', () => {
  const now = new Date('2026-11-21T12:00:00Z')

  it('is over at the very millisecond of its expiry', () => {
    expect(standingAt({ revokedAt: null, expiresAt: now }, now)).toBe('expired')
    expect(standingAt({ revokedAt: null, expiresAt: new Date(now.getTime() + 1) }, now)).toBe('active')
  })

  it('is revoked before all else, and active without an expiry', () => {
    expect(standingAt({ revokedAt: now, expiresAt: now }, now)).toBe('revoked')
    expect(standingAt({ revokedAt: null, expiresAt: null }, now)).toBe('active')
  })
})
