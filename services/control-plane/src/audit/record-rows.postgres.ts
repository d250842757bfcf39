import { randomBytes } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import type { Draft } from './drafts.js'
import type { Linked } from './link-records.js'
import type { RetentionDays } from './retention.js'
import { open, seal } from './seal.js'
import { recordPlace } from './segment.js'

/** A stored record as it is read. */
export interface RecordRow {
  readonly seq: string
  readonly recorded_at: Date
  readonly at: Date
  readonly hash: Buffer
  readonly sealed: Buffer
}

/** In plaintext, because pages are filtered by it: none says who, from where or what was called. */
const columns = {
  workspace_id: 'text',
  seq: 'bigint',
  retention_days: 'smallint',
  recorded_at: 'timestamptz',
  at: 'timestamptz',
  kind: 'text',
  decision: 'text',
  status: 'integer',
  connection_id: 'text',
  key_id: 'text',
  hash: 'bytea',
  sealed: 'bytea',
} as const

const sealRecord = ({ record }: Linked, key: Buffer): Buffer => {
  const { workspaceId, seq, recordedAt, v: _, ...draft } = record
  const aad = recordPlace(workspaceId, seq, recordedAt)
  return seal({ key, aad }, Buffer.from(JSON.stringify(draft)), randomBytes(12))
}

const toRow = (linked: Linked, key: Buffer, days: RetentionDays): Record<keyof typeof columns, unknown> => {
  const { record } = linked
  const call = record.kind === 'call' ? record.call : undefined
  return {
    workspace_id: record.workspaceId,
    seq: record.seq,
    retention_days: days,
    recorded_at: record.recordedAt,
    at: record.at,
    kind: record.kind,
    decision: call?.decision ?? null,
    status: call?.status ?? null,
    connection_id: call?.connectionId ?? null,
    key_id: call?.keyId ?? null,
    hash: Buffer.from(linked.hash, 'base64url'),
    sealed: sealRecord(linked, key),
  }
}

const names = Object.keys(columns) as (keyof typeof columns)[]
const arrays = names.map((name, i) => `$${i + 1}::${columns[name]}[]`)
const INSERT = `INSERT INTO audit_records (${names.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`

/** Stores records, sealed under the key of their segment. */
export const insertRecords = async (
  tx: EntityManager,
  linked: readonly Linked[],
  { key, days }: { key: Buffer; days: RetentionDays },
): Promise<void> => {
  const rows = linked.map((one) => toRow(one, key, days))
  await tx.query(
    INSERT,
    names.map((name) => rows.map((row) => row[name])),
  )
}

/** What a row says; undefined if it was changed or is not where it was put. */
export const openRow = (row: RecordRow, workspaceId: string, key: Buffer): Linked | undefined => {
  const [seq, recordedAt] = [Number(row.seq), row.recorded_at.toISOString()]
  const opened = open({ key, aad: recordPlace(workspaceId, seq, recordedAt) }, row.sealed)
  if (opened === undefined) return undefined
  const draft = JSON.parse(opened.toString()) as Draft
  return { record: { v: 1, workspaceId, seq, recordedAt, ...draft }, hash: row.hash.toString('base64url') }
}
