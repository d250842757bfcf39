import type { GrantPrefix, UsageEvent } from '@1relay/contracts'

/** What the audit calls a disposable key. */
export interface KeyNames {
  readonly prefix: GrantPrefix
  readonly name: string
}

/** An event and to whom it belongs; nobody when its grant is not known. */
export interface OwnedEvent {
  readonly event: UsageEvent
  readonly ownerId: string | null
  readonly appId: string | null
  /** Of a disposable key, whose calls are in the audit of the workspace that owns it. */
  readonly key?: KeyNames
}

/** Something that came as usage and cannot be stored as such. */
export interface Reject {
  readonly reason: string
  readonly payload: string
  /** The event, where it could be read. */
  readonly owned?: OwnedEvent
}

/** What the intake of usage needs from storage. */
export interface UsageStore {
  /**
   * MUST store each event once, by time and request id, however often and from wherever it comes, and MUST add exactly the stored
   * ones of known owners to the sums, and those of disposable keys to the audit, in the same transaction. Answers the request ids of the new ones.
   */
  add(events: readonly OwnedEvent[]): Promise<string[]>
  /** MUST keep it, once, for people to look at; MUST put a call with a disposable key into the audit all the same, in the same transaction. */
  keepAside(reject: Reject, now: Date): Promise<void>
  /** Makes room for the events of a day; MUST be harmless to repeat, by several processes at once. */
  prepare(days: readonly Date[]): Promise<void>
  /** True if the same call may succeed later without any change: the engine was away or busy. */
  isWorthRetrying(error: unknown): boolean
}
