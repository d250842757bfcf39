import type { AdmissionStore, HoldRef } from '../admit/index.js'

export interface SettleOptions {
  readonly store: AdmissionStore
  /** How often settlements that failed are tried again. */
  readonly retryEveryMs: number
  readonly onTrouble: (message: string, error: unknown) => void
}

interface Pending {
  readonly ref: HoldRef
  readonly actualMicros: number
}

/**
 * Turns holds into what was spent, exactly once each. A store that is away gets its settlements when it is back: settling is
 * idempotent by request id, so trying again is always right. If the relay dies meanwhile, the hold's deadline takes over.
 */
export class Settle {
  private readonly pending = new Map<string, Pending>()
  private readonly running = new Set<Promise<void>>()
  private readonly timer: NodeJS.Timeout

  constructor(private readonly options: SettleOptions) {
    this.timer = setInterval(() => this.retry(), options.retryEveryMs)
    this.timer.unref()
  }

  /** Settles a request; returns at once. */
  settle(ref: HoldRef, actualMicros: number): void {
    const settling = this.attempt({ ref, actualMicros }).finally(() => this.running.delete(settling))
    this.running.add(settling)
  }

  /** Settlements that wait for the store. */
  get waiting(): number {
    return this.pending.size
  }

  /** Tries all that wait once more. */
  retry(): void {
    const waiting = [...this.pending.values()]
    this.pending.clear()
    for (const { ref, actualMicros } of waiting) this.settle(ref, actualMicros)
  }

  /** Resolves when every settlement was tried. */
  async close(): Promise<void> {
    clearInterval(this.timer)
    while (this.running.size > 0) await Promise.all(this.running)
  }

  private async attempt(pending: Pending): Promise<void> {
    try {
      await this.options.store.settle(pending.ref, pending.actualMicros)
    } catch (error) {
      this.pending.set(pending.ref.requestId, pending)
      this.options.onTrouble('a settlement waits for the store', error)
    }
  }
}
