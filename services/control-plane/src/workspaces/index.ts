/**
 * Workspaces: who is in them, what their plan allows, and their end. Whatever a team has (protected keys, disposable keys, management
 * tokens, audit) names its workspace and lives in packages of its own.
 *
 * Invariant: a workspace that has members has an admin; a deleted one has no key that a relay would take, and gets no new one; every
 * change is in the admin audit, in the same transaction.
 */
export { PostgresMemberStore } from './member-store.postgres.js'
export { Members } from './members.service.js'
export { Memberships } from './memberships.service.js'
export { presentWorkspace } from './present-workspace.js'
export type { Transact, Transaction } from './transact.js'
export {
  isPlan,
  type Member,
  type MemberRole,
  type Membership,
  MEMBERS_MAX,
  type Plan,
  PLANS,
  type Workspace,
  WORKSPACES_MAX,
} from './workspace.js'
export { WorkspaceDeletions } from './workspace-deletions.service.js'
export { PostgresWorkspaceStore } from './workspace-store.postgres.js'
export { Workspaces } from './workspaces.service.js'
