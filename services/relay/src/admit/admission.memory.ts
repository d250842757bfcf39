import type { Budget, BudgetPeriod, UsageEvent } from '@1relay/contracts'
import type {
  Admission,
  AdmissionRequest,
  AdmissionStore,
  BudgetLevel,
  Closing,
  Extending,
  Extension,
  HoldRef,
  LostHold,
  RateState,
  Settlement,
} from './admission.port.js'
import { bucketsAt } from './buckets.js'

interface Hold {
  micros: number
  readonly buckets: readonly string[]
}

/** Spent and held by bucket. */
interface Money {
  readonly spent: Map<string, number>
  readonly held: Map<string, number>
}

interface GrantState extends Money {
  version: number
  tatMs: number
  readonly open: Map<string, number>
}

interface Ledger extends Money {
  version: number
  budgets: readonly Budget[]
  memory: string | undefined
}

const MINUTE_MS = 60_000

/** The twin of the Lua scripts, for tests and for reading: one process, same promises, same arithmetic. */
export class MemoryAdmissionStore implements AdmissionStore {
  private readonly states = new Map<string, GrantState>()
  private readonly ledgers = new Map<string, Ledger>()
  private readonly holds = new Map<string, Hold>()
  private readonly taken = new Set<string>()
  private memories = 0
  /** Events that were settled and not yet forgotten, by request id. */
  readonly outbox = new Map<string, UsageEvent>()

  constructor(private readonly now: () => number) {}

  /** What the control plane does when it writes a grant: the version, and what was spent if the state was cold. */
  warm(grantId: string, version: number, spent: Readonly<Record<string, number>> = {}): void {
    const old = this.states.get(grantId)
    if (old !== undefined) old.version = version
    else this.states.set(grantId, { version, tatMs: 0, open: new Map(), ...money(spent) })
  }

  /** What it does before, for the ledger. */
  warmLedger(ledgerId: string, version: number, budgets: readonly Budget[]): void {
    Object.assign(this.ledger(ledgerId), { version, budgets })
  }

  /** Spent and held of a grant in the bucket that a period has now. */
  used(grantId: string, period: Budget['period']): { spent: number; held: number } {
    return usedIn(this.states.get(grantId) ?? money(), bucketsAt(this.now())[period])
  }

  /** The same of a ledger. */
  usedOfLedger(ledgerId: string, period: Budget['period']): { spent: number; held: number } {
    return usedIn(this.ledger(ledgerId), bucketsAt(this.now())[period])
  }

  admit(request: AdmissionRequest): Promise<Admission> {
    return Promise.resolve(this.decide(request))
  }

  extend(ref: Extending, addMicros: number, lost?: LostHold): Promise<Extension> {
    return Promise.resolve(this.grow(ref, addMicros, lost))
  }

  settle(ref: HoldRef, closing: Closing): Promise<Settlement> {
    return Promise.resolve(this.close(ref, closing))
  }

  /** What a flush does. */
  lose(): void {
    for (const kept of [this.states, this.ledgers, this.holds, this.taken, this.outbox]) kept.clear()
  }

  ping(): Promise<void> {
    return Promise.resolve()
  }

  private ledger(ledgerId: string): Ledger {
    const known = this.ledgers.get(ledgerId) ?? { version: 0, budgets: [], memory: undefined, ...money() }
    this.ledgers.set(ledgerId, known)
    return known
  }

  private grow({ requestId, grantId, ledgerId, budgets, ttlMs }: Extending, add: number, lost?: LostHold): Extension {
    const known = this.holds.get(requestId)
    const isClosed = this.taken.has(requestId) || this.outbox.has(requestId)
    if (known === undefined && (lost === undefined || isClosed)) return 'gone'
    const state = this.states.get(grantId)
    if (state === undefined) return known === undefined ? 'cold' : 'gone'
    const hold = known ?? { micros: 0, buckets: lost?.buckets ?? [] }
    const more = known === undefined ? add + (lost?.micros ?? 0) : add
    const ledger = this.ledger(ledgerId)
    const room = Math.min(roomIn(state, hold.buckets, budgets), roomIn(ledger, hold.buckets, ledger.budgets))
    if (more > 0 && room < more) return 'refused'
    for (const { held } of [state, ledger]) for (const bucket of hold.buckets) addTo(held, bucket, more)
    hold.micros += more
    this.holds.set(requestId, hold)
    state.open.set(requestId, this.now() + ttlMs)
    return 'extended'
  }

