import type { EntityManager } from 'typeorm'
import type { Grant, GrantKind, GrantStatus } from './grant.js'
import type { GrantOwner } from './grant-owner.js'

/** Which grants a list shows: one kind, of one owner or of one app. */
export interface GrantFilter {
  readonly kind: GrantKind
  readonly owner: { readonly ownerId: string } | { readonly appId: string }
  readonly status?: GrantStatus
  /** The moment at which `status` is meant. */
  readonly now: Date
}

export interface GrantPage {
  /** Sort key of the last grant of the page before. */
  readonly after?: { readonly createdAt: Date; readonly id: string }
  readonly limit: number
}

/** A key of the vault: live grants hold it if they name its label for the upstream, or no label at all. */
export interface HeldKey {
  readonly upstream: string
  readonly label: string
}

/** A grant with whether Redis is known to have this version. */
export interface StoredGrant {
  readonly grant: Grant
  readonly isProjected: boolean
}

/** What grants need from storage. It is the truth; Redis is a copy. With `tx`, a method MUST do its work in that transaction of the caller. */
export interface GrantStore {
  /**
   * MUST let exactly one of concurrent inserts of the same id win, and with `max` keep at most that many unended grants of its kind
   * and owner, under any concurrency. `isProjected`: there is nothing that relays have to know.
   */
  insert(
    grant: Grant,
    isProjected: boolean,
    max?: number,
    tx?: EntityManager,
  ): Promise<'inserted' | 'exists' | 'too_many'>
  find(id: string): Promise<Grant | undefined>
  findMany(ids: readonly string[]): Promise<Grant[]>
  /**
   * Replaces the grant by what `decide` makes of it; undefined leaves it as it is. MUST let one decision at a time see the
   * grant, MUST keep it as unprojected, and answers what is stored afterwards. `decide` MUST raise the version; it may run again
   * after a deadlock.
   */
  update(id: string, decide: (grant: Grant) => Grant | undefined, now: Date): Promise<StoredGrant | undefined>
  /** The same of many at once, all or none, in the order of their ids; ids without a grant are left out. */
  updateMany(
    ids: readonly string[],
    decide: (grant: Grant) => Grant | undefined,
    now: Date,
    tx?: EntityManager,
  ): Promise<StoredGrant[]>
  /** Newest first. */
  list(filter: GrantFilter, page: GrantPage): Promise<Grant[]>
  /** Pending and active grants of the owner, of every kind but key checks, that hold this key. Newest first. */
  listHolding(ownerId: string, key: HeldKey, now: Date, page: GrantPage): Promise<Grant[]>
  /** The owner's grants that are not revoked, without key checks that are over. */
  unrevokedOf(ownerId: string, now: Date): Promise<{ id: string; kind: GrantKind }[]>
  /** Ids of the app's grants that are not revoked. */
  idsOfApp(appId: string): Promise<string[]>
  /** Redis has this version now. MUST NOT take back that it has a later one. */
  markProjected(id: string, version: number): Promise<void>
  /** Grants whose current version Redis may not have, the longest waiting first, without those of these ids. */
  listUnprojected(limit: number, except?: readonly string[]): Promise<Grant[]>
  /** Redis may have lost what was written since: these grants count as unprojected again. */
  forgetProjections(since: Date): Promise<void>
  ownersOf(ids: readonly string[]): Promise<ReadonlyMap<string, GrantOwner>>
  /**
   * Drops credentials and envelopes of at most `limit` grants that were expired by then, and says of how many. MUST NOT touch what was
   * not: the version stays, for relays have nothing to learn from it.
   */
  forgetSealed(before: Date, limit: number): Promise<number>
  /** Deletes at most `limit` key checks that were expired by then, and says how many. */
  dropKeyChecks(before: Date, limit: number): Promise<number>
  /** Notes the last use; an earlier moment than the known one changes nothing. */
  markUsed(uses: ReadonlyMap<string, Date>): Promise<void>
}
