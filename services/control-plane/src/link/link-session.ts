/** How a Link session stands, as its app sees it. */
export type LinkSessionStatus = 'created' | 'opened' | 'authorized' | 'exchanged' | 'updated' | 'expired'

/** Something that happened in the Link page, as the page tells it. */
export interface LinkEvent {
  readonly name: string
  /** ISO 8601. */
  readonly at: string
  readonly errorCode: string | null
}

/** An app's question to one of its users. It is used up when a grant of `grantId` exists, or in update mode at `usedAt`. */
export interface LinkSession {
  readonly id: string
  readonly appId: string
  /** SHA-256 of the link token's auth half, base64url. */
  readonly verifier: string
  /** The id that a new grant will have: the browser binds what it seals to it. */
  readonly grantId: string
  /** The live grant that the session changes, in update mode. */
  readonly updatesGrantId: string | null
  readonly requestedProviders: readonly string[]
  readonly budgetSuggestionCents: number | null
  readonly requestsPerMinuteSuggestion: number | null
  readonly models: readonly string[] | null
  readonly userReference: string | null
  /** Where the page goes at its end, with the app's state; of an origin that was registered when the session was made. */
  readonly redirectUri: string | null
  readonly state: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly openedAt: Date | null
  /** When the person approved the change; null for a session of a new connection. */
  readonly usedAt: Date | null
  readonly events: readonly LinkEvent[]
}

/** What the grant of the session tells about it. */
export interface GrantFacts {
  readonly exchangedAt: Date | null
}

export const LINK_TOKEN_MS = 30 * 60_000
export const PUBLIC_TOKEN_MS = 10 * 60_000

export const isExpired = (session: LinkSession, now: Date): boolean => session.expiresAt <= now

/** The grant that the session is about: the one it changes, or the one that will be. */
export const targetOf = ({ updatesGrantId, grantId }: LinkSession): string => updatesGrantId ?? grantId

/** Status of a session; `grant` is undefined while nobody has approved a new one. */
export const linkStatusAt = (session: LinkSession, grant: GrantFacts | undefined, now: Date): LinkSessionStatus => {
  if (session.usedAt !== null) return 'updated'
  const isNew = session.updatesGrantId === null
  if (isNew && grant !== undefined) return grant.exchangedAt === null ? 'authorized' : 'exchanged'
  if (isExpired(session, now)) return 'expired'
  return session.openedAt === null ? 'created' : 'opened'
}
