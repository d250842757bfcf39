/**
 * Everything between the socket and a controller, and back: who is asking, what the contract allows, how often, and the
 * one form of every answer. Knows no domain: it is handed functions that find a session, an app, a membership and a management token.
 *
 * Invariant: a route without @Access answers nobody, and one with a workspace in its path nobody but its members and tokens; a body or parameter that the contract does not name reaches no
 * controller; every failure leaves through faults.filter.ts with a code, a request id and nothing else of ours.
 */
export { Access, type AccessKind } from './access.decorator.js'
export { AccessGuard, type Authenticators } from './access.guard.js'
export { AnswerInterceptor, Unwrapped } from './answer.interceptor.js'
export { browserApps } from './browser-app.middleware.js'
export { Caller } from './caller.decorator.js'
export { sessionCookieName } from './credentials.js'
export { type ContractDocument, servedPart } from './contract.js'
export { contractMiddleware } from './contract.middleware.js'
export { FaultsFilter } from './faults.filter.js'
export { Throttle, SkipThrottle } from './throttle.guard.js'
export {
  accountOf,
  appOf,
  workspaceOf,
  type Principal,
  type AccountPrincipal,
  type AppPrincipal,
  type WorkspaceActor,
  type WorkspacePrincipal,
  type WorkspaceRole,
} from './principal.js'
export { actingIn, type Acting } from './acting.js'
export type { LiveManagementToken, Membership, TokenUse } from './workspace-gate.js'
export { relayUserOf, type RelayUserPrincipal, type RelayUserToken } from './principal.js'
export { From, type Visitor } from './visitor.decorator.js'
export { headAsGet } from './head-as-get.middleware.js'
export { jsonBody } from './json-body.middleware.js'
export { listen, type Listener } from './listener.http.js'
export { readablePath } from './readable-path.middleware.js'
export { requestId, REQUEST_ID_HEADER } from './request-id.middleware.js'
export { securityHeaders } from './security-headers.middleware.js'
