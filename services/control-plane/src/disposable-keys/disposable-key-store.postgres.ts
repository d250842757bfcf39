import type { DataSource, EntityManager } from 'typeorm'
import type { WorkspaceActor } from '../edge/index.js'
import type { DisposableKey, KeyOwner } from './disposable-key.js'

interface Row {
  grant_id: string
  workspace_id: string
  connection_id: string
  owner: KeyOwner
  holder_email: string | null
  environment: string | null
  created_at: Date
  created_by: WorkspaceActor
}

export type KeyStatus = 'active' | 'revoked' | 'expired'

export interface KeyFilter {
  readonly connectionId?: string
  readonly owner?: KeyOwner
  readonly environment?: string
  readonly status?: KeyStatus
  /** Part of the name, of the id or of the holder, whatever its case. */
  readonly q?: string
}

const isRunning = '(g.expires_at IS NULL OR g.expires_at > $9::timestamptz)'
const conditions: Readonly<Record<KeyStatus, string>> = {
  active: `g.kind = 'key' AND g.owner_id = $1 AND g.state = 'active' AND ${isRunning}`,
  expired: `g.state = 'active' AND NOT ${isRunning}`,
  revoked: "g.state = 'revoked' AND $9::timestamptz IS NOT NULL",
}
const isAny = '$9::timestamptz IS NOT NULL'
const searched = "lower(g.name || ' ' || k.grant_id || ' ' || coalesce(k.holder_email, ''))"

/** What disposable keys have beside their grants, in PostgreSQL. */
export class PostgresDisposableKeyStore {
  constructor(private readonly database: DataSource) {}

  async insert(key: DisposableKey, tx: EntityManager): Promise<void> {
    const { id, workspaceId, connectionId, owner, holderEmail, environment, createdAt, createdBy } = key
    await tx.query(
      `INSERT INTO disposable_keys (grant_id, workspace_id, connection_id, owner, holder_email, environment, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, workspaceId, connectionId, owner, holderEmail, environment, createdAt, createdBy],
    )
  }

  async find(workspaceId: string, id: string, tx?: EntityManager): Promise<DisposableKey | undefined> {
    const sql = 'SELECT * FROM disposable_keys WHERE grant_id = $1 AND workspace_id = $2'
    const [row] = await (tx ?? this.database).query<Row[]>(sql, [id, workspaceId])
    return row && toKey(row)
  }

  /** By id alone: for whoever has shown the token. */
  async findByToken(id: string): Promise<DisposableKey | undefined> {
    const [row] = await this.database.query<Row[]>('SELECT * FROM disposable_keys WHERE grant_id = $1', [id])
    return row && toKey(row)
  }

  async setEnvironment(id: string, environment: string | null, tx: EntityManager): Promise<void> {
    await tx.query('UPDATE disposable_keys SET environment = $2 WHERE grant_id = $1', [id, environment])
  }

  /** Newest first. */
  async list(
    workspaceId: string,
    { connectionId, owner, environment, status, q }: KeyFilter,
    page: {
      readonly after?: { readonly createdAt: Date; readonly id: string }
      readonly limit: number
      readonly now: Date
    },
  ): Promise<DisposableKey[]> {
    const { after, limit, now } = page
    const asked = [connectionId ?? null, owner ?? null, environment ?? null, q ?? null]
    const rows = await this.database.query<Row[]>(
      `SELECT k.* FROM disposable_keys k JOIN grants g ON g.id = k.grant_id
       WHERE k.workspace_id = $1 AND ($2::text IS NULL OR k.connection_id = $2) AND ($3::text IS NULL OR k.owner = $3)
         AND ($4::text IS NULL OR k.environment = $4)
         AND ($5::text IS NULL OR strpos(${searched}, lower($5)) > 0)
         AND ($6::timestamptz IS NULL OR (k.created_at, k.grant_id) < ($6, $7))
         AND ${status === undefined ? isAny : conditions[status]}
       ORDER BY k.created_at DESC, k.grant_id DESC LIMIT $8`,
      [workspaceId, ...asked, after?.createdAt ?? null, after?.id ?? '', limit, now],
    )
    return rows.map(toKey)
  }

  /** Deletes at most `limit` keys, grant and all, that had ended by then, and says how many. What relays were not told yet stays. */
  async dropEnded(before: Date, limit: number): Promise<number> {
    const [, count] = await this.database.query<[unknown[], number]>(
      `DELETE FROM grants WHERE id IN (
         SELECT g.id FROM disposable_keys k JOIN grants g ON g.id = k.grant_id
         WHERE CASE g.state WHEN 'revoked' THEN g.revoked_at ELSE g.expires_at END <= $1
           AND g.projected_version >= g.version LIMIT $2)`,
      [before, limit],
    )
    return count
  }

  /** How many calls of each are recorded, allowed and refused. */
  async requestsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ id: string; requests: string }[]>(
      'SELECT grant_id AS id, sum(requests + refused) AS requests FROM usage_daily WHERE grant_id = ANY($1) GROUP BY 1',
      [ids],
    )
    return new Map(rows.map(({ id, requests }) => [id, Number(requests)]))
  }
}

const toKey = (row: Row): DisposableKey => ({
  id: row.grant_id,
  workspaceId: row.workspace_id,
  connectionId: row.connection_id,
  owner: row.owner,
  holderEmail: row.holder_email,
  environment: row.environment,
  createdAt: row.created_at,
  createdBy: row.created_by,
})
