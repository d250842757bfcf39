/** How a Link session stands, as its app sees it. */
export type LinkSessionStatus = 'created' | 'opened' | 'authorized' | 'exchanged' | 'expired'

/** An app's question to one of its users. It is used up when a grant of `grantId` exists. */
export interface LinkSession {
  readonly id: string
  readonly appId: string
  /** SHA-256 of the link token's auth half, base64url. */
  readonly verifier: string
  /** The id that the grant will have: the browser binds what it seals to it. */
  readonly grantId: string
  readonly requestedProviders: readonly string[]
  readonly budgetSuggestionCents: number | null
  readonly requestsPerMinuteSuggestion: number | null
  readonly models: readonly string[] | null
  readonly userReference: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly openedAt: Date | null
}

/** What the grant of the session tells about it. */
export interface GrantFacts {
  readonly exchangedAt: Date | null
}

export const LINK_TOKEN_MS = 30 * 60_000
export const PUBLIC_TOKEN_MS = 10 * 60_000

export const isExpired = (session: LinkSession, now: Date): boolean => session.expiresAt <= now

/** Status of a session; `grant` is undefined while nobody has approved. */
export const linkStatusAt = (session: LinkSession, grant: GrantFacts | undefined, now: Date): LinkSessionStatus => {
  if (grant !== undefined) return grant.exchangedAt === null ? 'authorized' : 'exchanged'
  if (isExpired(session, now)) return 'expired'
  return session.openedAt === null ? 'created' : 'opened'
}
