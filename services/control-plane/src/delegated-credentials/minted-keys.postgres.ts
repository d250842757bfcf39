import type { DataSource, EntityManager } from 'typeorm'
import type { MintedKey, MintedKeys, MintedPage } from './minted-keys.port.js'

interface Row {
  grant_id: string
  connection_id: string
  created_at: Date
}

// Whatever an admin issues names an account or another token as its maker.
const minted = "k.owner = 'delegated' AND k.created_by ->> 'id' = $1"

/** Minted keys are disposable keys: their rows say who made them. */
export class PostgresMintedKeys implements MintedKeys {
  constructor(private readonly database: DataSource) {}

  async admit(
    tx: EntityManager,
    managementTokenId: string,
    max: number,
    now: Date,
  ): Promise<'admitted' | 'gone' | 'too_many'> {
    const alive = await tx.query<unknown[]>(
      `SELECT 1 FROM management_tokens
       WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) FOR UPDATE`,
      [managementTokenId, now],
    )
    if (alive.length === 0) return 'gone'
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM disposable_keys k JOIN grants g ON g.id = k.grant_id
       WHERE ${minted} AND g.state = 'active' AND (g.expires_at IS NULL OR g.expires_at > $2)`,
      [managementTokenId, now],
    )
    return row === undefined || row.count >= max ? 'too_many' : 'admitted'
  }

  async list(managementTokenId: string, { after, limit }: MintedPage): Promise<MintedKey[]> {
    const rows = await this.database.query<Row[]>(
      `SELECT k.grant_id, k.connection_id, k.created_at FROM disposable_keys k
       WHERE ${minted} AND ($2::timestamptz IS NULL OR (k.created_at, k.grant_id) < ($2, $3))
       ORDER BY k.created_at DESC, k.grant_id DESC LIMIT $4`,
      [managementTokenId, after?.createdAt ?? null, after?.id ?? '', limit],
    )
    return rows.map(toMinted)
  }

  async find(managementTokenId: string, id: string): Promise<MintedKey | undefined> {
    const [row] = await this.database.query<Row[]>(
      `SELECT k.grant_id, k.connection_id, k.created_at FROM disposable_keys k WHERE ${minted} AND k.grant_id = $2`,
      [managementTokenId, id],
    )
    return row && toMinted(row)
  }
}

const toMinted = (row: Row): MintedKey => ({
  id: row.grant_id,
  connectionId: row.connection_id,
  createdAt: row.created_at,
})
