import { fault } from '@1relay/faults'
import type { AccessKind, WorkspaceAccess } from './access.decorator.js'
import type { AccountPrincipal, WorkspacePrincipal, WorkspaceRole } from './principal.js'

/** A member of a workspace. */
export interface Membership {
  readonly role: Exclude<WorkspaceRole, 'provisioner'>
  readonly email: string
}

/** A management token that is live, and may be used for the request that shows it. */
export interface LiveManagementToken {
  readonly id: string
  readonly name: string
  readonly workspaceId: string
  readonly role: WorkspaceRole
}

/** What a management token may be bound to. */
export interface TokenUse {
  /** As the proxies that we trust tell it. */
  readonly ip: string | null
  readonly method: string
  /** Without the query string. */
  readonly path: string
}

/** How the guard learns who somebody is in a workspace. */
export interface WorkspaceAuthenticators {
  /** Undefined: no member, or no such workspace, or not any more. */
  findMembership(workspaceId: string, accountId: string): Promise<Membership | undefined>
  /**
   * MUST compare the secret in constant time and answer undefined for any doubt. A live token that is not for this request MUST fail with
   * `network_not_allowed`, `method_not_allowed` or `path_not_allowed`.
   */
  findManagementToken(token: string, use: TokenUse): Promise<LiveManagementToken | undefined>
}

interface Rule {
  readonly roles: readonly WorkspaceRole[]
  readonly isForPeople: boolean
  readonly isForTokens: boolean
}

const rules: Readonly<Record<WorkspaceAccess, Rule>> = {
  'workspace-viewer': { roles: ['viewer', 'admin'], isForPeople: true, isForTokens: true },
  'workspace-admin': { roles: ['admin'], isForPeople: true, isForTokens: true },
  'workspace-person': { roles: ['viewer', 'admin'], isForPeople: true, isForTokens: false },
  'workspace-admin-person': { roles: ['admin'], isForPeople: true, isForTokens: false },
  'workspace-provisioner': { roles: ['provisioner', 'admin'], isForPeople: false, isForTokens: true },
}

export const isWorkspaceAccess = (access: AccessKind): access is WorkspaceAccess => access in rules

/** What a request shows, once it is known to be readable. */
export interface Shown {
  readonly token: string
  /** The workspace that its path names; undefined if the route has none. */
  readonly workspaceId: string | undefined
  readonly use: TokenUse
  /** The account of a session token; fails with `unauthenticated`. */
  readonly findAccount: () => Promise<AccountPrincipal>
}

/**
 * Who somebody is in the workspace of a route. Fails with `not_found` for whoever has no part in it, so that nobody learns which workspaces
 * there are, and with `role_required` or `person_required` for whoever has and may not do this.
 */
export const admitToWorkspace = async (
  access: WorkspaceAccess,
  shown: Shown,
  authenticators: WorkspaceAuthenticators,
): Promise<WorkspacePrincipal> => {
  const rule = rules[access]
  const isToken = shown.token.startsWith('rk_mgmt_')
  if (!isToken && !rule.isForPeople) throw fault('invalid_token', 'not a management token')
  const principal = await (isToken ? byToken(shown, authenticators) : byMembership(shown, authenticators))
  // A route for people needs a workspace in its path; without one there is nothing that it could be about.
  if (rule.isForPeople && principal.workspaceId !== shown.workspaceId) throw fault('not_found', 'another workspace')
  if (isToken && !rule.isForTokens) throw fault('person_required', `a management token for ${access}`)
  if (!rule.roles.includes(principal.role)) throw fault('role_required', `${principal.role} for ${access}`)
  return principal
}

const byToken = async ({ token, use }: Shown, found: WorkspaceAuthenticators): Promise<WorkspacePrincipal> => {
  const known = await found.findManagementToken(token, use)
  if (known === undefined) throw fault('invalid_token', 'no live management token')
  const { id, name, workspaceId, role } = known
  return { kind: 'workspace', workspaceId, role, actor: { type: 'management_token', id, label: name } }
}

const byMembership = async (shown: Shown, found: WorkspaceAuthenticators): Promise<WorkspacePrincipal> => {
  const { workspaceId } = shown
  const { accountId } = await shown.findAccount()
  if (workspaceId === undefined) throw fault('not_found', 'a workspace route without a workspace')
  const membership = await found.findMembership(workspaceId, accountId)
  if (membership === undefined) throw fault('not_found', 'no member of this workspace')
  const { role, email } = membership
  return { kind: 'workspace', workspaceId, role, actor: { type: 'account', id: accountId, label: email } }
}
