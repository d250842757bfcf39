import type { UsageEvent } from '@1relay/contracts'

/** Where usage events go. */
export interface UsageLog {
  /** Takes one event. MUST NOT throw or wait: the request it is about is over. MUST NOT lose it while the process lives. */
  append(event: UsageEvent): void
  /** Resolves when everything appended so far is in safe keeping: delivered, or on disk. */
  flush(): Promise<void>
  /** Flushes and stops. */
  close(): Promise<void>
}

/** Delivers a batch of events. Consumers are idempotent by request id, so a batch MAY be delivered twice. */
export interface UsageSink {
  /** Resolves once the batch is durable; MUST reject within a few seconds otherwise. */
  deliver(events: readonly UsageEvent[]): Promise<void>
  close(): Promise<void>
}

/** Keeps on stable storage what nobody takes right now. */
export interface Spool<T> {
  /** Resolves once the items are on stable storage. */
  keep(items: readonly T[]): Promise<void>
  /** Gives every kept batch to `deliver` and forgets those that it took; stops at the first that it refuses. */
  replay(deliver: (items: readonly T[]) => Promise<void>): Promise<void>
}

export type UsageSpool = Spool<UsageEvent>
