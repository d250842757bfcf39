import { canonicalJson } from '@1relay/audit'
import type { KeyPlace } from './master-keys.js'

/** A run of records of one workspace in one partition, sealed under a key of its own. */
export interface Segment {
  readonly workspaceId: string
  readonly firstSeq: number
  readonly lastSeq: number
  /** base64url, as every hash. Of the record before the first one. */
  readonly previousHash: string
  readonly lastHash: string
  readonly lastRecordedAt: Date
  /** Its name. */
  readonly partition: string
}

/**
 * Where a segment's key belongs: the whole row as it stands, so that whoever writes to the database can neither move records into a
 * partition whose time is over nor stretch a segment over records that they removed.
 */
export const keyPlaceOf = (segment: Segment): KeyPlace => {
  const { workspaceId, firstSeq, lastSeq, previousHash, lastHash, lastRecordedAt, partition } = segment
  const row = [workspaceId, firstSeq, lastSeq, previousHash, lastHash, lastRecordedAt.toISOString(), partition]
  return { owner: workspaceId, purpose: `1relay/audit/segment/v1|${canonicalJson(row)}` }
}

/** What a sealed record is bound to. */
export const recordPlace = (workspaceId: string, seq: number, recordedAt: string): string =>
  `1relay/audit/record/v1|${workspaceId}|${seq}|${recordedAt}`
