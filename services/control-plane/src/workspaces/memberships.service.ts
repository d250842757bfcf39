import { fault } from '@1relay/faults'
import type { Acting } from '../edge/index.js'
import type { PostgresMemberStore } from './member-store.postgres.js'
import type { Membership } from './workspace.js'

export interface MembershipsParts {
  store: PostgresMemberStore
  /** Ends the actor's own membership. */
  leave: (acting: Acting) => Promise<void>
  /** Ends the workspace, with its keys. */
  end: (acting: Acting) => Promise<void>
}

/** The workspaces of one person, and their way out of all of them. */
export class Memberships {
  readonly #parts: MembershipsParts

  constructor(parts: MembershipsParts) {
    this.#parts = parts
  }

  /** By name. */
  list(accountId: string): Promise<Membership[]> {
    return this.#parts.store.listOf(accountId)
  }

  /**
   * Leaves every workspace, and ends those that have no other member. Fails with `last_admin`, before anything is done, if one that has other
   * members would have no admin.
   */
  async leaveAll({ accountId, email }: { accountId: string; email: string }): Promise<void> {
    const { store, leave, end } = this.#parts
    const found = await store.listOf(accountId)
    const isNeeded = found.some(({ role, others, otherAdmins }) => role === 'admin' && others > 0 && otherAdmins === 0)
    if (isNeeded) throw fault('last_admin', 'the only admin of a workspace with other members')
    for (const { workspaceId, others } of found) {
      const acting = { workspaceId, actor: { type: 'account', id: accountId, label: email } } as const
      await (others === 0 ? end(acting) : leave(acting))
    }
  }
}
