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

/** What a copy of an event is known by. */
export interface Named {
  readonly at: number
  readonly requestId: string
  /** What the store remembered from when it was settled; null: there was nothing to settle. */
  readonly memory: string | null
}

/** A piece of a journal. */
export interface JournalPart {
  readonly name: string
  /** Nobody writes to it any more. */
  readonly isClosed: boolean
}

/** Copies of recent events, until they are known to be recorded. Survives the process, not the disk. */
export interface UsageJournal {
  /** Takes one. MUST NOT throw or wait. */
  note(event: UsageEvent, memory: string | null): void
  /** Resolves when everything noted is out of this process. */
  flush(): Promise<void>
  /** Flushes, and ends. */
  close(): Promise<void>
  /** All parts, the oldest first. */
  parts(): Promise<JournalPart[]>
  /** What is in a part, without the events; none if it is gone. */
  names(part: string): Promise<Named[]>
  /** The events of these requests. */
  read(part: string, requestIds: ReadonlySet<string>): Promise<{ event: UsageEvent; memory: string | null }[]>
  drop(part: string): Promise<void>
}

/** The control plane's word on what is recorded. */
export interface UsageReceipts {
  /** Request ids of those that are not. MUST reject when it cannot be told. */
  missing(events: readonly Pick<UsageEvent, 'at' | 'requestId'>[]): Promise<ReadonlySet<string>>
}
