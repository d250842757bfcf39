/** Calendar periods in UTC; `total` never resets. */
export type BudgetPeriod = 'day' | 'week' | 'month' | 'total'

export const BUDGET_PERIODS = ['day', 'week', 'month', 'total'] as const satisfies readonly BudgetPeriod[]

/** A hard cap: spend plus open holds in the period never exceed it. */
export interface Budget {
  period: BudgetPeriod
  /** Micro-dollars, a safe integer. */
  capMicros: number
}

/** What all grants of a ledger may spend together, whatever each of them may spend alone. */
export interface LedgerTerms {
  /** Grows with every change; the admission script refuses a request that was judged on another one. 0: there never were any. */
  version: number
  budgets: Budget[]
}

/** A credential sealed under the seal half of the grant's token (protocol §3). */
export interface TokenSealedCredential {
  custody: 'token'
  /** Slug of a catalogued provider, or the full https origin of a custom upstream: what the AAD names. */
  upstream: string
  /** base64url, 12 bytes. */
  iv: string
  /** base64url, with the 16-byte tag at the end. */
  ciphertext: string
}

/** A credential sealed to the relay's public key with HPKE (protocol §3). */
export interface RelaySealedCredential {
  custody: 'relay'
  upstream: string
  /** The protected key that the AAD names as owner. */
  ownerId: string
  keyId: string
  enc: string
  ciphertext: string
}

export type SealedCredential = TokenSealedCredential | RelaySealedCredential

/** What a token may call. Absent lists mean no restriction of that kind; an empty list allows nothing. */
export interface GrantScope {
  methods?: string[]
  /** Globs over the normalised upstream path: `*` within a segment, `**` across segments. */
  paths?: string[]
  deniedQueryParameters?: string[]
  /** Globs over model names as the provider knows them. */
  models?: string[]
}

export interface GrantLimits {
  requestsPerMinute?: number
  concurrentRequests?: number
}

/** The token prefixes that exercise grants: each is a front door of its own. */
export type GrantPrefix = '1r_at' | '1r_bt' | '1r_ut' | 'rk_app' | 'rk_agent' | 'rk_person' | 'rk_vendor' | 'rk_proxy'

/**
 * A grant as the relay understands it: written by the control plane to Redis, read by the relay, disposable.
 * The relay learns nothing of accounts, apps or workspaces.
 */
export interface LiveGrant {
  status: 'live'
  /** 16 base62 characters: the id inside the token. */
  id: string
  /** Grows with every change; the admission script refuses a request that was judged on an older one. */
  version: number
  prefix: GrantPrefix
  /** SHA-256 of the ASCII bytes of the auth half, base64url. */
  verifier: string
  /** Whose money this is: the Redis hash tag under which budgets of several grants can be charged in one step. */
  ledgerId: string
  /** A copy of the ledger's terms, which decides what a relay has to know of a request; the caps that count are in Redis. Absent: version 0. */
  ledger?: LedgerTerms
  /** Milliseconds since the epoch, or null. */
  expiresAt: number | null
  credentials: SealedCredential[]
  scope: GrantScope
  limits: GrantLimits
  budgets: Budget[]
}

/** What stays of a grant that was revoked or has never been exchanged, so that a cached copy cannot outlive it. */
export interface DeadGrant {
  status: 'dead'
  id: string
  version: number
  ledgerId: string
}

export type GrantProjection = LiveGrant | DeadGrant

/** Answer of `GET /internal/grants/:id`: the projection after it was written back to Redis; 404 when there is no such grant. */
export interface ColdGrantAnswer {
  success: true
  data: { grant: GrantProjection }
}
