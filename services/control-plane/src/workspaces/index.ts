/**
 * Workspaces: who is in them, what their plan allows, and their end. Whatever a team has (protected keys, disposable keys, management
 * tokens, audit) names its workspace and lives in packages of its own.
 *
 * Invariant: a workspace that has members has an admin; a deleted one has no key that a relay would take, and gets no new one; every
 * change is in the admin audit, in the same transaction.
 */
export { isPlan, type Member, type MemberRole, type Plan, PLANS, type Workspace } from './workspace.js'
export { WorkspaceDeletions } from './workspace-deletions.service.js'
export { Workspaces } from './workspaces.service.js'
