import type { Budget, UsageEvent } from '@1relay/contracts'
import type {
  Admission,
  AdmissionRequest,
  AdmissionStore,
  Closing,
  Extension,
  HoldRef,
  RateState,
  Settlement,
} from './admission.port.js'
import { bucketsAt } from './buckets.js'

interface Hold {
  readonly grantId: string
  micros: number
  readonly buckets: ReadonlyMap<string, string>
}

interface State {
  readonly version: number
  tatMs: number
  readonly spent: Map<string, number>
  readonly held: Map<string, number>
  readonly open: Map<string, number>
}

const MINUTE_MS = 60_000

/** The twin of the Lua scripts, for tests and for reading: one process, same promises, same arithmetic. */
export class MemoryAdmissionStore implements AdmissionStore {
  private readonly states = new Map<string, State>()
  private readonly holds = new Map<string, Hold>()
  private readonly taken = new Set<string>()
  /** Events that were settled and not yet forgotten, by request id. */
  readonly outbox = new Map<string, UsageEvent>()

  constructor(private readonly now: () => number) {}

  /** What the control plane does when it writes a grant: the version, and what was spent if the state was cold. */
  warm(grantId: string, version: number, spent: Readonly<Record<string, number>> = {}): void {
    const old = this.states.get(grantId)
    const fresh = { tatMs: 0, spent: new Map(Object.entries(spent)), held: new Map(), open: new Map() }
    this.states.set(grantId, { ...(old ?? fresh), version })
  }

  /** Spent and held of a grant in the bucket that a period has now. */
  used(grantId: string, period: Budget['period']): { spent: number; held: number } {
    const bucket = bucketsAt(this.now())[period]
    const state = this.states.get(grantId)
    return { spent: state?.spent.get(bucket) ?? 0, held: state?.held.get(bucket) ?? 0 }
  }

  admit(request: AdmissionRequest): Promise<Admission> {
    return Promise.resolve(this.decide(request))
  }

  extend(ref: HoldRef, addMicros: number, budgets: readonly Budget[], ttlMs: number): Promise<Extension> {
    const hold = this.holds.get(ref.requestId)
    const state = this.states.get(ref.grantId)
    if (hold === undefined || state === undefined) return Promise.resolve('gone')
    if (addMicros > 0 && roomIn(state, hold.buckets, budgets) < addMicros) return Promise.resolve('refused')
    for (const bucket of hold.buckets.values()) add(state.held, bucket, addMicros)
    hold.micros += addMicros
    state.open.set(ref.requestId, this.now() + ttlMs)
    return Promise.resolve('extended')
  }

  settle(ref: HoldRef, closing: Closing): Promise<Settlement> {
    return Promise.resolve(this.close(ref, closing))
  }

  /** What a flush does. */
  lose(): void {
    for (const kept of [this.states, this.holds, this.taken, this.outbox]) kept.clear()
  }

  ping(): Promise<void> {
    return Promise.resolve()
  }

  private close({ requestId, grantId }: HoldRef, { actualMicros, event, isRetry, lost }: Closing): Settlement {
    const hold = this.holds.get(requestId)
    const state = this.states.get(grantId)
    if (hold === undefined) {
      if (event === null || this.taken.has(requestId)) return 'taken'
      if (this.outbox.has(requestId)) {
        if (isRetry === true) this.taken.add(requestId)
        return 'settled'
      }
      if (state === undefined && lost?.buckets.length !== 0) return 'cold'
      if (lost === undefined) return 'lost'
    }
    for (const bucket of hold?.buckets.values() ?? lost?.buckets ?? []) {
      if (state === undefined) continue
      add(state.held, bucket, -(hold?.micros ?? 0))
      add(state.spent, bucket, actualMicros)
    }
    state?.open.delete(requestId)
    this.holds.delete(requestId)
    if (isRetry === true) this.taken.add(requestId)
    if (event !== null) this.outbox.set(requestId, event)
    return 'settled'
  }

  private decide(request: AdmissionRequest): Admission {
    const state = this.states.get(request.grantId)
    if (state === undefined) return { kind: 'cold' }
    if (state.version !== request.version) return { kind: 'stale' }
    const now = this.now()
    const { concurrentRequests, requestsPerMinute } = request.limits
    const open = [...state.open.values()].filter((deadline) => deadline > now).length
    if (concurrentRequests !== undefined && open >= concurrentRequests) return { kind: 'too_many_concurrent' }

    const rate = requestsPerMinute === undefined ? null : nextRate(state.tatMs, now, requestsPerMinute)
    if (rate !== null && rate.retryAfterMs > 0) {
      return { kind: 'rate_limited', retryAfterMs: rate.retryAfterMs, limit: rate.state.limit }
    }
    const buckets = new Map(Object.entries(bucketsAt(now)))
    const room = roomIn(state, buckets, request.budgets)
    if (request.holdMicros > 0 && request.holdMicros > room)
      return { kind: 'budget_exceeded', budgetRoomMicros: Math.max(room, 0) }

    if (rate !== null) state.tatMs = rate.tatMs
    for (const bucket of buckets.values()) add(state.held, bucket, request.holdMicros)
    state.open.set(request.requestId, now + request.ttlMs)
    this.holds.set(request.requestId, { grantId: request.grantId, micros: request.holdMicros, buckets })
    const budgetRoomMicros = room === Infinity ? null : Math.max(room, 0) - request.holdMicros
    return { kind: 'admitted', budgetRoomMicros, rate: rate?.state ?? null }
  }
}

const add = (into: Map<string, number>, key: string, amount: number): void => {
  into.set(key, (into.get(key) ?? 0) + amount)
}

/** The smallest room of all budgets; Infinity without any. */
const roomIn = (state: State, buckets: ReadonlyMap<string, string>, budgets: readonly Budget[]): number =>
  Math.min(
    ...budgets.map(({ period, capMicros }) => {
      const bucket = buckets.get(period) as string
      return capMicros - (state.spent.get(bucket) ?? 0) - (state.held.get(bucket) ?? 0)
    }),
  )

const nextRate = (
  oldTatMs: number,
  now: number,
  limit: number,
): { tatMs: number; retryAfterMs: number; state: RateState } => {
  if (limit <= 0)
    return { tatMs: oldTatMs, retryAfterMs: MINUTE_MS, state: { limit, remaining: 0, resetMs: MINUTE_MS } }
  const interval = MINUTE_MS / limit
  const tatMs = Math.max(oldTatMs, now) + interval
  const ahead = tatMs - now
  const retryAfterMs = ahead > MINUTE_MS + 0.001 ? Math.ceil(ahead - MINUTE_MS) : 0
  const remaining = Math.max(0, Math.floor((MINUTE_MS - ahead) / interval + 1e-6))
  return { tatMs, retryAfterMs, state: { limit, remaining, resetMs: Math.ceil(ahead) } }
}
