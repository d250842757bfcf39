import { fault } from '@1relay/faults'
import type { Token } from '@1relay/vault'

export interface AccountPrincipal {
  readonly kind: 'account'
  readonly accountId: string
  readonly sessionId: string
}

export interface AppPrincipal {
  readonly kind: 'app'
  /** The 16 characters in the client id. */
  readonly appId: string
  readonly ownerAccountId: string
}

/** What somebody may do in a workspace. Only management tokens are provisioners: they issue keys and read nothing. */
export type WorkspaceRole = 'admin' | 'viewer' | 'provisioner'

/** Who acts in a workspace, as the admin audit names them: a member by their address, a token by its name. */
export interface WorkspaceActor {
  readonly type: 'account' | 'management_token'
  readonly id: string
  readonly label: string
}

export interface WorkspacePrincipal {
  readonly kind: 'workspace'
  readonly workspaceId: string
  readonly role: WorkspaceRole
  readonly actor: WorkspaceActor
}

/** The token of a browser app that a request shows, with its seal half: for the time of the request and no longer. */
export interface RelayUserToken extends Token {
  readonly seal: string
}

export interface RelayUserPrincipal {
  readonly kind: 'relay-user'
  readonly token: RelayUserToken
}

/** Who is asking. `internal` routes have an anonymous principal: the relay is no one in particular. */
export type Principal =
  AccountPrincipal | AppPrincipal | WorkspacePrincipal | RelayUserPrincipal | { readonly kind: 'anonymous' }

/** The account of a principal, for routes with @Access('account'): anything else there is a bug, answered with 401. */
export const accountOf = (principal: Principal): AccountPrincipal => {
  if (principal.kind === 'account') return principal
  throw fault('unauthenticated', `a route for accounts was reached by ${principal.kind}`)
}

/** The person of a browser app, for routes with @Access('relay-user'). */
export const relayUserOf = (principal: Principal): RelayUserPrincipal => {
  if (principal.kind === 'relay-user') return principal
  throw fault('invalid_token', `a route for browser apps was reached by ${principal.kind}`)
}

/** The app of a principal, for routes with @Access('app'). */
export const appOf = (principal: Principal): AppPrincipal => {
  if (principal.kind === 'app') return principal
  throw fault('invalid_client', `a route for apps was reached by ${principal.kind}`)
}

/** The workspace of a principal, for routes with @Access('workspace-…'). */
export const workspaceOf = (principal: Principal): WorkspacePrincipal => {
  if (principal.kind === 'workspace') return principal
  throw fault('unauthenticated', `a route for workspaces was reached by ${principal.kind}`)
}
