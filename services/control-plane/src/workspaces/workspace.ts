/** What a workspace may have, set by who runs the installation. */
export const PLANS = {
  free: { protectedKeys: 1, auditRetentionDays: 7 },
  builder: { protectedKeys: 500, auditRetentionDays: 30 },
  team: { protectedKeys: 500, auditRetentionDays: 90 },
  business: { protectedKeys: 500, auditRetentionDays: 365 },
} as const

export type Plan = keyof typeof PLANS

export const isPlan = (value: unknown): value is Plan => typeof value === 'string' && Object.hasOwn(PLANS, value)

/** Of how many workspaces an account may be a member. */
export const WORKSPACES_MAX = 100

/** How many members a workspace may have. */
export const MEMBERS_MAX = 500

export type MemberRole = 'admin' | 'viewer'

export interface Workspace {
  readonly id: string
  readonly name: string
  readonly plan: Plan
  readonly createdAt: Date
}

/** A workspace as one of its members, or a token of it, sees it. */
export interface SeenWorkspace extends Workspace {
  readonly role: MemberRole | 'provisioner'
  /** How many there are. */
  readonly members: number
}

/** A workspace as somebody's own list has it. */
export interface Membership {
  readonly workspaceId: string
  readonly workspaceName: string
  readonly role: MemberRole
  readonly joinedAt: Date
}

export interface Member {
  readonly accountId: string
  readonly email: string
  readonly role: MemberRole
  readonly joinedAt: Date
}

/** The workspace as the admin audit names it. */
export const subjectOf = ({ id, name }: Pick<Workspace, 'id' | 'name'>) => ({ type: 'workspace', id, label: name })
