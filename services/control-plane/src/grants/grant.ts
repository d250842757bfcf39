import type { Budget, GrantLimits, GrantPrefix, GrantScope, NetworkPolicy, SealedCredential } from '@1relay/contracts'

/** The front door that made the grant. */
export type GrantKind = 'link' | 'bot' | 'check' | 'key' | 'user'

/** How a grant stands at a moment. `expired` is never stored: time alone makes it so. */
export type GrantStatus = 'pending' | 'active' | 'revoked' | 'expired'

/** A Link grant waits for the app's server to prove that it holds the public token (protocol §4). */
export interface Exchange {
  /** SHA-256 of the exchange proof, base64url. */
  readonly proofHash: string
  /** When the public token expires. */
  readonly until: Date
  readonly exchangedAt: Date | null
  /** Digest of the idempotency key of the first exchange; null without one. */
  readonly repeatKey: string | null
}

export interface Grant {
  /** 16 base62 characters: the id in the token. */
  readonly id: string
  readonly kind: GrantKind
  readonly prefix: GrantPrefix
  /** Whose credentials and whose money, also the ledger: an account (`link`, `bot`, `check`), a workspace (`key`) or a relay user (`user`). */
  readonly ownerId: string
  readonly appId: string | null
  readonly name: string
  readonly state: 'pending' | 'active' | 'revoked'
  /** Grows by one with every change. */
  readonly version: number
  /** SHA-256 of the auth half, base64url; null until the public token is exchanged. */
  readonly verifier: string | null
  readonly scope: GrantScope
  readonly limits: GrantLimits
  readonly budgets: readonly Budget[]
  /** From where it may be used; null: from anywhere. */
  readonly network: NetworkPolicy | null
  /** Pages that may use it (`LiveGrant.origins`); null: any, or none at all. */
  readonly origins: readonly string[] | null
  /** Its usage has query strings. */
  readonly recordsQuery: boolean
  /** Upstreams it was made for; they stay when the credentials go. */
  readonly providers: readonly string[]
  /** Emptied when the grant is revoked: nothing sealed outlives its use. */
  readonly credentials: readonly SealedCredential[]
  /** Label of the vault key that was sealed, by upstream, where the browser named it. */
  readonly labels: Readonly<Record<string, string>>
  /** The seal half under the owner's vault key; null once revoked, and for a key check. */
  readonly ownerEnvelope: { readonly iv: string; readonly ciphertext: string } | null
  readonly expiresAt: Date | null
  readonly userReference: string | null
  readonly exchange: Exchange | null
  readonly createdAt: Date
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
}

/** What the owner may change at any time. */
export interface Terms {
  readonly budgets?: readonly Budget[]
  readonly limits?: GrantLimits
}

type Made = 'state' | 'version' | 'revokedAt' | 'lastUsedAt' | 'providers'
type Optional = 'labels' | 'network' | 'origins' | 'recordsQuery'

/** A grant at its first version: active if it has a verifier, pending otherwise. */
export const makeGrant = (parts: Omit<Grant, Made | Optional> & Partial<Pick<Grant, Optional>>): Grant => ({
  labels: {},
  network: null,
  origins: null,
  recordsQuery: false,
  ...parts,
  state: parts.verifier === null ? 'pending' : 'active',
  version: 1,
  providers: parts.credentials.map((credential) => credential.upstream),
  revokedAt: null,
  lastUsedAt: null,
})

/** How the grant stands at `now`. */
export const statusAt = (grant: Grant, now: Date): GrantStatus => {
  switch (grant.state) {
    case 'revoked':
      return 'revoked'
    case 'pending':
      return grant.exchange !== null && now < grant.exchange.until ? 'pending' : 'expired'
    case 'active':
      return grant.expiresAt === null || now < grant.expiresAt ? 'active' : 'expired'
  }
}

/** Pending or active: it may still be used, or come to be. */
export const isUnended = (grant: Grant, now: Date): boolean => ['pending', 'active'].includes(statusAt(grant, now))

/** The grant after its end, without anything sealed; undefined if it was revoked before. */
export const revokeGrant = (grant: Grant, now: Date): Grant | undefined =>
  grant.state === 'revoked'
    ? undefined
    : { ...grant, state: 'revoked', version: grant.version + 1, credentials: [], ownerEnvelope: null, revokedAt: now }

/** The grant under new terms; undefined if it has ended. A part that is not named stays. */
export const changeTerms = (grant: Grant, terms: Terms, now: Date): Grant | undefined => {
  const status = statusAt(grant, now)
  if (status === 'revoked' || status === 'expired') return undefined
  const { budgets = grant.budgets, limits = grant.limits } = terms
  return { ...grant, version: grant.version + 1, budgets, limits }
}
