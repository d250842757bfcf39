import { fault } from '@1relay/faults'
import type { AdminAudit } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import type { PostgresMemberStore } from './member-store.postgres.js'
import type { Transact, Transaction } from './transact.js'
import type { Member, MemberRole } from './workspace.js'
import type { PostgresWorkspaceStore } from './workspace-store.postgres.js'

export interface MembersParts {
  workspaces: PostgresWorkspaceStore
  store: PostgresMemberStore
  audit: Pick<AdminAudit, 'record'>
  transact: Transact
}

/** Who is in a workspace. */
export class Members {
  readonly #parts: MembersParts

  constructor(parts: MembersParts) {
    this.#parts = parts
  }

  /** By address. */
  list(workspaceId: string): Promise<Member[]> {
    return this.#parts.store.list(workspaceId)
  }

  /**
   * Fails with `not_found`, or `last_admin` if nobody would be admin any more. Whoever is admin no longer leaves no admin's tokens and invitations behind.
   */
  async changeRole(acting: Acting, accountId: string, role: MemberRole): Promise<Member> {
    const { store, audit } = this.#parts
    return this.#withMember(acting, accountId, async (member, tx) => {
      if (member.role === role) return member
      await this.#assertAdminLeft(tx, acting.workspaceId, member)
      await store.setRole(tx, acting.workspaceId, accountId, role)
      const ended = role === 'viewer' ? await this.#endPowers(tx, acting.workspaceId, accountId) : {}
      const metadata = { from: member.role, to: role, ...ended }
      await audit.record({ ...acting, action: 'member.role_changed', subject: subjectOf(member), metadata }, tx)
      return { ...member, role }
    })
  }

  /** Also how somebody leaves; their management tokens and invitations end with it. Fails as `changeRole` does. */
  async remove(acting: Acting, accountId: string): Promise<void> {
    const { store, audit } = this.#parts
    await this.#withMember(acting, accountId, async (member, tx) => {
      await this.#assertAdminLeft(tx, acting.workspaceId, member)
      await store.remove(tx, acting.workspaceId, accountId)
      const metadata = { role: member.role, ...(await this.#endPowers(tx, acting.workspaceId, accountId)) }
      const action = acting.actor.id === accountId ? 'member.left' : 'member.removed'
      await audit.record({ ...acting, action, subject: subjectOf(member), metadata }, tx)
    })
  }

  /** Ends what would still act for a member who may no more, and gives it as the audit names it. */
  async #endPowers(tx: Transaction, workspaceId: string, accountId: string): Promise<Record<string, string[]>> {
    const { store } = this.#parts
    const managementTokens = await store.endTokensOf(tx, workspaceId, accountId)
    const invitations = await store.endInvitationsOf(tx, workspaceId, accountId)
    return { ...(managementTokens.length > 0 && { managementTokens }), ...(invitations.length > 0 && { invitations }) }
  }

  #withMember<T>(
    { workspaceId }: Acting,
    id: string,
    work: (member: Member, tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const { workspaces, store, transact } = this.#parts
    return transact(async (tx) => {
      // Two admins that remove each other at the same time would both still see an admin.
      const workspace = await workspaces.lock(tx, workspaceId)
      const member = workspace && (await store.find(tx, workspaceId, id))
      if (member === undefined) throw fault('not_found', 'no such member')
      return work(member, tx)
    })
  }

  async #assertAdminLeft(tx: Transaction, workspaceId: string, { role }: Member): Promise<void> {
    const { admins } = await this.#parts.store.count(tx, workspaceId)
    if (role === 'admin' && admins === 1) throw fault('last_admin', 'the only admin of a workspace')
  }
}

const subjectOf = ({ accountId, email }: Member) => ({ type: 'account', id: accountId, label: email })
