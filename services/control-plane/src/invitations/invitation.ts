import type { MemberRole } from '../workspaces/index.js'

/** How long a mailed invitation works. */
export const INVITATION_MS = 7 * 24 * 60 * 60 * 1000

export interface Invitation {
  readonly id: string
  readonly workspaceId: string
  /** Normalised: the only address that may accept. */
  readonly email: string
  readonly role: MemberRole
  /** Address of who invited; null when that account is gone. */
  readonly invitedBy: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** As the admin audit names it. */
export const subjectOf = ({ id, email }: Pick<Invitation, 'id' | 'email'>) => ({ type: 'invitation', id, label: email })

export const presentInvitation = (invitation: Invitation, now: Date) => {
  const { id, email, role, invitedBy, createdAt, expiresAt } = invitation
  const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() }
  return { id, email, role, invitedBy, ...times, status: expiresAt > now ? 'pending' : 'expired' }
}
