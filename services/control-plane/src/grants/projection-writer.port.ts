import type { GrantProjection } from '@1relay/contracts'

export interface LedgerRef {
  readonly ledgerId: string
  readonly grantId: string
}

export interface ProjectionWrite {
  readonly projection: GrantProjection
  /** Spent micro-dollars by bucket, for a state that is cold. */
  readonly spent: Readonly<Record<string, number>>
  /** Milliseconds since the epoch after which both may be forgotten; null: never. */
  readonly forgetAt: number | null
}

/** The copy of grants that relays read. Every method MUST reject with `limits_unavailable` within about a second when it cannot. */
export interface ProjectionWriter {
  /**
   * MUST write version, spend and projection so that no relay can ever be more permissive than this version, and tell relays;
   * MUST leave everything as it is when a later version is there. MUST NOT lower the spend of a state that is warm.
   */
  write(write: ProjectionWrite): Promise<'written' | 'outdated'>
  /** What is spent of these buckets; undefined for a grant whose state is cold. */
  readSpent(refs: readonly LedgerRef[], buckets: readonly string[]): Promise<(number[] | undefined)[]>
}
