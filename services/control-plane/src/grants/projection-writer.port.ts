import type { GrantProjection, LedgerTerms } from '@1relay/contracts'

export interface LedgerRef {
  readonly ledgerId: string
  readonly grantId: string
}

export interface ProjectionWrite {
  readonly projection: GrantProjection
  /** Recorded micro-dollars by bucket: the least that is spent. */
  readonly spent: Readonly<Record<string, number>>
  /** Milliseconds since the epoch after which both may be forgotten; null: never. */
  readonly forgetAt: number | null
}

export interface LedgerWrite {
  readonly ledgerId: string
  readonly terms: LedgerTerms
  /** Recorded micro-dollars by bucket: the least that is spent. */
  readonly spent: Readonly<Record<string, number>>
}

/** Written, or not because this version is there, which is later, or of the same grant with later terms of its ledger. */
export type WriteOutcome = 'written' | { readonly outdatedBy: number }

/** The copy of grants that relays read. Every method MUST reject with `limits_unavailable` within about a second when it cannot. */
export interface ProjectionWriter {
  /**
   * MUST write version, spend and projection so that no relay can ever be more permissive than this version, and tell relays;
   * MUST leave everything as it is when a later version is there. MUST raise spend to what is recorded, and MUST NOT lower it.
   */
  write(write: ProjectionWrite): Promise<WriteOutcome>
  /**
   * MUST put the terms in force for every admission from now on, and MUST leave everything as it is when later ones are there. MUST
   * raise spend to what is recorded, and MUST NOT lower it. MUST come before the first write of any grant of the ledger.
   */
  writeLedger(write: LedgerWrite): Promise<WriteOutcome>
  /** What is spent of these buckets; undefined for a grant whose state is cold. */
  readSpent(refs: readonly LedgerRef[], buckets: readonly string[]): Promise<(number[] | undefined)[]>
  /** What open requests of each grant hold in these buckets. */
  readHeld(refs: readonly LedgerRef[], buckets: readonly string[]): Promise<number[][]>
  /** What is spent of these buckets by a whole ledger; undefined if it is cold. */
  readLedgerSpent(ledgerId: string, buckets: readonly string[]): Promise<number[] | undefined>
}
