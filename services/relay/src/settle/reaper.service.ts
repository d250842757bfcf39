import type { UsageEvent } from '@1relay/contracts'
import type { RedisAdmissionStore } from '../admit/admission.redis.js'
import type { LeftBehind, RedisOpenWork } from '../admit/open-work.redis.js'

export interface ReaperOptions {
  readonly work: RedisOpenWork
  readonly store: RedisAdmissionStore
  /** Gets the events of requests whose relay died. */
  readonly deliver: (event: UsageEvent, memory: string) => void
  /** Gets events that are settled, and noted, already. */
  readonly redeliver: (event: UsageEvent) => void
  /** Unique to this process. */
  readonly holder: string
  readonly everyMs: number
  readonly holdTtlMs: number
  readonly now: () => number
  readonly onTrouble: (message: string, error: unknown) => void
}

interface Hold {
  readonly grantId: string
  readonly micros: number
  readonly facts: UsageEvent
}

// After an outage the living settle and extend first: until then their holds only look abandoned.
const QUIET_ROUNDS = 3
const FAILURES_MAX = 100

/** Finishes what dead relays left: expired holds become `interrupted` events, charged at the hold; stray events are delivered. */
export class Reaper {
  private timer: NodeJS.Timeout | undefined
  private quietRounds = 0
  private isRediscovered = false
  private running: Promise<void> | undefined

  constructor(private readonly options: ReaperOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.round().finally(() => (this.running = undefined))
    }, this.options.everyMs).unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.running
  }

  /** Looks through all ledgers, unless another relay does or Redis has only just come back. Never rejects. */
  async round(): Promise<void> {
    const { work, holder, everyMs, onTrouble } = this.options
    try {
      const isMine = await work.lock(holder, Math.ceil(everyMs * 0.9))
      this.quietRounds += 1
      if (!isMine || this.quietRounds <= QUIET_ROUNDS) return
      await this.sweep()
    } catch (error) {
      this.quietRounds = 0
      onTrouble('the reaper could not work', error)
    }
  }

  /** Finishes everything that is due now. */
  async sweep(): Promise<void> {
    const { work, now, onTrouble } = this.options
    if (!this.isRediscovered) await work.rediscover(now())
    this.isRediscovered = true
    const ledgers = await work.ledgers()
    let failures = 0
    // What cannot be finished must not keep the rest from it; but where everything fails, the store is away.
    const attempt = async <T>(step: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await step()
      } catch (error) {
        if (++failures >= FAILURES_MAX) throw error
        onTrouble('the reaper left something undone', error)
        return undefined
      }
    }
    for (const { ledgerId } of ledgers) {
      const due = (await attempt(() => work.due(ledgerId))) ?? []
      for (const left of due) await attempt(() => this.finish(left))
    }
    await work.retire(now(), ledgers)
  }

  private async finish(left: LeftBehind): Promise<void> {
    const { work, redeliver, holdTtlMs } = this.options
    if (left.hold !== null) return this.reap(left, left.hold)
    if (left.event === null) return work.drop(left)
    await work.take(left, holdTtlMs)
    redeliver(JSON.parse(left.event) as UsageEvent)
  }

  private async reap({ ledgerId, requestId }: LeftBehind, seen: string): Promise<void> {
    const { store, deliver, now } = this.options
    const { grantId, micros, facts } = JSON.parse(seen) as Hold
    const event: UsageEvent = {
      ...facts,
      outcome: 'interrupted',
      costMicros: micros,
      tokensFrom: micros > 0 ? 'held' : 'none',
      durationMs: Math.max(0, now() - facts.at),
    }
    const closing = { actualMicros: micros, event, isRetry: true }
    const reply = await store.reap({ requestId, grantId, ledgerId }, closing, seen)
    if (reply.kind === 'settled') deliver(event, reply.memory)
  }
}
