import { type AccessKind, servedPart } from './edge/index.js'
import { contract, type ControlPlane, startControlPlane } from './testing/harness.testing.js'
import { listRoutes, type Route } from './testing/route-list.testing.js'

let controlPlane: ControlPlane
let routes: Route[]

beforeAll(async () => {
  controlPlane = await startControlPlane()
  routes = listRoutes(controlPlane)
})
afterAll(() => controlPlane.close())

/** Pages for browsers and the relay's own door: nothing that integrators call. */
const outsideContract = [
  /^GET \/$/,
  /^GET \/(assets\/\{name\}|\*path)$/,
  /^GET \/docs\/api(\/start\.js|\/\{file\})?$/,
  /^GET \/link(\/.*)?$/,
  /^(GET|POST|PUT) \/internal\//,
]

const isOutside = ({ name }: Route): boolean => outsideContract.some((pattern) => pattern.test(name))

const contractRoutes = Object.entries(servedPart(contract).paths)
  .flatMap(([path, item]) => Object.keys(item).map((key) => ({ verb: key.toUpperCase(), path })))
  .filter(({ verb }) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(verb))
  .map(({ verb, path }) => `${verb} ${path}`)
  .sort()

describe('routes', () => {
  it('each say who may call them', () => {
    expect(routes.filter(({ access }) => access === undefined)).toEqual([])
  })

  it('are open to strangers only where this list says so', () => {
    expect(routes.filter(({ access }) => access?.startsWith('anonymous')).map(({ name }) => name)).toEqual([
      'GET /',
      'GET /*path',
      'GET /.well-known/security.txt',
      'GET /assets/{name}',
      'GET /docs/api',
      'GET /docs/api/start.js',
      'GET /docs/api/{file}',
      'GET /health',
      'GET /healthz',
      'GET /link/assets/{name}',
      'GET /link/logos/{name}',
      'GET /link/{linkSessionId}',
      'GET /models',
      'GET /openapi.json',
      'GET /v1/providers',
      'GET /v1/relay-keys',
      'GET /v1/vendors',
      'GET /version',
      'POST /users',
      'POST /v1/auth/login',
      'POST /v1/auth/magic-link',
      'POST /v1/auth/magic-link/confirm',
      'POST /v1/auth/magic-link/preview',
      'POST /v1/auth/passkey',
      'POST /v1/auth/passkey/options',
      'POST /v1/auth/register',
      'POST /v1/invitations/preview',
      'POST /v1/ip-confirmations/confirm',
      'POST /v1/ip-confirmations/preview',
      'POST /v1/ip-confirmations/refuse',
      'POST /v1/link/events',
      'POST /v1/link/open',
      'POST /v1/tokens/revoke',
    ])
  })

  it('are the ones of the contract, no more and no fewer', () => {
    expect(routes.filter((route) => !isOutside(route)).map(({ name }) => name)).toEqual(contractRoutes)
  })

  it('take the credentials that the contract names', () => {
    const differing = routes.filter((route) => !isOutside(route) && route.access !== accessInContract(route.name))
    expect(differing).toEqual([])
  })
})

const accessInContract = (name: string): string | undefined => {
  const [verb = '', path = ''] = name.split(' ')
  const operation = contract.paths[path]?.[verb.toLowerCase()] as { security: Record<string, string[]>[] }
  const schemes = operation.security.flatMap((scheme) => Object.keys(scheme)).sort()
  if (path.includes('{workspaceId}') || schemes.includes('managementToken')) return workspaceAccess(operation.security)
  const isOptional = operation.security.some((scheme) => Object.keys(scheme).length === 0)
  if (isOptional && schemes.includes('session')) return 'anonymous-or-account'
  return accessOfSchemes[schemes.join()]
}

const accessOfSchemes: Record<string, AccessKind> = {
  '': 'anonymous',
  app: 'app',
  appSecret: 'anonymous',
  'app,session,sessionCookie': 'account-or-app',
  'relayToken,userToken': 'relay-user',
  session: 'account-bearer',
  'session,sessionCookie': 'account',
}

/** A role behind a scheme is the one that it takes (OpenAPI 3.1 §4.8.30). */
const workspaceAccess = (security: readonly Record<string, string[]>[]): string => {
  const schemes = Object.assign({}, ...security) as Record<string, string[]>
  if ((schemes['session'] === undefined) !== (schemes['sessionCookie'] === undefined))
    return 'one of two ways to be signed in'
  if (schemes['session'] === undefined) return 'workspace-provisioner'
  const role = schemes['session'].includes('admin') ? 'admin' : 'viewer'
  if (schemes['managementToken'] !== undefined) return `workspace-${role}`
  return role === 'admin' ? 'workspace-admin-person' : 'workspace-person'
}
