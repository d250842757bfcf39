import type { Budget, LedgerTerms } from '@1relay/contracts'

/** What ledgers need from storage. It is the truth; Redis is a copy. */
export interface LedgerStore {
  /** The terms as they are; version 0 without budgets if they were never changed. */
  find(ownerId: string): Promise<LedgerTerms>
  /** Replaces the budgets and raises the version by one. MUST keep the ledger as unprojected; MUST let concurrent changes follow each other. */
  replace(ownerId: string, budgets: readonly Budget[], now: Date): Promise<LedgerTerms>
  /**
   * Gives the same budgets a version above `known`, unless they were changed since `version`; false if the owner can have none, as an account
   * that is gone. MUST keep the ledger as unprojected.
   */
  overtake(ownerId: string, version: number, known: number, now: Date): Promise<boolean>
  /** Redis has this version now. MUST NOT take back that it has a later one. */
  markProjected(ownerId: string, version: number): Promise<void>
  /** Owners whose current terms Redis may not have, the longest waiting first, without those of these ids. */
  listUnprojected(limit: number, except?: readonly string[]): Promise<string[]>
  /** Redis may have lost what was written since: these count as unprojected again. */
  forgetProjections(since: Date): Promise<void>
}
