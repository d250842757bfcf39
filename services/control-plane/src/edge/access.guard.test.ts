import type { ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { isFault } from '@1relay/faults'
import { Access, type AccessKind } from './access.decorator.js'
import { AccessGuard } from './access.guard.js'

const INTERNAL_SECRET = 'internal-secret'
const PUBLIC_ORIGIN = 'https://relay.example'

const guard = new AccessGuard({
  reflector: new Reflector(),
  authenticators: {
    findRelayUser: async () => undefined,
    findSession: async (token) =>
      token === 'session' ? { kind: 'account', accountId: 'account', sessionId: 'session' } : undefined,
    findClient: async (id, secret) =>
      id === 'id' && secret === 'secret' ? { kind: 'app', appId: 'app', ownerAccountId: 'owner' } : undefined,
    findMembership: async () => undefined,
    findManagementToken: async () => undefined,
  },
  internalSecret: INTERNAL_SECRET,
  publicOrigin: PUBLIC_ORIGIN,
})

const routeFor = (access: AccessKind | undefined): (() => void) => {
  const route = (): void => undefined
  if (access) Access(access)({}, 'route', { value: route })
  return route
}

const ask = async (
  access: AccessKind | undefined,
  headers: Record<string, string>,
  method = 'GET',
): Promise<string> => {
  const route = routeFor(access)
  const http = { getRequest: () => ({ headers, method, params: {} }) }
  const context = { getHandler: () => route, switchToHttp: () => http } as unknown as ExecutionContext
  try {
    return (await guard.canActivate(context)) ? 'admitted' : 'denied'
  } catch (error) {
    return isFault(error) ? error.code : 'broken'
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` })
const cookie = (token: string) => ({ cookie: `__Host-1r_session=${token}` })
const everything = [bearer('session'), basic('id', 'secret'), cookie('session'), bearer(INTERNAL_SECRET), {}]

describe('AccessGuard', () => {
  it.each(everything)('denies a route that does not say who may call it, whoever asks (%#)', async (headers) => {
    expect(await ask(undefined, headers)).toBe('not_found')
  })

  it.each<[AccessKind, string[]]>([
    ['account', ['admitted', 'unauthenticated', 'admitted', 'unauthenticated', 'unauthenticated']],
    ['account-bearer', ['admitted', 'unauthenticated', 'unauthenticated', 'unauthenticated', 'unauthenticated']],
    ['app', ['invalid_client', 'admitted', 'invalid_client', 'invalid_client', 'invalid_client']],
    ['account-or-app', ['admitted', 'admitted', 'admitted', 'unauthenticated', 'unauthenticated']],
    ['internal', ['unauthenticated', 'unauthenticated', 'unauthenticated', 'admitted', 'unauthenticated']],
    ['anonymous', ['admitted', 'admitted', 'admitted', 'admitted', 'admitted']],
  ])('admits to %s whom it names: session, app, cookie, internal, nobody', async (access, expected) => {
    expect(await Promise.all(everything.map((headers) => ask(access, headers)))).toEqual(expected)
  })

  it.each([
    [bearer('other'), 'unauthenticated'],
    [basic('id', 'other'), 'invalid_client'],
    [basic('other', 'secret'), 'invalid_client'],
    [cookie('other'), 'unauthenticated'],
  ])('refuses wrong credentials (%#)', async (headers, code) => {
    expect(await ask('account-or-app', headers)).toBe(code)
  })

  it.each([INTERNAL_SECRET.slice(0, -1), `${INTERNAL_SECRET}x`, INTERNAL_SECRET.toUpperCase()])(
    'refuses the internal secret with a difference: %s',
    async (secret) => {
      expect(await ask('internal', bearer(secret))).toBe('unauthenticated')
    },
  )

  it('takes the internal secret from no cookie', async () => {
    expect(await ask('internal', cookie(INTERNAL_SECRET))).toBe('unauthenticated')
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('takes %s with the cookie from our own origin only', async (method) => {
    for (const origin of ['https://evil.example', 'null', `${PUBLIC_ORIGIN}:444`, 'http://relay.example']) {
      expect(await ask('account', { ...cookie('session'), origin }, method)).toBe('forbidden_origin')
    }
    expect(await ask('account', cookie('session'), method)).toBe('forbidden_origin')
    expect(await ask('account', { ...cookie('session'), origin: PUBLIC_ORIGIN }, method)).toBe('admitted')
    expect(await ask('account', { ...bearer('session'), origin: 'https://evil.example' }, method)).toBe('admitted')
  })
})
