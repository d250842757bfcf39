import type { Linked } from './link-records.js'

/** What the database can look for. */
export interface PlainFilter {
  readonly kind?: 'call' | 'admin'
  readonly connectionId?: string
  readonly keyId?: string
  readonly decision?: 'allowed' | 'refused'
  readonly status?: number
  readonly from?: Date
  /** The first moment after. */
  readonly to?: Date
}

/** A place in the order of time: several records may have one time. */
export interface TimePlace {
  readonly at: Date
  readonly seq: number
}

/** Something that was read: where it stands, and what it says, if it opens. */
export interface ReadRecord {
  readonly place: TimePlace
  /** Undefined: somebody changed it. */
  readonly linked: Linked | undefined
  /** As it is stored, base64url. */
  readonly hash: string
  readonly recordedAt: Date
}

export interface PageRequest {
  readonly order: 'newest-first' | 'oldest-first'
  readonly limit: number
  readonly after?: TimePlace
}

/** How the audit is read. Every answer is of one workspace; records that are pruned are in none. */
export interface AuditReader {
  /** MUST give records in order of time, then of their number. Fewer than `limit` means that there are no more. */
  page(workspaceId: string, filter: PlainFilter, request: PageRequest): Promise<AuditPage>
  /** Records by their number, from `fromSeq` up to `toSeq`, at most `limit`. */
  bySeq(workspaceId: string, fromSeq: number, toSeq: number, limit: number): Promise<ReadRecord[]>
}

export interface AuditPage {
  readonly records: readonly ReadRecord[]
  /** The last row that was looked at; undefined when there are no more. */
  readonly next: TimePlace | undefined
}
