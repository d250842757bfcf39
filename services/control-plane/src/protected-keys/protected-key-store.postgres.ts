import type { UpstreamAuth } from '@1relay/contracts'
import type { RelaySealed } from '@1relay/vault'
import type { DataSource, EntityManager } from 'typeorm'
import type { WorkspaceActor } from '../edge/index.js'
import type { Plan } from '../workspaces/index.js'
import type { ProtectedKey } from './protected-key.js'

interface Row {
  id: string
  workspace_id: string
  name: string
  upstream: string
  auth: UpstreamAuth
  environment: string | null
  records_query: boolean
  relay_key_id: string
  enc: string
  ciphertext: string
  created_at: Date
  created_by: WorkspaceActor
  credential_changed_at: Date
}

/** How the keys of a protected key fare. */
export interface ConnectionUse {
  readonly liveKeys: number
  readonly lastUsedAt: Date | null
}

export interface ProtectedKeyFilter {
  readonly environment?: string
  readonly q?: string
}

type Place = { readonly createdAt: Date; readonly id: string }

const NEWEST = 200

const isLive = "g.state = 'active' AND (g.expires_at IS NULL OR g.expires_at > $2)"

/** Protected keys in PostgreSQL. Deleted ones are not found, and have no ciphertext any more. */
export class PostgresProtectedKeyStore {
  constructor(private readonly database: DataSource) {}

