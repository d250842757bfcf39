import type { ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { fault, isFault } from '@1relay/faults'
import { Access, type AccessKind } from './access.decorator.js'
import { AccessGuard } from './access.guard.js'
import { sessionCookieName } from './credentials.js'
import type { LiveManagementToken, TokenUse } from './index.js'

const PUBLIC_ORIGIN = 'https://relay.example'
const INTERNAL_SECRET = 'internal-secret'
const uses: TokenUse[] = []

const tokens: Record<string, LiveManagementToken> = {
  rk_mgmt_admin: { id: 't', name: 'CI', workspaceId: 'ours', role: 'admin' },
  rk_mgmt_viewer: { id: 't', name: 'Report', workspaceId: 'ours', role: 'viewer' },
  rk_mgmt_provisioner: { id: 't', name: 'Minter', workspaceId: 'ours', role: 'provisioner' },
  rk_mgmt_theirs: { id: 't', name: 'Other', workspaceId: 'theirs', role: 'admin' },
}

const guard = new AccessGuard({
  reflector: new Reflector(),
  authenticators: {
    findSession: async (token) => (token === '' ? undefined : { kind: 'account', accountId: token, sessionId: 's' }),
    findClient: async () => ({ kind: 'app', appId: 'app', ownerAccountId: 'admin' }),
    findRelayUser: async () => undefined,
    findMembership: async (workspaceId, accountId) =>
      workspaceId === 'ours' && (accountId === 'admin' || accountId === 'viewer')
        ? { role: accountId, email: `${accountId}@example.com` }
        : undefined,
    findManagementToken: async (token, use) => {
      uses.push(use)
      if (use.ip === '203.0.113.9') throw fault('network_not_allowed', 'not from there')
      return tokens[token]
    },
  },
  internalSecret: INTERNAL_SECRET,
  publicOrigin: PUBLIC_ORIGIN,
})

interface Asked {
  headers: Record<string, string>
  workspaceId?: string | undefined
  method?: string
  ip?: string
}

const ask = async (access: AccessKind | undefined, asked: Asked): Promise<string> => {
  const { headers, method = 'GET', ip = '::ffff:198.51.100.1' } = asked
  const workspaceId = 'workspaceId' in asked ? asked.workspaceId : 'ours'
  const route = (): void => undefined
  if (access) Access(access)({}, 'route', { value: route })
  const params = workspaceId === undefined ? {} : { workspaceId }
  const request = { headers, method, ip, params, originalUrl: '/v1/workspaces/ours/keys?q=secret' }
  const http = { getRequest: () => request }
  const context = { getHandler: () => route, switchToHttp: () => http } as unknown as ExecutionContext
  try {
    return (await guard.canActivate(context)) ? 'admitted' : 'denied'
  } catch (error) {
    return isFault(error) ? error.code : String(error)
  }
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const cookie = (token: string, origin?: string) => ({
  headers: { cookie: `${sessionCookieName(PUBLIC_ORIGIN)}=${token}`, ...(origin && { origin }) },
})
const app = { headers: { authorization: `Basic ${btoa('id:secret')}` } }
const everybody = [
  bearer('admin'),
  bearer('viewer'),
  bearer('stranger'),
  bearer('rk_mgmt_admin'),
  bearer('rk_mgmt_viewer'),
  bearer('rk_mgmt_provisioner'),
  bearer('rk_mgmt_theirs'),
  bearer('rk_mgmt_unknown'),
  app,
  { headers: {} },
]

describe('a route of a workspace', () => {
  it.each<AccessKind | undefined>([undefined, 'account', 'app', 'account-or-app', 'anonymous'])(
    'that says %s answers nobody: its handler forgot whose it is',
    async (access) => {
      for (const asked of everybody) expect(await ask(access, asked)).toBe('not_found')
    },
  )

  const nobody = ['unauthenticated', 'unauthenticated']
  it.each<[AccessKind, string[]]>([
    [
      'workspace-viewer',
      [
        'admitted',
        'admitted',
        'not_found',
        'admitted',
        'admitted',
        'role_required',
        'not_found',
        'invalid_token',
        ...nobody,
      ],
    ],
    [
      'workspace-admin',
      [
        'admitted',
        'role_required',
        'not_found',
        'admitted',
        'role_required',
        'role_required',
        'not_found',
        'invalid_token',
        ...nobody,
      ],
    ],
    [
      'workspace-person',
      [
        'admitted',
        'admitted',
        'not_found',
        'person_required',
        'person_required',
        'person_required',
        'not_found',
        'invalid_token',
        ...nobody,
      ],
    ],
    [
      'workspace-admin-person',
      [
        'admitted',
        'role_required',
        'not_found',
        'person_required',
        'person_required',
        'person_required',
        'not_found',
        'invalid_token',
        ...nobody,
      ],
    ],
  ])('for %s tells each what it may know: members, a stranger, tokens, an app, nobody', async (access, expected) => {
    expect(await Promise.all(everybody.map((asked) => ask(access, asked)))).toEqual(expected)
  })

  it('hides every other workspace from its members and tokens', async () => {
    for (const asked of everybody.slice(0, 6)) {
      expect(await ask('workspace-viewer', { ...asked, workspaceId: 'theirs' })).toBe('not_found')
    }
  })

  it('refuses a workspace route whose path names none', async () => {
    for (const asked of [bearer('admin'), bearer('rk_mgmt_admin')]) {
      expect(await ask('workspace-viewer', { ...asked, workspaceId: undefined })).toBe('not_found')
    }
  })

  it('takes a change with the cookie from our own pages only, and no management token from a cookie', async () => {
    for (const origin of [undefined, 'https://evil.example', 'null']) {
      expect(await ask('workspace-admin', { ...cookie('admin', origin), method: 'POST' })).toBe('forbidden_origin')
    }
    expect(await ask('workspace-admin', { ...cookie('admin', PUBLIC_ORIGIN), method: 'POST' })).toBe('admitted')
    expect(await ask('workspace-admin', cookie('rk_mgmt_admin'))).toBe('not_found')
  })

  it('lets the relay in by its secret, where it is internal', async () => {
    expect(await ask('internal', bearer(INTERNAL_SECRET))).toBe('admitted')
    expect(await ask('internal', bearer('rk_mgmt_admin'))).toBe('unauthenticated')
  })
})

describe('a route for provisioners', () => {
  it('takes tokens that may issue keys, in the workspace that is their own', async () => {
    const seen = everybody.map((asked) => ask('workspace-provisioner', { ...asked, workspaceId: undefined }))
    const people = ['invalid_token', 'invalid_token', 'invalid_token']
    const issued = ['admitted', 'role_required', 'admitted', 'admitted', 'invalid_token']
    expect(await Promise.all(seen)).toEqual([...people, ...issued, ...['unauthenticated', 'unauthenticated']])
  })
})

describe('a management token', () => {
  it('is asked about with the address of the caller and the path without its query', async () => {
    uses.length = 0
    await ask('workspace-viewer', bearer('rk_mgmt_viewer'))
    expect(uses).toEqual([{ ip: '198.51.100.1', method: 'GET', path: '/v1/workspaces/ours/keys' }])
  })

  it('that may not be used from there or for this is told so', async () => {
    expect(await ask('workspace-viewer', { ...bearer('rk_mgmt_viewer'), ip: '203.0.113.9' })).toBe(
      'network_not_allowed',
    )
  })
})
