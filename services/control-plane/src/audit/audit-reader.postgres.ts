import type { DataSource } from 'typeorm'
import type { AuditPage, AuditReader, PageRequest, PlainFilter, ReadRecord } from './audit-reader.port.js'
import type { MasterKeys } from './master-keys.js'
import { openRow, type RecordRow } from './record-rows.postgres.js'
import { keyOf, segmentsOf, type StoredSegment } from './segments.postgres.js'

const COLUMNS = 'seq, recorded_at, at, hash, sealed'

const conditions = (filter: PlainFilter, { order, after }: PageRequest, values: unknown[]): string[] => {
  const value = (one: unknown): string => `$${values.push(one)}`
  const { kind, connectionId, keyId, decision, status, from, to } = filter
  const sign = order === 'newest-first' ? '<' : '>'
  return [
    ...(kind === undefined ? [] : [`kind = ${value(kind)}`]),
    ...(connectionId === undefined ? [] : [`connection_id = ${value(connectionId)}`]),
    ...(keyId === undefined ? [] : [`key_id = ${value(keyId)}`]),
    ...(decision === undefined ? [] : [`decision = ${value(decision)}`]),
    ...(status === undefined ? [] : [`status = ${value(status)}`]),
    ...(from === undefined ? [] : [`at >= ${value(from)}`]),
    ...(to === undefined ? [] : [`at < ${value(to)}`]),
    ...(after === undefined ? [] : [`(at, seq) ${sign} (${value(after.at)}, ${value(after.seq)})`]),
  ]
}

/** The audit in PostgreSQL. */
export class PostgresAuditReader implements AuditReader {
  constructor(
    private readonly database: DataSource,
    private readonly keys: MasterKeys,
  ) {}

  async page(workspaceId: string, filter: PlainFilter, request: PageRequest): Promise<AuditPage> {
    const values: unknown[] = [workspaceId]
    const where = ['workspace_id = $1', ...conditions(filter, request, values)].join(' AND ')
    const order = request.order === 'newest-first' ? 'at DESC, seq DESC' : 'at, seq'
    const rows = await this.database.query<RecordRow[]>(
      `SELECT ${COLUMNS} FROM audit_records WHERE ${where} ORDER BY ${order} LIMIT ${request.limit}`,
      values,
    )
    const last = rows.length < request.limit ? undefined : rows.at(-1)
    const records = await this.#open(workspaceId, rows)
    return { records, next: last && { at: last.at, seq: Number(last.seq) } }
  }

  async bySeq(workspaceId: string, fromSeq: number, toSeq: number, limit: number): Promise<ReadRecord[]> {
    const rows = await this.database.query<RecordRow[]>(
      `SELECT ${COLUMNS} FROM audit_records WHERE workspace_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq LIMIT $4`,
      [workspaceId, fromSeq, toSeq, limit],
    )
    return this.#open(workspaceId, rows)
  }

  async #open(workspaceId: string, rows: readonly RecordRow[]): Promise<ReadRecord[]> {
    if (rows.length === 0) return []
    const find = segmentFinder(await segmentsOf(this.database, workspaceId), this.keys)
    return rows.flatMap((row) => {
      const segment = find(Number(row.seq))
      // A pruned segment has no key any more; its rows are on their way out.
      if (segment?.isPruned === true) return []
      const linked = segment?.key && openRow(row, workspaceId, segment.key)
      const place = { at: row.at, seq: Number(row.seq) }
      return [{ place, linked, hash: row.hash.toString('base64url'), recordedAt: row.recorded_at }]
    })
  }
}

interface Found {
  readonly isPruned: boolean
  readonly key: Buffer | undefined
}

/** The segment of a record by its number, each unwrapped once. */
const segmentFinder = (segments: readonly StoredSegment[], keys: MasterKeys) => {
  const opened = new Map<StoredSegment, Found>()
  return (seq: number): Found | undefined => {
    const segment = segments.findLast(({ firstSeq }) => firstSeq <= seq)
    if (segment === undefined || seq > segment.lastSeq) return undefined
    const found = opened.get(segment) ?? { isPruned: segment.prunedAt !== null, key: keyOf(keys, segment) }
    opened.set(segment, found)
    return found
  }
}
