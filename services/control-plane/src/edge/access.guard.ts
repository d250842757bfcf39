import { hash, timingSafeEqual } from 'node:crypto'
import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import { fault } from '@1relay/faults'
import type { Request } from 'express'
import { ACCESS, type AccessKind, type WorkspaceAccess } from './access.decorator.js'
import { setCaller } from './caller.decorator.js'
import { parseCredentials, type Credentials, sessionCookieName } from './credentials.js'
import type { AccountPrincipal, AppPrincipal, Principal } from './principal.js'
import { visitorOf } from './visitor.decorator.js'
import { admitToWorkspace, isWorkspaceAccess, type WorkspaceAuthenticators } from './workspace-gate.js'
import { admitRelayUser, type RelayUserAuthenticator } from './relay-user-gate.js'

/** How the guard learns who somebody is. All MUST compare secrets in constant time and answer undefined for any doubt. */
export interface Authenticators extends WorkspaceAuthenticators {
  /** The account of a `1r_st_…` session token. */
  findSession(token: string): Promise<AccountPrincipal | undefined>
  /** The app of a client id and client secret. */
  findClient(clientId: string, clientSecret: string): Promise<AppPrincipal | undefined>
  /** As `RelayUserAuthenticator` says. */
  findRelayUser: RelayUserAuthenticator['findRelayUser']
}

export interface AccessRules {
  reflector: Reflector
  authenticators: Authenticators
  internalSecret: string
  /** Only pages of this origin may change anything with the session cookie. */
  publicOrigin: string
}

const ANONYMOUS: Principal = { kind: 'anonymous' }
const readsOnly = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The one guard for who may call what. Denies every route that does not say so itself. */
export class AccessGuard implements CanActivate {
  readonly #rules: AccessRules
  readonly #internalDigest: Buffer
  readonly #cookieName: string

  constructor(rules: AccessRules) {
    this.#rules = rules
    this.#internalDigest = digest(rules.internalSecret)
    this.#cookieName = sessionCookieName(rules.publicOrigin)
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.#rules.reflector.get<AccessKind | undefined>(ACCESS, context.getHandler())
    if (access === undefined) throw fault('not_found', `${context.getHandler().name} has no @Access`)
    const request = context.switchToHttp().getRequest<Request>()
    // Whoever forgets that a route is a workspace's has shown it to nobody, not to everybody who is signed in.
    if (workspaceIn(request) !== undefined && !isWorkspaceAccess(access) && access !== 'internal') {
      throw fault('not_found', `${context.getHandler().name} is a workspace's, for ${access}`)
    }
    setCaller(request, await this.#admit(access, request))
    return true
  }

  async #admit(access: AccessKind, request: Request): Promise<Principal> {
    if (access === 'anonymous') return ANONYMOUS
    if (access === 'relay-user') return admitRelayUser(request, this.#rules.authenticators)
    const shown = parseCredentials(request.headers, this.#cookieName)
    if (isWorkspaceAccess(access)) return this.#workspace(access, shown, request)
    switch (access) {
      case 'anonymous-or-account':
        return this.#anybody(shown, request)
      case 'account':
        return this.#account(shown, request)
      case 'account-bearer':
        return this.#account(withoutCookie(shown), request)
      case 'app':
        return this.#app(shown)
      case 'account-or-app':
        return shown.kind === 'basic' ? this.#app(shown) : this.#account(shown, request)
      case 'internal':
        return this.#internal(shown)
    }
  }

  async #account(shown: Credentials, request: Request): Promise<AccountPrincipal> {
    if (shown.kind !== 'bearer') throw fault('unauthenticated', `credentials: ${shown.kind}`)
    // SameSite=Lax is not enough: it trusts every page of the same site, and old browsers ignore it.
    const isChange = shown.from === 'cookie' && !readsOnly.has(request.method)
    if (isChange && request.headers.origin !== this.#rules.publicOrigin) {
      throw fault('forbidden_origin', 'a change with the session cookie from another origin')
    }
    const account = await this.#rules.authenticators.findSession(shown.token)
    if (account === undefined) throw fault('unauthenticated', 'no live session of this token')
    return account
  }

  // Whoever cannot be believed to be signed in is a stranger, who is let in here too.
  async #anybody(shown: Credentials, request: Request): Promise<Principal> {
    if (shown.kind !== 'bearer') return ANONYMOUS
    if (shown.from === 'cookie' && request.headers.origin !== this.#rules.publicOrigin) return ANONYMOUS
    return (await this.#rules.authenticators.findSession(shown.token)) ?? ANONYMOUS
  }

  async #workspace(access: WorkspaceAccess, shown: Credentials, request: Request): Promise<Principal> {
    if (shown.kind !== 'bearer') throw fault('unauthenticated', `credentials: ${shown.kind}`)
    const [path = ''] = request.originalUrl.split('?', 1)
    return admitToWorkspace(
      access,
      {
        // A cookie is a session, whatever is in it: management tokens are for programs.
        token: shown.from === 'header' ? shown.token : '',
        workspaceId: workspaceIn(request),
        use: { ip: visitorOf(request).ip, method: request.method, path },
        findAccount: () => this.#account(shown, request),
      },
      this.#rules.authenticators,
    )
  }

  async #app(shown: Credentials): Promise<Principal> {
    if (shown.kind !== 'basic') throw fault('invalid_client', `credentials: ${shown.kind}`)
    const app = await this.#rules.authenticators.findClient(shown.user, shown.password)
    if (app === undefined) throw fault('invalid_client', 'no live app of this client id and secret')
    return app
  }

  #internal(shown: Credentials): Principal {
    const isOurs =
      shown.kind === 'bearer' && shown.from === 'header' && timingSafeEqual(digest(shown.token), this.#internalDigest)
    if (!isOurs) throw fault('unauthenticated', 'not the internal secret')
    return ANONYMOUS
  }
}

const withoutCookie = (shown: Credentials): Credentials =>
  shown.kind === 'bearer' && shown.from === 'cookie' ? { kind: 'none' } : shown

const workspaceIn = ({ params }: Request): string | undefined => {
  const { workspaceId } = params
  return typeof workspaceId === 'string' ? workspaceId : undefined
}

// Digests have one length, so the comparison tells nothing about the secret's.
const digest = (text: string): Buffer => hash('sha256', text, 'buffer')