  async insert(key: ProtectedKey, tx: EntityManager): Promise<'inserted' | 'exists'> {
    const { id, workspaceId, name, upstream, auth, environment, recordsQuery, sealed } = key
    const { keyId, enc, ciphertext } = sealed
    const rows = await tx.query<unknown[]>(
      `INSERT INTO protected_keys (id, workspace_id, name, upstream, auth, environment, records_query, relay_key_id, enc,
         ciphertext, created_at, created_by, credential_changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        id,
        workspaceId,
        name,
        upstream,
        auth,
        environment,
        recordsQuery,
        keyId,
        enc,
        ciphertext,
        key.createdAt,
        key.createdBy,
      ],
    )
    return rows.length === 1 ? 'inserted' : 'exists'
  }

  async find(workspaceId: string, id: string): Promise<ProtectedKey | undefined> {
    const sql = 'SELECT * FROM protected_keys WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL'
    return first(await this.database.query<Row[]>(sql, [id, workspaceId]))
  }

  /** `share` while something is issued from it, `update` while it changes: so no new grant misses a new credential. */
  async lock(id: string, strength: 'share' | 'update', tx: EntityManager): Promise<ProtectedKey | undefined> {
    const sql = `SELECT * FROM protected_keys WHERE id = $1 AND deleted_at IS NULL FOR ${strength === 'share' ? 'SHARE' : 'UPDATE'}`
    return first(await tx.query<Row[]>(sql, [id]))
  }

  async update(key: ProtectedKey, tx: EntityManager): Promise<void> {
    const { id, name, environment, recordsQuery, auth, sealed, credentialChangedAt } = key
    const { keyId, enc, ciphertext } = sealed
    await tx.query(
      `UPDATE protected_keys SET name = $2, environment = $3, records_query = $4, auth = $5, relay_key_id = $6, enc = $7,
         ciphertext = $8, credential_changed_at = $9 WHERE id = $1`,
      [id, name, environment, recordsQuery, auth, keyId, enc, ciphertext, credentialChangedAt],
    )
  }

  /** What is sealed goes, the name stays for what was done with it. */
  async markDeleted(id: string, now: Date, tx: EntityManager): Promise<void> {
    const sql = `UPDATE protected_keys SET deleted_at = $2, relay_key_id = NULL, enc = NULL, ciphertext = NULL WHERE id = $1`
    await tx.query(sql, [id, now])
  }

  /** The plan of the workspace, while others wait who would make one as well; undefined if it is gone. */
  async lockPlan(workspaceId: string, tx: EntityManager): Promise<Plan | undefined> {
    const sql = 'SELECT plan FROM workspaces WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE'
    return (await tx.query<{ plan: Plan }[]>(sql, [workspaceId]))[0]?.plan
  }

  async count(workspaceId: string, tx: EntityManager): Promise<number> {
    const sql = 'SELECT count(*)::int AS count FROM protected_keys WHERE workspace_id = $1 AND deleted_at IS NULL'
    return (await tx.query<{ count: number }[]>(sql, [workspaceId]))[0]?.count ?? 0
  }

  /** Newest first. */
  async list(
    workspaceId: string,
    { environment, q }: ProtectedKeyFilter,
    { after, limit }: { after?: Place; limit: number },
  ): Promise<ProtectedKey[]> {
    const rows = await this.database.query<Row[]>(
      `SELECT * FROM protected_keys WHERE workspace_id = $1 AND deleted_at IS NULL
         AND ($2::text IS NULL OR environment = $2) AND ($3::text IS NULL OR strpos(lower(name || ' ' || id), lower($3)) > 0)
         AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5))
       ORDER BY created_at DESC, id DESC LIMIT $6`,
      [workspaceId, environment ?? null, q ?? null, after?.createdAt ?? null, after?.id ?? '', limit],
    )
    return rows.map(toKey)
  }

  /** Ids of these that the workspace has. */
  async known(workspaceId: string, ids: readonly string[]): Promise<string[]> {
    const sql = 'SELECT id FROM protected_keys WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL'
    return (await this.database.query<{ id: string }[]>(sql, [workspaceId, ids])).map(({ id }) => id)
  }

  /** The last use is looked for in live keys and the newest of all others: the many that a provisioner minted are not walked through. */
  async useOf(workspaceId: string, ids: readonly string[], now: Date): Promise<ReadonlyMap<string, ConnectionUse>> {
    const rows = await this.database.query<{ id: string; live: number; last: Date | null }[]>(
      `WITH live AS (
         SELECT k.connection_id AS id, count(*)::int AS live, max(g.last_used_at) AS last
         FROM grants g JOIN disposable_keys k ON k.grant_id = g.id
         WHERE g.kind = 'key' AND g.owner_id = $3 AND ${isLive} AND k.connection_id = ANY($1) GROUP BY 1)
       SELECT c.id, coalesce(live.live, 0) AS live, greatest(live.last, newest.last) AS last
       FROM unnest($1::text[]) AS c(id) LEFT JOIN live USING (id) CROSS JOIN LATERAL (
         SELECT max(g.last_used_at) AS last FROM grants g WHERE g.id IN (
           SELECT k.grant_id FROM disposable_keys k WHERE k.connection_id = c.id
           ORDER BY k.created_at DESC LIMIT ${NEWEST})) newest`,
      [ids, now, workspaceId],
    )
    return new Map(rows.map(({ id, live, last }) => [id, { liveKeys: live, lastUsedAt: last }]))
  }

  /** Ids of the grants that are live, and of those that relays may still take for live. */
  async grantIdsOf(id: string, now: Date, tx: EntityManager): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT g.id FROM disposable_keys k JOIN grants g ON g.id = k.grant_id
       WHERE k.connection_id = $1 AND (${isLive} OR g.projected_version < g.version)`,
      [id, now],
    )
    return rows.map((row) => row.id)
  }

  /** At most `limit` that are sealed to another key, those that were not asked for longest first. */
  async offer(current: string, limit: number, now: Date): Promise<ProtectedKey[]> {
    // One that cannot be opened would otherwise stand before all others for ever.
    const [rows] = await this.database.query<[Row[], number]>(
      `UPDATE protected_keys SET offered_at = $3 WHERE id IN (
         SELECT id FROM protected_keys WHERE deleted_at IS NULL AND relay_key_id <> $1
         ORDER BY offered_at NULLS FIRST, id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING *`,
      [current, limit, now],
    )
    return rows.map(toKey)
  }
}

const first = ([row]: readonly Row[]): ProtectedKey | undefined => row && toKey(row)

const toKey = (row: Row): ProtectedKey => {
  const sealed: RelaySealed = { keyId: row.relay_key_id, enc: row.enc, ciphertext: row.ciphertext }
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    upstream: row.upstream,
    auth: row.auth,
    environment: row.environment,
    recordsQuery: row.records_query,
    sealed,
    createdAt: row.created_at,
    createdBy: row.created_by,
    credentialChangedAt: row.credential_changed_at,
  }
}
