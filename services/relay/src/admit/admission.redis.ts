import { fault, type Fault } from '@1relay/faults'
import { ping, type RedisClient } from '@1relay/redis'
import { setTimeout as pause } from 'node:timers/promises'
import type {
  Admission,
  AdmissionRequest,
  AdmissionStore,
  Closing,
  Extending,
  Extension,
  HoldRef,
  LostHold,
  Settlement,
} from './admission.port.js'
import { LedgerNotices } from './ledger-notices.redis.js'
import { ScriptQueue, type ScriptCall, type ScriptReply } from './script-queue.redis.js'
import type { AdmissionScripts } from './scripts.js'

/** How long a caller should wait when the store is away: about one reconnection attempt. */
const RETRY_AFTER_MS = 1000
const RELEASE_TRIES = 60
const TAKEN_SECONDS = 7 * 86_400
const EVENT_DUE_MS = 45_000
// What the scripts take for none: JSON has no value that both sides read as that.
const NO_LIMIT = -1
const NOT_LOST = -1

/**
 * The admission store on Redis, one EVALSHA for all calls of a turn. The connection MUST have no auto-pipelining (it halves the throughput of
 * scripts, perf study C2), no offline queue and a command timeout, so that a lost Redis is noticed at once.
 */
export class RedisAdmissionStore implements AdmissionStore {
  private readonly scripts: ScriptQueue
  private readonly notices: LedgerNotices
  private readonly releases = new Set<Promise<void>>()

  /** An event that is not enqueued `eventDueMs` after its settlement is left to a reaper. */
  constructor(
    private readonly redis: RedisClient,
    scripts: AdmissionScripts,
    private readonly eventDueMs = EVENT_DUE_MS,
  ) {
    this.scripts = new ScriptQueue(redis, scripts)
    this.notices = new LedgerNotices(redis)
  }

  admit(request: AdmissionRequest): Promise<Admission> {
    const { limits, ledgerId } = request
    const call: ScriptCall = [
      'admit',
      ledgerId,
      request.grantId,
      request.requestId,
      String(request.version),
      String(request.ledgerVersion),
      limits.requestsPerMinute ?? NO_LIMIT,
      limits.concurrentRequests ?? NO_LIMIT,
      request.holdMicros,
      request.ttlMs,
      ...request.budgets.flatMap(({ period, capMicros }) => [period, capMicros]),
    ]
    return this.giveWork(call, request.facts).then(
      (reply) => {
        // A flushed Redis has forgotten the notice too.
        if (reply[0] === 'cold') this.notices.drop(ledgerId)
        return readAdmission(reply, limits.requestsPerMinute ?? 0)
      },
      (error: unknown) => {
        this.releaseIfSent(request, error)
        throw notAnswered(error)
      },
    )
  }

  async extend(hold: Extending, addMicros: number, lost?: LostHold): Promise<Extension> {
    const { ledgerId, requestId, grantId, ttlMs } = hold
    // What is put back into an empty Redis has no notice there either.
    if (lost !== undefined) this.notices.drop(ledgerId)
    const call: ScriptCall = [
      'extend',
      ledgerId,
      grantId,
      requestId,
      addMicros,
      ttlMs,
      lost?.micros ?? NOT_LOST,
      lost?.buckets.join() ?? '',
      ...hold.budgets.flatMap(({ period, capMicros }) => [period, capMicros]),
    ]
    const [kind] = await answered(this.giveWork(call, lost?.facts ?? ''))
    return readExtension(kind)
  }

  settle(ref: HoldRef, closing: Closing): Promise<Settlement> {
    const { lost, settledIn } = closing
    const buckets = lost?.buckets ?? []
    if (settledIn !== undefined) return this.close(ref, closing, ['again', settledIn, ...buckets])
    if (lost === undefined) return this.close(ref, closing, [''])
    return this.close(ref, closing, buckets.length === 0 ? ['orphan'] : ['lost', ...buckets])
  }

