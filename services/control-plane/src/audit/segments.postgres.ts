import { randomBytes } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import type { MasterKeys } from './master-keys.js'
import { keyPlaceOf, type Segment } from './segment.js'

/** A segment as it is stored, with its key while its records are kept. */
export interface StoredSegment extends Segment {
  readonly masterKeyId: string | null
  readonly wrappedKey: Buffer | null
  readonly prunedAt: Date | null
  /** base64url; of a pruned one. */
  readonly signature: string | null
}

interface Row {
  readonly workspace_id: string
  readonly first_seq: string
  readonly last_seq: string
  readonly previous_hash: Buffer
  readonly last_hash: Buffer
  readonly last_recorded_at: Date
  readonly partition: string
  readonly master_key_id: string | null
  readonly wrapped_key: Buffer | null
  readonly pruned_at: Date | null
  readonly signature: Buffer | null
}

export const toSegment = (row: Row): StoredSegment => ({
  workspaceId: row.workspace_id,
  firstSeq: Number(row.first_seq),
  lastSeq: Number(row.last_seq),
  previousHash: row.previous_hash.toString('base64url'),
  lastHash: row.last_hash.toString('base64url'),
  lastRecordedAt: row.last_recorded_at,
  partition: row.partition,
  masterKeyId: row.master_key_id,
  wrappedKey: row.wrapped_key,
  prunedAt: row.pruned_at,
  signature: row.signature?.toString('base64url') ?? null,
})

type Reader = DataSource | EntityManager

/** All segments of a workspace that are kept or pruned, oldest first. */
export const segmentsOf = async (reader: Reader, workspaceId: string): Promise<StoredSegment[]> => {
  const rows = await reader.query<Row[]>('SELECT * FROM audit_segments WHERE workspace_id = $1 ORDER BY first_seq', [
    workspaceId,
  ])
  return rows.map(toSegment)
}

export const lastSegmentOf = async (reader: Reader, workspaceId: string): Promise<StoredSegment | undefined> => {
  const [row] = await reader.query<Row[]>(
    'SELECT * FROM audit_segments WHERE workspace_id = $1 ORDER BY first_seq DESC LIMIT 1',
    [workspaceId],
  )
  return row && toSegment(row)
}

/** Kept segments of a partition, some of them. */
export const keptSegmentsIn = async (reader: Reader, partition: string, limit: number): Promise<StoredSegment[]> => {
  const rows = await reader.query<Row[]>(
    `SELECT * FROM audit_segments WHERE partition = $1 AND pruned_at IS NULL
     ORDER BY workspace_id, first_seq LIMIT $2 FOR UPDATE`,
    [partition, limit],
  )
  return rows.map(toSegment)
}

/** Segments whose keys are wrapped under another master key than this one, some of them. */
export const segmentsWrappedOtherwise = async (
  reader: Reader,
  masterKeyId: string,
  limit: number,
): Promise<StoredSegment[]> => {
  const rows = await reader.query<Row[]>(
    'SELECT * FROM audit_segments WHERE pruned_at IS NULL AND master_key_id <> $1 LIMIT $2 FOR UPDATE SKIP LOCKED',
    [masterKeyId, limit],
  )
  return rows.map(toSegment)
}

/** The segment's key; undefined if it is pruned, its row was changed by somebody else, or its master key is none of ours. */
export const keyOf = (keys: MasterKeys, segment: StoredSegment): Buffer | undefined => {
  const { masterKeyId, wrappedKey } = segment
  if (masterKeyId === null || wrappedKey === null) return undefined
  return keys.unwrap({ masterKeyId, wrapped: wrappedKey }, keyPlaceOf(segment))
}

/** Stores the segment as it stands now, its key wrapped anew. */
export const saveSegment = async (
  tx: EntityManager,
  keys: MasterKeys,
  segment: Segment,
  key: Buffer,
): Promise<void> => {
  const { masterKeyId, wrapped } = keys.wrap(key, keyPlaceOf(segment), randomBytes(12))
  await tx.query(
    `INSERT INTO audit_segments (workspace_id, first_seq, last_seq, previous_hash, last_hash, last_recorded_at, partition,
       master_key_id, wrapped_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (workspace_id, first_seq) DO UPDATE SET last_seq = excluded.last_seq, last_hash = excluded.last_hash,
       last_recorded_at = excluded.last_recorded_at, master_key_id = excluded.master_key_id, wrapped_key = excluded.wrapped_key`,
    [
      segment.workspaceId,
      segment.firstSeq,
      segment.lastSeq,
      Buffer.from(segment.previousHash, 'base64url'),
      Buffer.from(segment.lastHash, 'base64url'),
      segment.lastRecordedAt,
      segment.partition,
      masterKeyId,
      wrapped,
    ],
  )
}
