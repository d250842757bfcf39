import type { Budget, GrantLimits, UsageEvent } from '@1relay/contracts'

/** Which hold: everything that names its keys. */
export interface HoldRef {
  readonly requestId: string
  readonly grantId: string
  readonly ledgerId: string
}

export interface AdmissionRequest extends HoldRef {
  /** Version of the grant that the request was judged on. */
  readonly version: number
  /** Version of the ledger's terms that the relay knew then; 0: none. */
  readonly ledgerVersion: number
  readonly limits: GrantLimits
  /** Those of the grant; the ledger's are the store's to know. */
  readonly budgets: readonly Budget[]
  readonly holdMicros: number
  /** Milliseconds from now after which the hold counts as abandoned, unless it is extended. */
  readonly ttlMs: number
  /** What a reaper needs to write the usage event of an abandoned request: a JSON object, no secrets. */
  readonly facts: string
}

export interface RateState {
  readonly limit: number
  readonly remaining: number
  readonly resetMs: number
}

/** Whose cap has no room: the grant's own, or that of everything its ledger pays for. */
export type BudgetLevel = 'grant' | 'ledger'

export type Admission =
  /** The room is that of the grant's own budgets: what others spend of the ledger is not the caller's to know. */
  | { readonly kind: 'admitted'; readonly budgetRoomMicros: number | null; readonly rate: RateState | null }
  | { readonly kind: 'stale' }
  | { readonly kind: 'cold' }
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number; readonly limit: number }
  | { readonly kind: 'too_many_concurrent' }
  | { readonly kind: 'budget_exceeded'; readonly level: BudgetLevel; readonly budgetRoomMicros: number }

/** `gone`: there is no such hold; settled, reaped, or lost. `cold`: it cannot be put back before the grant is rebuilt. */
export type Extension = 'extended' | 'refused' | 'gone' | 'cold'

/** A hold that the store may have lost, to be put back. */
export interface LostHold {
  readonly micros: number
  readonly facts: string
  readonly buckets: readonly string[]
}

/** What growing a hold needs to know of it. */
export interface Extending extends HoldRef {
  /** Budgets of the grant, as they were when it was admitted. */
  readonly budgets: readonly Budget[]
  /** Milliseconds from now until the new deadline. */
  readonly ttlMs: number
}

/** How a request ends in the books. */
export interface Closing {
  readonly actualMicros: number
  /** Its usage event; null takes an admission back of which nobody heard. */
  readonly event: UsageEvent | null
  /** The store remembers the closing for days, so that a copy of it on some disk stays without effect. MUST be set on every retry. */
  readonly isRetry?: boolean
  /** The store said that it has no trace of the hold: spend in these buckets; none if the grant is gone as well. */
  readonly lost?: { readonly buckets: readonly string[] }
  /** It was settled before, in that memory, and its event has not arrived: counts as `lost` if the memory is gone. */
  readonly settledIn?: string
}

/**
 * `settled`: the event is kept, deliver it; `memory` names what the store remembers from, and changes when it loses everything. `taken`: closed by someone else, who has the event. `lost`: the store has no trace of the
 * request. `cold`: nor of the grant; it must be rebuilt before the cost can be added to its spend.
 */
export type Settlement =
  { readonly kind: 'settled'; readonly memory: string } | { readonly kind: 'taken' | 'lost' | 'cold' }

/**
 * The counters behind limits and money. Every method MUST be atomic against every other, over all relays, and MUST reject with the
 * Fault `limits_unavailable` within about a second when the store does not answer: the caller fails closed.
 */
export interface AdmissionStore {
  /**
   * MUST admit only on the current versions, within all limits, and only if every budget of the grant and of its ledger keeps `spent + held + hold <= cap`; MUST
   * write nothing otherwise. `stale`: the grant or its ledger has changed since. `cold`: nothing is known of the grant here.
   */
  admit(request: AdmissionRequest): Promise<Admission>
  /**
   * MUST grow the hold only if every budget still keeps its cap, and MUST move the deadline when it does; `addMicros` 0 always fits.
   * With `lost`, a hold that is not there MUST be put back if it fits as a whole, but never one that was closed: the caller MUST NOT
   * have settled it.
   */
  extend(hold: Extending, addMicros: number, lost?: LostHold): Promise<Extension>
  /**
   * MUST turn the hold into what was spent and keep the event until `forget`, in one step, once. Without the hold nothing MUST change,
   * except for a closing that says the hold is `lost`: its cost is spent in the buckets it names, once.
   */
  settle(ref: HoldRef, closing: Closing): Promise<Settlement>
  /** Resolves if the store answers now. */
  ping(): Promise<void>
}