  /** Settles a hold as a reaper: only if it is still as it was seen, byte for byte. */
  reap(ref: HoldRef, closing: Closing, seen: string): Promise<Settlement> {
    return this.close(ref, closing, ['reap', seen])
  }

  async ping(): Promise<void> {
    await answered(ping(this.redis))
  }

  /** Runs a script that leaves something open in a ledger, which has been named before. */
  private giveWork(call: ScriptCall, payload: string): Promise<ScriptReply> {
    const named = this.notices.give(call[1])
    return named === undefined ? this.scripts.run(call, payload) : named.then(() => this.scripts.run(call, payload))
  }

  private close(ref: HoldRef, { actualMicros, event, isRetry }: Closing, why: readonly string[]): Promise<Settlement> {
    const takenSeconds = isRetry === true ? TAKEN_SECONDS : 0
    const payload = event === null ? '' : JSON.stringify(event)
    const { ledgerId, grantId, requestId } = ref
    const call: ScriptCall = [
      'settle',
      ledgerId,
      grantId,
      requestId,
      actualMicros,
      this.eventDueMs,
      takenSeconds,
      ...why,
    ]
    return this.scripts.run(call, payload).then(readSettlement, throwNotAnswered)
  }

  /** Resolves when what may have been admitted unheard is given back, or left to its deadline. */
  async released(): Promise<void> {
    await Promise.all(this.releases)
  }

  /** A script that was sent and not answered may have run: its hold is given back, or else its deadline ends it. */
  private releaseIfSent(ref: HoldRef, error: unknown): void {
    const wasNeverSent = error instanceof Error && error.message.startsWith("Stream isn't writeable")
    if (wasNeverSent) return
    const release = this.release(ref).finally(() => this.releases.delete(release))
    this.releases.add(release)
  }

  private async release(ref: HoldRef): Promise<void> {
    for (let tries = 0; tries < RELEASE_TRIES; tries++) {
      await pause(RETRY_AFTER_MS, undefined, { ref: false })
      const isDone = await this.settle(ref, { actualMicros: 0, event: null }).then(
        () => true,
        () => false,
      )
      if (isDone) return
    }
  }
}

const notAnswered = (cause: unknown): Fault =>
  fault('limits_unavailable', 'the admission store did not answer', { cause, retryAfterMs: RETRY_AFTER_MS })

const throwNotAnswered = (cause: unknown): never => {
  throw notAnswered(cause)
}

const answered = <T>(reply: Promise<T>): Promise<T> => reply.catch(throwNotAnswered)

const readSettlement = ([kind, memory = '']: ScriptReply): Settlement => {
  switch (kind) {
    case 'settled':
      return { kind, memory }
    case 'taken':
    case 'lost':
    case 'cold':
      return { kind }
    default:
      throw fault('internal', `unknown reply of settle.lua: ${kind}`)
  }
}

const readExtension = (kind: string): Extension => {
  switch (kind) {
    case 'ok':
      return 'extended'
    case 'budget':
      return 'refused'
    case 'gone':
    case 'cold':
      return kind
    default:
      throw fault('internal', `unknown reply of extend.lua: ${kind}`)
  }
}

const readAdmission = ([kind, ...rest]: ScriptReply, limit: number): Admission => {
  const [first = 0, second = 0, third = 0] = rest.map(Number)
  switch (kind) {
    case 'cold':
    case 'stale':
      return { kind }
    case 'concurrent':
      return { kind: 'too_many_concurrent' }
    case 'rate':
      return { kind: 'rate_limited', retryAfterMs: first, limit }
    case 'budget':
      return { kind: 'budget_exceeded', level: rest[1] === 'ledger' ? 'ledger' : 'grant', budgetRoomMicros: first }
    case 'ok':
      return {
        kind: 'admitted',
        budgetRoomMicros: first < 0 ? null : first,
        rate: second < 0 ? null : { limit, remaining: second, resetMs: third },
      }
    default:
      throw fault('internal', `unknown reply of admit.lua: ${kind}`)
  }
}
