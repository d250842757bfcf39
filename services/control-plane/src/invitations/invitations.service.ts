import { hash } from 'node:crypto'
import { fault } from '@1relay/faults'
import { makeHalf, makeId } from '@1relay/vault'
import type { AdminAudit } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import { formatLinkToken } from '../magic-links/index.js'
import type { MemberRole, PostgresWorkspaceStore, Transact, Transaction, Workspace } from '../workspaces/index.js'
import { INVITATION_MS, type Invitation, subjectOf } from './invitation.js'
import type { Invited } from './invitation-mail.js'
import type { PostgresInvitationStore } from './invitation-store.postgres.js'

export interface InvitationsParts {
  workspaces: PostgresWorkspaceStore
  store: PostgresInvitationStore
  audit: Pick<AdminAudit, 'record'>
  transact: Transact
  /** Whether somebody has shown that they read the mailbox of this account. */
  isEmailProved: (accountId: string) => Promise<boolean>
  /** Counts a mail that is sent once more; fails with `rate_limited` when the mailbox has had its share of them. */
  countResent: (to: string) => Promise<void>
  /** Answers when the mail is safe on its way; `token` is what stands behind the `#` of its link. */
  mail: (to: string, invited: Omit<Invited, 'url'>, token: string) => Promise<void>
  clock: () => Date
}

const INVITATIONS_MAX = 200

/** Invitations, as admins see them. */
export class Invitations {
  readonly #parts: InvitationsParts

  constructor(parts: InvitationsParts) {
    this.#parts = parts
  }

  list(workspaceId: string): Promise<Invitation[]> {
    return this.#parts.store.list(workspaceId)
  }

  /** Mails an invitation to a normalised address. Fails with `email_unproved`, `already_member` or `too_many`. */
  async invite(acting: Acting, email: string, role: MemberRole): Promise<Invitation> {
    const { store, audit } = this.#parts
    const { workspaceId, actor } = acting
    await this.#assertProved(acting)
    const [id, link] = [makeId(), this.#makeLink()]
    const invitation = { id, workspaceId, email, role, createdAt: link.createdAt, expiresAt: link.expiresAt }
    const workspace = await this.#change(workspaceId, async (tx, found) => {
      if (await store.isMember(tx, workspaceId, email)) throw fault('already_member', 'invite a member')
      const others = await store.countOthers(tx, workspaceId, email)
      if (others >= INVITATIONS_MAX) throw fault('too_many', 'too many invitations')
      await store.put(tx, { ...invitation, verifier: link.verifier, inviterId: actor.id })
      const entry = { ...acting, action: 'invitation.created', subject: subjectOf(invitation) }
      await audit.record({ ...entry, metadata: { role } }, tx)
      return found
    })
    await this.#mail(workspace, acting, { id, email, secret: link.secret })
    return { ...invitation, invitedBy: actor.label }
  }

  /** With a new link; the former works no more. Fails with `email_unproved` or `not_found`. */
  async resend(acting: Acting, id: string): Promise<Invitation> {
    const { store, audit } = this.#parts
    const { workspaceId } = acting
    await this.#assertProved(acting)
    const { secret, verifier, expiresAt } = this.#makeLink()
    const { workspace, invitation } = await this.#change(workspaceId, async (tx, found) => {
      const known = await this.#get(tx, workspaceId, id)
      await this.#parts.countResent(known.email)
      await store.renew(tx, workspaceId, id, { verifier, expiresAt })
      await audit.record({ ...acting, action: 'invitation.resent', subject: subjectOf(known) }, tx)
      return { workspace: found, invitation: { ...known, expiresAt } }
    })
    await this.#mail(workspace, acting, { id, email: invitation.email, secret })
    return invitation
  }

  async revoke(acting: Acting, id: string): Promise<void> {
    const { store, audit } = this.#parts
    await this.#change(acting.workspaceId, async (tx) => {
      const known = await this.#get(tx, acting.workspaceId, id)
      await store.remove(tx, acting.workspaceId, id)
      await audit.record({ ...acting, action: 'invitation.revoked', subject: subjectOf(known) }, tx)
    })
  }

  // The mail says who invites: nobody may borrow an address that is not theirs for it.
  async #assertProved({ actor }: Acting): Promise<void> {
    if (!(await this.#parts.isEmailProved(actor.id)))
      throw fault('email_unproved', 'invites by an address that is not proved')
  }

  #change<T>(workspaceId: string, work: (tx: Transaction, workspace: Workspace) => Promise<T>): Promise<T> {
    const { workspaces, transact } = this.#parts
    return transact(async (tx) => {
      const workspace = await workspaces.lock(tx, workspaceId)
      if (workspace === undefined) throw fault('not_found', 'the workspace is gone')
      return work(tx, workspace)
    })
  }

  async #get(tx: Transaction, workspaceId: string, id: string) {
    const known = await this.#parts.store.find(tx, workspaceId, id)
    if (known === undefined) throw fault('not_found', 'no such invitation')
    return known
  }

  #makeLink() {
    const [secret, createdAt] = [makeHalf(), this.#parts.clock()]
    const expiresAt = new Date(createdAt.getTime() + INVITATION_MS)
    return { secret, verifier: hash('sha256', secret, 'base64url'), createdAt, expiresAt }
  }

  #mail({ name }: Workspace, { actor }: Acting, to: { id: string; email: string; secret: string }): Promise<void> {
    const invited = { workspaceName: name, invitedBy: actor.label }
    return this.#parts.mail(to.email, invited, formatLinkToken({ id: to.id, secret: to.secret }))
  }
}
