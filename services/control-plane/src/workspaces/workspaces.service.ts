import { fault } from '@1relay/faults'
import { makeId } from '@1relay/vault'
import type { AdminAudit } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import type { PostgresMemberStore } from './member-store.postgres.js'
import type { Transact, Transaction } from './transact.js'
import {
  type Member,
  type MemberRole,
  type Plan,
  type SeenWorkspace,
  subjectOf,
  type Workspace,
  WORKSPACES_MAX,
} from './workspace.js'
import type { PostgresWorkspaceStore } from './workspace-store.postgres.js'

/** Who creates a workspace. */
export interface Founder {
  readonly accountId: string
  readonly email: string
  readonly ip?: string
  readonly userAgent?: string
}

export interface WorkspacesParts {
  store: PostgresWorkspaceStore
  members: PostgresMemberStore
  audit: Pick<AdminAudit, 'record'>
  transact: Transact
  /** Fails with `domain_claimed` if somebody of this address needs an invitation. */
  assertMayFound: (founder: Founder) => Promise<void>
  /** Of new workspaces. */
  plan: Plan
  clock: () => Date
}

/** Workspaces themselves: created, found, renamed. */
export class Workspaces {
  readonly #parts: WorkspacesParts

  constructor(parts: WorkspacesParts) {
    this.#parts = parts
  }

  /** A new workspace with its founder as its admin. Fails with `domain_claimed`, or `too_many`. */
  async create(name: string, founder: Founder): Promise<SeenWorkspace> {
    const { store, members, audit, transact, assertMayFound, plan, clock } = this.#parts
    await assertMayFound(founder)
    const workspace = { id: makeId(), name, plan, createdAt: clock() }
    const { accountId, email, ...place } = founder
    return transact(async (tx) => {
      if ((await members.countOf(tx, accountId)) >= WORKSPACES_MAX) throw fault('too_many', 'in too many workspaces')
      await store.add(tx, workspace)
      await members.add(tx, { workspaceId: workspace.id, accountId, role: 'admin', joinedAt: workspace.createdAt })
      const actor = { type: 'account', id: accountId, label: email } as const
      const entry = { workspaceId: workspace.id, actor, ...place, action: 'workspace.created' }
      await audit.record({ ...entry, subject: subjectOf(workspace), metadata: { plan } }, tx)
      return { ...workspace, role: 'admin', members: 1 }
    })
  }

  /** By name. */
  list(accountId: string): Promise<SeenWorkspace[]> {
    return this.#parts.store.listOf(accountId)
  }

  /** Fails with `not_found`. */
  async get(id: string): Promise<Workspace & { members: number }> {
    const workspace = await this.#parts.store.find(id)
    if (workspace === undefined) throw fault('not_found', 'the workspace is gone')
    return workspace
  }

  /** As this member sees it; fails with `not_found` for anybody else. */
  async getAs(id: string, accountId: string): Promise<SeenWorkspace> {
    const membership = await this.findMembership(id, accountId)
    if (membership === undefined) throw fault('not_found', 'no member')
    return { ...(await this.get(id)), role: membership.role }
  }

  findMembership(workspaceId: string, accountId: string): Promise<{ role: MemberRole; email: string } | undefined> {
    return this.#parts.store.findMembership(workspaceId, accountId)
  }

  /** Who is told what concerns the whole workspace. */
  async adminsOf(id: string): Promise<Member[]> {
    return (await this.#parts.members.list(id)).filter(({ role }) => role === 'admin')
  }

  async rename(acting: Acting, name: string): Promise<Workspace & { members: number }> {
    await this.#change(acting.workspaceId, async (workspace, tx) => {
      if (workspace.name === name) return
      await this.#parts.store.rename(tx, workspace.id, name)
      const metadata = { from: workspace.name, to: name }
      await this.#parts.audit.record(
        { ...acting, action: 'workspace.renamed', subject: subjectOf(workspace), metadata },
        tx,
      )
    })
    return this.get(acting.workspaceId)
  }

  /** What who runs the installation decides. */
  async setPlan(id: string, plan: Plan): Promise<Workspace & { members: number }> {
    await this.#change(id, async (workspace, tx) => {
      if (workspace.plan === plan) return
      await this.#parts.store.setPlan(tx, id, plan)
      const actor = { type: 'system', id: 'operator', label: 'operator' }
      const entry = { workspaceId: id, actor, action: 'workspace.plan_changed', subject: subjectOf(workspace) }
      await this.#parts.audit.record({ ...entry, metadata: { from: workspace.plan, to: plan } }, tx)
    })
    return this.get(id)
  }

  #change(id: string, work: (workspace: Workspace, tx: Transaction) => Promise<void>): Promise<void> {
    return this.#parts.transact(async (tx) => {
      const workspace = await this.#parts.store.lock(tx, id)
      if (workspace === undefined) throw fault('not_found', 'the workspace is gone')
      await work(workspace, tx)
    })
  }
}