  private close({ requestId, grantId, ledgerId }: HoldRef, closing: Closing): Settlement {
    const { actualMicros, event, isRetry, lost, settledIn } = closing
    const hold = this.holds.get(requestId)
    const state = this.states.get(grantId)
    const ledger = this.ledger(ledgerId)
    const settled = (): Settlement => ({ kind: 'settled', memory: (ledger.memory ??= `m${++this.memories}`) })
    if (hold === undefined) {
      if (settledIn !== undefined && settledIn === ledger.memory) return settled()
      const kept = this.outbox.get(requestId)
      // The very same event: an earlier try settled it, and its answer was lost with the connection. Nobody else may have it.
      const isOwn = kept !== undefined && JSON.stringify(kept) === JSON.stringify(event)
      if (event === null || (this.taken.has(requestId) && !isOwn)) return { kind: 'taken' }
      if (kept !== undefined) {
        if (isRetry === true) this.taken.add(requestId)
        return settled()
      }
      if (state === undefined && lost?.buckets.length !== 0) return { kind: 'cold' }
      if (lost === undefined) return { kind: 'lost' }
    }
    for (const bucket of hold?.buckets ?? lost?.buckets ?? []) {
      for (const { held, spent } of state === undefined ? [] : [state, ledger]) {
        addTo(held, bucket, -(hold?.micros ?? 0))
        addTo(spent, bucket, actualMicros)
      }
    }
    state?.open.delete(requestId)
    this.holds.delete(requestId)
    if (isRetry === true) this.taken.add(requestId)
    if (event !== null) this.outbox.set(requestId, event)
    return settled()
  }

  private decide(request: AdmissionRequest): Admission {
    const { requestId, grantId, ledgerId, holdMicros, limits } = request
    const [state, ledger] = [this.states.get(grantId), this.ledger(ledgerId)]
    if (state === undefined) return { kind: 'cold' }
    if (state.version !== request.version || ledger.version !== request.ledgerVersion) return { kind: 'stale' }
    const now = this.now()
    const { concurrentRequests, requestsPerMinute } = limits
    const open = [...state.open.values()].filter((deadline) => deadline > now).length
    if (concurrentRequests !== undefined && open >= concurrentRequests) return { kind: 'too_many_concurrent' }

    const rate = requestsPerMinute === undefined ? null : nextRate(state.tatMs, now, requestsPerMinute)
    if (rate !== null && rate.retryAfterMs > 0) {
      return { kind: 'rate_limited', retryAfterMs: rate.retryAfterMs, limit: rate.state.limit }
    }
    const buckets = Object.values(bucketsAt(now))
    const room = roomIn(state, buckets, request.budgets)
    if (holdMicros > 0 && holdMicros > room) return exceeded('grant', room)
    const ledgerRoom = roomIn(ledger, buckets, ledger.budgets)
    if (holdMicros > 0 && holdMicros > ledgerRoom) return exceeded('ledger', ledgerRoom)

    if (rate !== null) state.tatMs = rate.tatMs
    for (const { held } of [state, ledger]) for (const bucket of buckets) addTo(held, bucket, holdMicros)
    state.open.set(requestId, now + request.ttlMs)
    this.holds.set(requestId, { micros: holdMicros, buckets })
    const budgetRoomMicros = room === Infinity ? null : Math.max(room, 0) - holdMicros
    return { kind: 'admitted', budgetRoomMicros, rate: rate?.state ?? null }
  }
}

const money = (spent: Readonly<Record<string, number>> = {}): Money => ({
  spent: new Map(Object.entries(spent)),
  held: new Map(),
})

const usedIn = ({ spent, held }: Money, bucket: string): { spent: number; held: number } => ({
  spent: spent.get(bucket) ?? 0,
  held: held.get(bucket) ?? 0,
})

const exceeded = (level: BudgetLevel, room: number): Admission => ({
  kind: 'budget_exceeded',
  level,
  budgetRoomMicros: Math.max(room, 0),
})

const addTo = (into: Map<string, number>, key: string, amount: number): void => {
  into.set(key, (into.get(key) ?? 0) + amount)
}

/** The smallest room of all budgets; Infinity without any. */
const roomIn = (of: Money, buckets: readonly string[], budgets: readonly Budget[]): number =>
  Math.min(
    ...budgets.map(({ period, capMicros }) => {
      const { spent, held } = usedIn(of, bucketOf(buckets, period))
      return capMicros - spent - held
    }),
  )

const bucketOf = (buckets: readonly string[], period: BudgetPeriod): string =>
  buckets.find((bucket) => bucket.startsWith(period)) ?? period

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
