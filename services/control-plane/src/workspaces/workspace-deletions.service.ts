import { fault } from '@1relay/faults'
import type { AdminAudit } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import type { PostgresMemberStore } from './member-store.postgres.js'
import type { Transact } from './transact.js'
import { subjectOf } from './workspace.js'
import type { PostgresWorkspaceEnd } from './workspace-end.postgres.js'
import type { PostgresWorkspaceStore } from './workspace-store.postgres.js'

export interface WorkspaceDeletionsParts {
  store: PostgresWorkspaceStore
  members: PostgresMemberStore
  ending: PostgresWorkspaceEnd
  /** MUST have ended every key of the workspace when it answers, for relays too. */
  revokeKeys: (workspaceId: string) => Promise<unknown>
  audit: Pick<AdminAudit, 'record'>
  transact: Transact
  clock: () => Date
}

// A key may be made between revoking and erasing; who keeps on making them has to stop first.
const ATTEMPTS_MAX = 5

/** Ends workspaces. */
export class WorkspaceDeletions {
  readonly #parts: WorkspaceDeletionsParts

  constructor(parts: WorkspaceDeletionsParts) {
    this.#parts = parts
  }

  /**
   * Revokes every key, then deletes the workspace as a whole; `confirm` is its name. Fails with `invalid_request` for another one; and
   * with `limits_unavailable` when relays cannot be told, in which case it is still there and the call can be repeated.
   */
  async delete(acting: Acting, confirm: string): Promise<void> {
    const workspace = await this.#parts.store.find(acting.workspaceId)
    if (workspace === undefined) throw fault('not_found', 'the workspace is gone')
    if (workspace.name !== confirm) {
      const details = [{ field: 'confirm', problem: 'is not the name of the workspace' }]
      throw fault('invalid_request', 'a deletion without confirmation', { details })
    }
    await this.#end(acting, Infinity)
  }

  /** The same for somebody who is alone in it and leaves for good. Fails with `last_admin` if they are not alone any more. */
  endAlone(acting: Acting): Promise<void> {
    return this.#end(acting, 1)
  }

  async #end(acting: Acting, membersMax: number): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      await this.#parts.revokeKeys(acting.workspaceId)
      if (await this.#erase(acting, membersMax)) return
    }
    throw fault('unavailable', 'keys are made faster than they are revoked', { retryAfterMs: 1000 })
  }

  async #erase(acting: Acting, membersMax: number): Promise<boolean> {
    const { store, members, ending, audit, transact, clock } = this.#parts
    return transact(async (tx) => {
      const [workspace, at] = [await store.lock(tx, acting.workspaceId, true), clock()]
      if (workspace === undefined) return true
      const count = await members.count(tx, workspace.id)
      if (count.members > membersMax) throw fault('last_admin', 'somebody has joined meanwhile')
      if (await ending.hasLiveKeys(tx, workspace.id, at)) return false
      await ending.erase(tx, workspace.id, at)
      await audit.record({ ...acting, action: 'workspace.deleted', subject: subjectOf(workspace) }, tx)
      return true
    })
  }
}
