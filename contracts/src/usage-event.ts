import type { ErrorCode } from './errors.js'

/** Tokens as the provider's dialect reports them, already disentangled: no count contains another one. */
export interface TokenCounts {
  /** Input that was neither read from nor written to a cache. */
  input: number
  cachedInput: number
  cacheWrite: number
  /** Output that is not reasoning. */
  output: number
  reasoning: number
}

/** How a request that was admitted came to its end. */
export type UsageOutcome = 'completed' | 'client_aborted' | 'upstream_failed' | 'cut_off' | 'interrupted'

/**
 * One proxied call, admitted or refused: the usage row and the audit line are this same event.
 * Idempotent by `requestId`; `at` is fixed when the request arrives, so a repeated event lands in the same partition.
 */
export interface UsageEvent {
  v: 1
  requestId: string
  /** When the request arrived, milliseconds since the epoch. */
  at: number
  grantId: string
  grantVersion: number
  ledgerId: string
  decision: 'allowed' | 'refused'
  /** Why it was refused, as the operator may know it; null when allowed. */
  reason: ErrorCode | RefusalReason | null
  outcome: UsageOutcome | null
  /** The protected key it went through (`conn_…`); absent for what is not one. */
  connectionId?: string
  /** Slug or custom origin; null when the request never got that far. */
  upstream: string | null
  model: string | null
  method: string
  /** Normalised upstream path, no query string. */
  path: string
  /** The query string, where the grant has it recorded: at most 2048 characters, without what we put in and without values named like credentials. */
  query?: string
  /** What the caller got; 0 when the caller left before any status. */
  status: number
  stream: boolean
  durationMs: number
  /** From arrival to the first byte of the upstream's body; null without one. */
  firstByteMs: number | null
  tokens: TokenCounts
  /** `reported` by the provider, `estimated` from bytes and text that passed, `held`: charged at the hold. */
  tokensFrom: 'reported' | 'estimated' | 'held' | 'none'
  costMicros: number
  /** Source and version of the price table; null when nothing was priced. */
  priceVersion: string | null
  /** The model was unknown and charged at the provider's dearest price. */
  isPriceGuessed: boolean
  requestBytes: number
  responseBytes: number
  ip: string
  userAgent: string | null
}

/** True reasons behind a public `invalid_token`: kept in the record, never told to the caller. */
export type RefusalReason = 'wrong_auth_half' | 'wrong_seal_half' | 'grant_revoked' | 'grant_expired' | 'wrong_prefix'

/** One BullMQ job carries many events: a job a record costs fourteen times more (see the performance study in docs). */
export interface UsageJob {
  events: UsageEvent[]
}

export const USAGE_QUEUE = 'usage'
export const USAGE_JOB_EVENTS_MAX = 100

/** `POST /internal/usage/missing`: which of these events are not recorded yet, asked by a relay before it lets go of its copy. */
export interface UsageReceiptQuery {
  /** At most `USAGE_RECEIPTS_MAX`. */
  events: Pick<UsageEvent, 'at' | 'requestId'>[]
}

export interface UsageReceiptAnswer {
  success: true
  /** Request ids. */
  data: { missing: string[] }
}

export const USAGE_RECEIPTS_MAX = 1000
