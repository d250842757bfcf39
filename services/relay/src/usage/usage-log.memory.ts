import type { UsageEvent } from '@1relay/contracts'
import type { Spool, UsageLog, UsageSink } from './usage-log.port.js'

/** Keeps events in a list. */
export class MemoryUsageLog implements UsageLog {
  readonly events: UsageEvent[] = []

  append(event: UsageEvent): void {
    this.events.push(event)
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

/** A sink in memory that can be switched off. */
export class MemoryUsageSink implements UsageSink {
  readonly batches: (readonly UsageEvent[])[] = []
  isDown = false

  deliver(events: readonly UsageEvent[]): Promise<void> {
    if (this.isDown) return Promise.reject(new Error('the sink is down'))
    this.batches.push(events)
    return Promise.resolve()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

/** A spool in memory. */
export class MemorySpool<T> implements Spool<T> {
  private batches: (readonly T[])[] = []

  keep(items: readonly T[]): Promise<void> {
    this.batches.push(items)
    return Promise.resolve()
  }

  async replay(deliver: (items: readonly T[]) => Promise<void>): Promise<void> {
    for (let next = this.batches[0]; next !== undefined; next = this.batches[0]) {
      await deliver(next)
      this.batches = this.batches.slice(1)
    }
  }
}
