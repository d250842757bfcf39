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
  readonly limits: GrantLimits
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

export type Admission =
  | { readonly kind: 'admitted'; readonly budgetRoomMicros: number | null; readonly rate: RateState | null }
  | { readonly kind: 'stale' }
  | { readonly kind: 'cold' }
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number; readonly limit: number }
  | { readonly kind: 'too_many_concurrent' }
  | { readonly kind: 'budget_exceeded'; readonly budgetRoomMicros: number }

export type Extension = 'extended' | 'refused' | 'gone'

/** How a request ends in the books. */
export interface Closing {
  readonly actualMicros: number
  /** Its usage event; null takes an admission back of which nobody heard. */
  readonly event: UsageEvent | null
  /** The store remembers the closing for days, so that a copy of it on some disk stays without effect. MUST be set on every retry. */
  readonly isRetry?: boolean
  /** The store said that it has no trace of the hold: spend in these buckets; none if the grant is gone as well. */
  readonly lost?: { readonly buckets: readonly string[] }
}

/**
 * `settled`: the event is kept, deliver it. `taken`: closed by someone else, who has the event. `lost`: the store has no trace of the
 * request. `cold`: nor of the grant; it must be rebuilt before the cost can be added to its spend.
 */
export type Settlement = 'settled' | 'taken' | 'lost' | 'cold'

/**
 * The counters behind limits and money. Every method MUST be atomic against every other, over all relays, and MUST reject with the
 * Fault `limits_unavailable` within about a second when the store does not answer: the caller fails closed.
 */
export interface AdmissionStore {
  /**
   * MUST admit only on the current version, within all limits, and only if every budget keeps `spent + held + hold <= cap`; MUST
   * write nothing otherwise. `stale`: the grant has changed since. `cold`: nothing is known of the grant here.
   */
  admit(request: AdmissionRequest): Promise<Admission>
  /** MUST grow the hold only if every budget still keeps its cap, and MUST move the deadline when it does; `addMicros` 0 always fits. */
  extend(ref: HoldRef, addMicros: number, budgets: readonly Budget[], ttlMs: number): Promise<Extension>
  /**
   * MUST turn the hold into what was spent and keep the event until `forget`, in one step, once. Without the hold nothing MUST change,
   * except for a closing that says the hold is `lost`: its cost is spent in the buckets it names, once.
   */
  settle(ref: HoldRef, closing: Closing): Promise<Settlement>
  /** Resolves if the store answers now. */
  ping(): Promise<void>
}
