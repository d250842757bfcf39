import type { AuditAnchor } from '@1relay/audit'
import type { DataSource, EntityManager } from 'typeorm'
import type { ChainState, ChainStates } from './audit-chain.port.js'
import { segmentsOf, type StoredSegment } from './segments.postgres.js'

interface Row {
  readonly head_seq: string
  readonly head_hash: Buffer
  readonly recorded_at: Date
  readonly mails_heads: boolean
}

/** The anchor that stands for a pruned segment; undefined of a kept one. */
export const anchorOf = (segment: StoredSegment): AuditAnchor | undefined => {
  const { workspaceId, firstSeq, lastSeq, previousHash, lastHash, lastRecordedAt, prunedAt, signature } = segment
  if (prunedAt === null || signature === null) return undefined
  const times = { lastRecordedAt: lastRecordedAt.toISOString(), prunedAt: prunedAt.toISOString() }
  return { v: 1, workspaceId, firstSeq, lastSeq, previousHash, lastHash, ...times, signature }
}

/** Chains in PostgreSQL. */
export class PostgresChainStates implements ChainStates {
  constructor(private readonly database: DataSource) {}

  get(workspaceId: string): Promise<ChainState> {
    return this.database.transaction('REPEATABLE READ', async (tx) => {
      const [row] = await tx.query<Row[]>(
        'SELECT head_seq, head_hash, recorded_at, mails_heads FROM audit_chains WHERE workspace_id = $1',
        [workspaceId],
      )
      const segments = await segmentsOf(tx, workspaceId)
      const isBegun = row !== undefined && Number(row.head_seq) > 0
      return {
        head: isBegun
          ? { seq: Number(row.head_seq), hash: row.head_hash.toString('base64url'), recordedAt: row.recorded_at }
          : undefined,
        anchors: segments.flatMap((segment) => anchorOf(segment) ?? []),
        kept: segments.filter(({ prunedAt }) => prunedAt === null),
        mailsHeads: row?.mails_heads ?? true,
      }
    })
  }

  /** Whether heads of this chain are mailed from now on; gives whether that is a change. */
  async setMailsHeads(tx: EntityManager, workspaceId: string, mailsHeads: boolean): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO audit_chains (workspace_id, head_seq, head_hash, recorded_at, mails_heads)
       VALUES ($1, 0, decode(repeat('00', 32), 'hex'), 'epoch', $2)
       ON CONFLICT (workspace_id) DO UPDATE SET mails_heads = $2 WHERE audit_chains.mails_heads <> $2
       RETURNING 1`,
      [workspaceId, mailsHeads],
    )
    return rows.length > 0
  }
}
