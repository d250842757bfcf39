import type { DataSource } from 'typeorm'
import type { Place } from '../audit/index.js'

/** A chain whose head is to be mailed. */
export interface DueHead extends Place {
  readonly workspaceId: string
}

interface Row {
  readonly workspace_id: string
  readonly head_seq: string
  readonly head_hash: Buffer
  readonly recorded_at: Date
}

/** Which chains have grown since their heads were mailed last. */
export class PostgresDueHeads {
  constructor(private readonly database: DataSource) {}

  /** Of this day (`YYYY-MM-DD`, UTC), some of them. */
  async find(day: string, limit: number): Promise<DueHead[]> {
    const rows = await this.database.query<Row[]>(
      `SELECT workspace_id, head_seq, head_hash, recorded_at FROM audit_chains
       WHERE mails_heads AND head_seq > 0 AND (heads_mailed_on IS NULL OR heads_mailed_on < $1 AND recorded_at >= heads_mailed_on::timestamp AT TIME ZONE 'UTC')
       ORDER BY workspace_id LIMIT $2`,
      [day, limit],
    )
    return rows.map((row) => ({
      workspaceId: row.workspace_id,
      seq: Number(row.head_seq),
      hash: row.head_hash.toString('base64url'),
      recordedAt: row.recorded_at,
    }))
  }

  async markMailed(workspaceId: string, day: string): Promise<void> {
    await this.database.query('UPDATE audit_chains SET heads_mailed_on = $2 WHERE workspace_id = $1', [
      workspaceId,
      day,
    ])
  }
}
