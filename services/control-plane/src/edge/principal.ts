import { fault } from '@1relay/faults'

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

/** Who is asking. `internal` routes have an anonymous principal: the relay is no one in particular. */
export type Principal = AccountPrincipal | AppPrincipal | { readonly kind: 'anonymous' }

/** The account of a principal, for routes with @Access('account'): anything else there is a bug, answered with 401. */
export const accountOf = (principal: Principal): AccountPrincipal => {
  if (principal.kind === 'account') return principal
  throw fault('unauthenticated', `a route for accounts was reached by ${principal.kind}`)
}

/** The app of a principal, for routes with @Access('app'). */
export const appOf = (principal: Principal): AppPrincipal => {
  if (principal.kind === 'app') return principal
  throw fault('invalid_client', `a route for apps was reached by ${principal.kind}`)
}
