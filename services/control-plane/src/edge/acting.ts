import type { Principal, WorkspaceActor } from './principal.js'
import { workspaceOf } from './principal.js'
import type { Visitor } from './visitor.decorator.js'

/** Who does something in which workspace, and from where: what the admin audit wants to know of every change. */
export interface Acting {
  readonly workspaceId: string
  readonly actor: WorkspaceActor
  readonly ip?: string
  readonly userAgent?: string
}

/** For routes with @Access('workspace-…'). */
export const actingIn = (caller: Principal, { ip, userAgent }: Visitor): Acting => {
  const { workspaceId, actor } = workspaceOf(caller)
  return { workspaceId, actor, ...(ip !== null && { ip }), ...(userAgent !== null && { userAgent }) }
}
