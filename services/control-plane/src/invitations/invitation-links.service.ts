import { hash, timingSafeEqual } from 'node:crypto'
import { fault } from '@1relay/faults'
import type { AdminAudit } from '../audit/index.js'
import { splitLinkToken } from '../magic-links/index.js'
import {
  MEMBERS_MAX,
  type PostgresMemberStore,
  type PostgresWorkspaceStore,
  type Transact,
  type Transaction,
  WORKSPACES_MAX,
} from '../workspaces/index.js'
import { subjectOf } from './invitation.js'
import type { PostgresInvitationStore, StoredInvitation } from './invitation-store.postgres.js'

/** Who holds the link and accepts. */
export interface Guest {
  readonly accountId: string
  readonly email: string
  readonly isEmailProved: boolean
  readonly ip?: string
  readonly userAgent?: string
}

export interface InvitationLinksParts {
  workspaces: PostgresWorkspaceStore
  members: PostgresMemberStore
  store: PostgresInvitationStore
  audit: Pick<AdminAudit, 'record'>
  transact: Transact
  clock: () => Date
}

/** Invitations, as those see them who have the link. */
export class InvitationLinks {
  readonly #parts: InvitationLinksParts

  constructor(parts: InvitationLinksParts) {
    this.#parts = parts
  }

  /** What the link leads to; it is not used up. Fails with `invitation_expired` for every kind of doubt. */
  async preview(token: string): Promise<StoredInvitation> {
    const { id, secret } = splitLinkToken(token)
    return this.#prove(await this.#parts.store.findByLink(id), secret)
  }

  /**
   * Makes the guest a member and uses the link up; gives the id of the workspace. Fails with `invitation_expired`, with `wrong_account` or
   * `email_unproved` for another address than the invited one, and with `already_member` or `too_many`.
   */
  async accept(token: string, guest: Guest): Promise<string> {
    const { email, workspaceId, id } = await this.preview(token)
    // Whoever got hold of the mail must not become somebody else's colleague.
    if (email !== guest.email) throw fault('wrong_account', 'an invitation of another address')
    if (!guest.isEmailProved) throw fault('email_unproved', 'an invitation of an address that is not proved')
    return this.#parts.transact(async (tx) => {
      const workspace = await this.#parts.workspaces.lock(tx, workspaceId)
      // Again, now that nobody else can use it, renew it or take it back.
      const known = workspace && (await this.#parts.store.find(tx, workspaceId, id))
      await this.#join(tx, this.#prove(known, splitLinkToken(token).secret), guest)
      return workspaceId
    })
  }

  async #join(tx: Transaction, invitation: StoredInvitation, guest: Guest): Promise<void> {
    const { members, store, audit, clock } = this.#parts
    const { workspaceId, role } = invitation
    const { accountId, email, isEmailProved: _, ...place } = guest
    if ((await members.find(tx, workspaceId, accountId)) !== undefined) throw fault('already_member', 'accepts again')
    const count = await members.count(tx, workspaceId)
    if (count.members >= MEMBERS_MAX) throw fault('too_many', 'too many members')
    if ((await members.countOf(tx, accountId)) >= WORKSPACES_MAX) throw fault('too_many', 'in too many workspaces')
    await members.add(tx, { workspaceId, accountId, role, joinedAt: clock() })
    await store.remove(tx, workspaceId, invitation.id)
    const actor = { type: 'account', id: accountId, label: email }
    const entry = { workspaceId, actor, ...place, action: 'invitation.accepted', subject: subjectOf(invitation) }
    await audit.record({ ...entry, metadata: { role } }, tx)
  }

  #prove(found: StoredInvitation | undefined, secret: string): StoredInvitation {
    const isLive = found !== undefined && isVerified(secret, found.verifier) && found.expiresAt > this.#parts.clock()
    if (!isLive) throw fault('invitation_expired', 'no live invitation')
    return found
  }
}

const isVerified = (secret: string, verifier: string): boolean =>
  timingSafeEqual(hash('sha256', secret, 'buffer'), Buffer.from(verifier, 'base64url'))
