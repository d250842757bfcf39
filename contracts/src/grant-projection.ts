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

/**
 * A credential sealed to the relay's public key with HPKE (protocol §3). What is sealed says itself how it is shown upstream
 * (`SealedTerms`, then a line feed, then the credential's bytes), so that whoever can write our database cannot have it sent differently.
 */
export interface RelaySealedCredential {
  custody: 'relay'
  upstream: string
  /** The protected key (`conn_…`) that the AAD names as owner. */
  ownerId: string
  /** Which of the relay's keys opens it: hex, 8 bytes. */
  keyId: string
  enc: string
  ciphertext: string
}

/** How an upstream wants to be shown a credential. */
export type UpstreamAuth =
  | { kind: 'bearer' }
  /** The credential is `user:password`. */
  | { kind: 'basic' }
  | { kind: 'header'; name: string }
  | { kind: 'query'; name: string }
  /** Client credentials (RFC 6749 §4.4). The credential is `client_id:client_secret`; the relay fetches and renews access tokens. */
  | { kind: 'oauth2'; tokenUrl: string; scope?: string; audience?: string; clientAuth: 'basic' | 'body' }

/** What is sealed in front of a relay-sealed credential. A relay refuses a grant of any other ledger. */
export interface SealedTerms {
  v: 1
  /** The workspace, which is the grant's ledger. */
  workspaceId: string
  auth: UpstreamAuth
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

/**
 * From where a token may be used. `allowlist`: from these networks only. `confirm`: from those that its holder has confirmed; for any other
 * address the relay asks the control plane, which trusts the first one and has every later one confirmed by mail.
 */
export interface NetworkPolicy {
  mode: 'allowlist' | 'confirm'
  /** IPv4 and IPv6 networks in CIDR form. */
  cidrs: string[]
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
  /** Absent: from anywhere. */
  network?: NetworkPolicy
  /** Pages that may use it, as the `Origin` header names them, `https://*.example.com` for all hosts under one. Absent: any, or none at all. */
  origins?: string[]
  /** Its usage events carry query strings. Absent: they never do. */
  recordsQuery?: true
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
