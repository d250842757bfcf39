import type { DataSource, EntityManager } from 'typeorm'

/** A domain and whose it is. */
export interface ClaimedDomain {
  readonly domain: string
  readonly workspaceId: string
  /** Address of who claimed it; null when that account is gone. */
  readonly claimedBy: string | null
  readonly claimedAt: Date
}

const seen = `
  SELECT d.domain, d.workspace_id AS "workspaceId", d.claimed_at AS "claimedAt",
    (SELECT a.email FROM accounts a WHERE a.id = d.claimed_by AND a.deleted_at IS NULL) AS "claimedBy"
  FROM workspace_domains d`

/** Claimed domains in PostgreSQL. */
export class PostgresDomainStore {
  constructor(private readonly database: DataSource) {}

  /** By name. */
  list(workspaceId: string): Promise<ClaimedDomain[]> {
    return this.database.query<ClaimedDomain[]>(`${seen} WHERE d.workspace_id = $1 ORDER BY d.domain`, [workspaceId])
  }

  /** Of any workspace: a domain is one workspace's. */
  async find(domain: string, tx: EntityManager = this.database.manager): Promise<ClaimedDomain | undefined> {
    const [row] = await tx.query<ClaimedDomain[]>(`${seen} WHERE d.domain = $1`, [domain])
    return row
  }

  /** False if a workspace has claimed it, under any concurrency. */
  async add(tx: EntityManager, claim: { domain: string; workspaceId: string; by: string; at: Date }): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO workspace_domains (domain, workspace_id, claimed_by, claimed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (domain) DO NOTHING RETURNING 1`,
      [claim.domain, claim.workspaceId, claim.by, claim.at],
    )
    return rows.length === 1
  }

  /** False if it is not this workspace's. */
  async remove(tx: EntityManager, workspaceId: string, domain: string): Promise<boolean> {
    const sql = 'DELETE FROM workspace_domains WHERE workspace_id = $1 AND domain = $2'
    const [, count] = await tx.query<[unknown[], number]>(sql, [workspaceId, domain])
    return count === 1
  }
}
