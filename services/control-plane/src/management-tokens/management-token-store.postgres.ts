import { type DataSource, type EntityManager, IsNull, LessThan, Or } from 'typeorm'
import type { AdminAudit, AdminEntry } from '../audit/index.js'
import { inTransaction, lockFor } from '../database/index.js'
import { type Grants, revokeGrant, type StoredGrant } from '../grants/index.js'
import type { ManagementToken } from './management-token.js'
import { ManagementTokenRow } from './management-token.row.js'
import type { ManagementTokenStore, TokenEnd, TokenPage } from './management-token-store.port.js'

/** Management tokens in PostgreSQL. */
export class PostgresManagementTokenStore implements ManagementTokenStore {
  constructor(
    private readonly database: DataSource,
    private readonly audit: Pick<AdminAudit, 'record'>,
    private readonly grants: Pick<Grants, 'changeWithin'>,
  ) {}

  add(token: ManagementToken, max: number, entry: AdminEntry): Promise<'added' | 'too_many'> {
    return inTransaction(this.database, async (tx) => {
      await lockFor(tx, `management-tokens:${token.workspaceId}`)
      if ((await countUnended(tx, token)) >= max) return 'too_many'
      await tx.insert(ManagementTokenRow, toColumns(token))
      await this.audit.record(entry, tx)
      return 'added'
    })
  }

  async find(id: string): Promise<ManagementToken | undefined> {
    return toToken(await this.#rows.findOneBy({ id }))
  }

  async findIn(workspaceId: string, id: string): Promise<ManagementToken | undefined> {
    return toToken(await this.#rows.findOneBy({ workspaceId, id }))
  }

  async list(workspaceId: string, { after, limit }: TokenPage): Promise<ManagementToken[]> {
    const query = this.#rows.createQueryBuilder('t').where('t.workspace_id = :workspaceId', { workspaceId })
    if (after !== undefined) query.andWhere('(t.created_at, t.id) < (:createdAt, :id)', after)
    const rows = await query.orderBy('t.createdAt', 'DESC').addOrderBy('t.id', 'DESC').limit(limit).getMany()
    return rows.flatMap((row) => toToken(row) ?? [])
  }

  revoke({ workspaceId, id }: ManagementToken, { now, entry, keysEntry }: TokenEnd): Promise<StoredGrant[]> {
    return inTransaction(this.database, async (tx) => {
      // Waits for whoever mints right now: they hold the row.
      const live = { workspaceId, id, revokedAt: IsNull() }
      const { affected } = await tx.update(ManagementTokenRow, live, { revokedAt: now })
      if (affected === 1) await this.audit.record(entry, tx)
      if (keysEntry === undefined) return []
      const sql = "SELECT grant_id FROM disposable_keys WHERE owner = 'delegated' AND created_by ->> 'id' = $1"
      const rows = await tx.query<{ grant_id: string }[]>(sql, [id])
      const [ids, ended]: [string[], string[]] = [rows.map((row) => row.grant_id), []]
      const stored = await this.grants.changeWithin(tx, ids, (grant) => {
        const next = revokeGrant(grant, now)
        if (next !== undefined) ended.push(grant.id)
        return next
      })
      if (ended.length > 0) await this.audit.record(keysEntry(ended), tx)
      return stored
    })
  }

  async noteUse(id: string, now: Date, since: Date): Promise<void> {
    await this.#rows.update({ id, lastUsedAt: Or(IsNull(), LessThan(since)) }, { lastUsedAt: now })
  }

  async noteDenial(id: string, now: Date, since: Date, entry: AdminEntry): Promise<void> {
    await inTransaction(this.database, async (tx) => {
      const due = { id, lastDeniedAt: Or(IsNull(), LessThan(since)) }
      const { affected } = await tx.update(ManagementTokenRow, due, { lastDeniedAt: now })
      if (affected === 1) await this.audit.record(entry, tx)
    })
  }

  get #rows() {
    return this.database.getRepository(ManagementTokenRow)
  }
}

const countUnended = (tx: EntityManager, { workspaceId, createdAt }: ManagementToken): Promise<number> =>
  tx
    .createQueryBuilder(ManagementTokenRow, 't')
    .where('t.workspace_id = :workspaceId AND t.revoked_at IS NULL', { workspaceId })
    .andWhere('(t.expires_at IS NULL OR t.expires_at > :createdAt)', { createdAt })
    .getCount()

const toColumns = ({ cidrs, methods, paths, ...token }: ManagementToken) => ({
  ...token,
  cidrs: cidrs && [...cidrs],
  methods: methods && [...methods],
  paths: paths && [...paths],
  lastDeniedAt: null,
})

const toToken = (row: ManagementTokenRow | null): ManagementToken | undefined => {
  if (row === null) return undefined
  const { lastDeniedAt: _, ...token } = row
  return token
}
