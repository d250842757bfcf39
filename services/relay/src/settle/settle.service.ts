import type { UsageEvent } from '@1relay/contracts'
import { bucketsAt, type AdmissionStore, type Closing, type HoldRef } from '../admit/index.js'
import type { Spool } from '../usage/index.js'

export interface SettleOptions {
  readonly store: AdmissionStore
  /** Gets the event once it is settled: then it is kept in the store, and only has to be delivered. */
  readonly deliver: (event: UsageEvent, memory: string) => void
  /** Has the state of a grant written again, with its spend; resolves also if there is no such grant any more. */
  readonly rebuild: (grantId: string) => Promise<unknown>
  /** Where settlements wait for a store that is away, in case this process dies before it is back. */
  readonly spool: Spool<Pending>
  /** How often settlements that failed are tried again. */
  readonly retryEveryMs: number
  readonly onTrouble: (message: string, error: unknown) => void
}

/** A settlement that waits for the store. */
export interface Pending {
  readonly ref: HoldRef
  readonly event: UsageEvent
}

/**
 * Turns holds into what was spent, exactly once each. A store that is away gets its settlements when it is back, from memory or, after
 * a crash, from disk: settling is idempotent by request id, so trying again is always right. What neither has is the hold's deadline's.
 */
export class Settle {
  private readonly pending = new Map<string, Pending>()
  private readonly onDisk = new Set<string>()
  private running = 0
  private waiters: (() => void)[] = []
  private readonly timer: NodeJS.Timeout
  private diskWork: Promise<void> = Promise.resolve()

  constructor(private readonly options: SettleOptions) {
    this.timer = setInterval(() => void this.retry(), options.retryEveryMs)
    this.timer.unref()
  }

  /** Settles a request at the cost of its event; returns at once. */
  settle(ref: HoldRef, event: UsageEvent): void {
    this.run({ ref, event }, false)
  }

  /** Settlements that wait for the store. */
  get waiting(): number {
    return this.pending.size
  }

  /** Tries all that wait once more, and puts on disk what still waits then. */
  async retry(): Promise<void> {
    const waiting = [...this.pending.values()]
    this.pending.clear()
    for (const one of waiting) this.run(one, true)
    await this.idle()
    this.diskWork = this.diskWork.then(() => this.keepOrClear())
    await this.diskWork
  }

  /** Settles what an earlier process left on disk; of what this one has `settled` itself, the copies just go. */
  async replay(settled: ReadonlySet<string> = new Set()): Promise<void> {
    await this.options.spool
      .replay(async (left) => {
        for (const one of left) {
          const isDone = settled.has(one.ref.requestId) || (await this.attempt(one, true))
          if (!isDone) throw new Error('the store is still away')
        }
      })
      .catch((error: unknown) => this.options.onTrouble('settlements stay in the spool', error))
  }

  /** Resolves when every settlement was tried, and those that failed are on disk. */
  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.retry()
  }

  private async idle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => this.waiters.push(resolve))
  }

  private run(pending: Pending, isRetry: boolean): void {
    this.running++
    void this.attempt(pending, isRetry).then((isDone) => {
      if (!isDone) this.pending.set(pending.ref.requestId, pending)
      if (--this.running > 0) return
      for (const wake of this.waiters) wake()
      this.waiters = []
    })
  }

  private async keepOrClear(): Promise<void> {
    const { spool, onTrouble } = this.options
    const unkept = [...this.pending.values()].filter(({ ref }) => !this.onDisk.has(ref.requestId))
    if (unkept.length > 0) {
      try {
        await spool.keep(unkept)
        for (const { ref } of unkept) this.onDisk.add(ref.requestId)
      } catch (error) {
        onTrouble('settlements are kept in memory alone', error)
      }
    } else if (this.pending.size === 0 && this.onDisk.size > 0) {
      const settled = new Set(this.onDisk)
      this.onDisk.clear()
      await this.replay(settled)
    }
  }

  /** True when the books on it are closed, here or by somebody else. */
  private async attempt({ ref, event }: Pending, isRetry: boolean): Promise<boolean> {
    const { store, deliver, onTrouble } = this.options
    const closing: Closing = { actualMicros: event.costMicros, event, isRetry }
    try {
      let reply = await store.settle(ref, closing)
      if (reply.kind === 'cold' || reply.kind === 'lost') reply = await this.settleLost(ref, event, reply.kind)
      if (reply.kind === 'settled') deliver(event, reply.memory)
      return reply.kind === 'settled' || reply.kind === 'taken'
    } catch (error) {
      onTrouble('a settlement waits for the store', error)
      return false
    }
  }

  /** Redis has lost the hold: the cost is added to a state that was rebuilt without it, since the event is not out yet. */
  private async settleLost(ref: HoldRef, event: UsageEvent, known: 'cold' | 'lost') {
    const { store, rebuild } = this.options
    if (known === 'cold') await rebuild(ref.grantId)
    const closing: Closing = { actualMicros: event.costMicros, event, isRetry: true }
    const buckets = Object.values(bucketsAt(event.at))
    const reply = await store.settle(ref, { ...closing, lost: { buckets } })
    // Rebuilt and still cold: the grant is gone for good, nobody counts its spend.
    return reply.kind === 'cold' ? store.settle(ref, { ...closing, lost: { buckets: [] } }) : reply
  }
}
