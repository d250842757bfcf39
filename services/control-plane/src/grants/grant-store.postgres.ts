import { In, MoreThanOrEqual, Not, type DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm'
import { inTransaction, lockFor } from '../database/index.js'
import type { Grant, GrantKind, GrantStatus } from './grant.js'
import { GrantRow, toColumns, toGrant } from './grant.row.js'
import { type GrantOwner, grantOwner } from './grant-owner.js'
import type { GrantFilter, GrantPage, GrantStore, HeldKey, StoredGrant } from './grant-store.port.js'

/** Grants in PostgreSQL. */
export class PostgresGrantStore implements GrantStore {
  /** `onRevoked`: what else belongs to the transaction in which a grant that was in use ends. */
  constructor(
    private readonly database: DataSource,
    private readonly onRevoked?: (tx: EntityManager, grant: Grant) => Promise<void>,
  ) {}

  async insert(
    grant: Grant,
    isProjected: boolean,
    max?: number,
    outer?: EntityManager,
  ): Promise<'inserted' | 'exists' | 'too_many'> {
    if (max === undefined) return insertRow(outer ?? this.database.manager, grant, isProjected)
    return this.#within(outer, async (tx) => {
      const { kind, ownerId, createdAt } = grant
      await lockFor(tx, `grants-${kind}:${ownerId}`)
      const unended = tx.createQueryBuilder(GrantRow, 'g').where('g.kind = :kind', { kind })
      whereUnended(unended.andWhere('g.owner_id = :ownerId', { ownerId }), createdAt)
      return (await unended.getCount()) >= max ? 'too_many' : insertRow(tx, grant, isProjected)
    })
  }

  async find(id: string): Promise<Grant | undefined> {
    const row = await this.#rows.findOneBy({ id })
    return row === null ? undefined : toGrant(row)
  }

  async findMany(ids: readonly string[]): Promise<Grant[]> {
    return ids.length === 0 ? [] : (await this.#rows.findBy({ id: In([...ids]) })).map(toGrant)
  }

  async update(id: string, decide: (grant: Grant) => Grant | undefined, now: Date): Promise<StoredGrant | undefined> {
    return (await this.updateMany([id], decide, now))[0]
  }

  async updateMany(
    ids: readonly string[],
    decide: (grant: Grant) => Grant | undefined,
    now: Date,
    outer?: EntityManager,
  ): Promise<StoredGrant[]> {
    return this.#within(outer, async (tx) => {
      // Locked in one order, so that two changes of the same grants cannot wait for each other.
      const lock = { mode: 'pessimistic_write' } as const
      const rows = await tx.find(GrantRow, { where: { id: In([...ids]) }, order: { id: 'ASC' }, lock })
      const stored: StoredGrant[] = []
      for (const row of rows) {
        const grant = toGrant(row)
        const next = decide(grant)
        if (next !== undefined) await tx.update(GrantRow, { id: row.id }, { ...toColumns(next), changedAt: now })
        if (grant.state === 'active' && next?.state === 'revoked') await this.onRevoked?.(tx, next)
        const isProjected = next === undefined && row.projectedVersion >= row.version
        stored.push({ grant: next ?? grant, isProjected })
      }
      return stored
    })
  }

  async list({ kind, owner, status, now }: GrantFilter, { after, limit }: GrantPage): Promise<Grant[]> {
    const query = this.#rows.createQueryBuilder('g').where('g.kind = :kind', { kind })
    if ('ownerId' in owner) query.andWhere('g.owner_id = :ownerId', owner)
    else query.andWhere('g.app_id = :appId', owner)
    if (status !== undefined) whereStatus(query, status, now)
    return pageOf(query, { limit, ...(after && { after }) })
  }

  async listHolding(ownerId: string, { upstream, label }: HeldKey, now: Date, page: GrantPage): Promise<Grant[]> {
    const query = this.#rows.createQueryBuilder('g').where("g.kind <> 'check' AND g.owner_id = :ownerId", { ownerId })
    query.andWhere(':upstream = ANY(g.providers)', { upstream })
    query.andWhere('coalesce(g.labels ->> :upstream, :label) = :label', { label })
    return pageOf(whereUnended(query, now), page)
  }

  async unrevokedOf(ownerId: string, now: Date): Promise<{ id: string; kind: GrantKind }[]> {
    const query = this.#rows.createQueryBuilder('g').select(['g.id', 'g.kind'])
    query.where("g.owner_id = :ownerId AND g.state <> 'revoked'", { ownerId })
    query.andWhere("(g.kind <> 'check' OR g.expires_at > :now)", { now })
    return (await query.getMany()).map(({ id, kind }) => ({ id, kind }))
  }

  async idsOfApp(appId: string): Promise<string[]> {
    const rows = await this.#rows.find({ select: { id: true }, where: { appId, state: Not('revoked' as const) } })
    return rows.map((row) => row.id)
  }

  async markProjected(id: string, version: number): Promise<void> {
    const sql = 'UPDATE grants SET projected_version = $2 WHERE id = $1 AND projected_version < $2'
    await this.database.query(sql, [id, version])
  }

  async listUnprojected(limit: number, except: readonly string[] = []): Promise<Grant[]> {
    const query = this.#rows.createQueryBuilder('g').where('g.projected_version < g.version')
    query.andWhere('g.id <> ALL(:except)', { except })
    return (await query.orderBy('g.changedAt', 'ASC').limit(limit).getMany()).map(toGrant)
  }

  async forgetProjections(since: Date): Promise<void> {
    await this.#rows.update({ changedAt: MoreThanOrEqual(since) }, { projectedVersion: 0 })
  }

  async ownersOf(ids: readonly string[]): Promise<ReadonlyMap<string, GrantOwner>> {
    if (ids.length === 0) return new Map()
    const select = { id: true, ownerId: true, appId: true, kind: true, prefix: true, name: true } as const
    const rows = await this.#rows.find({ select, where: { id: In([...ids]) } })
    return new Map(rows.map((row) => [row.id, grantOwner(row)]))
  }

  async forgetSealed(before: Date, limit: number): Promise<number> {
    const [, count] = await this.database.query<[unknown[], number]>(
      `UPDATE grants SET credentials = '[]', owner_envelope = NULL WHERE id IN (
         SELECT id FROM grants WHERE credentials <> '[]' AND (
           state = 'pending' AND exchange_until <= $1 OR state = 'active' AND expires_at <= $1)
         LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, limit],
    )
    return count
  }

  async dropKeyChecks(before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM grants WHERE id IN (SELECT id FROM grants WHERE kind = 'check' AND expires_at <= $1 LIMIT $2)`
    const [, count] = await this.database.query<[unknown[], number]>(sql, [before, limit])
    return count
  }

  async markUsed(uses: ReadonlyMap<string, Date>): Promise<void> {
    // Locked in one order, so that two workers with the same grants cannot wait for each other.
    const sorted = [...uses].sort(([a], [b]) => (a < b ? -1 : 1))
    await this.database.query(
      `WITH used AS (
         SELECT g.id, u.at FROM grants g JOIN unnest($1::text[], $2::timestamptz[]) AS u(id, at) ON u.id = g.id
         WHERE g.last_used_at IS NULL OR g.last_used_at < u.at ORDER BY g.id FOR UPDATE OF g
       )
       UPDATE grants g SET last_used_at = GREATEST(g.last_used_at, used.at) FROM used WHERE g.id = used.id`,
      [sorted.map(([id]) => id), sorted.map(([, at]) => at)],
    )
  }

  #within<T>(outer: EntityManager | undefined, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return outer === undefined ? inTransaction(this.database, work) : work(outer)
  }

  get #rows() {
    return this.database.getRepository(GrantRow)
  }
}

const insertRow = async (tx: EntityManager, grant: Grant, isProjected: boolean): Promise<'inserted' | 'exists'> => {
  const row = { ...toColumns(grant), changedAt: grant.createdAt, projectedVersion: isProjected ? grant.version : 0 }
  const insert = tx.createQueryBuilder().insert().into(GrantRow).values(row).orIgnore().returning('id')
  const raw: unknown = (await insert.execute()).raw
  return (raw as unknown[]).length === 1 ? 'inserted' : 'exists'
}

const pageOf = async (query: SelectQueryBuilder<GrantRow>, { after, limit }: GrantPage): Promise<Grant[]> => {
  if (after !== undefined) query.andWhere('(g.created_at, g.id) < (:createdAt, :id)', after)
  // Ids compare as in JavaScript: the column has the C collation.
  return (await query.orderBy('g.createdAt', 'DESC').addOrderBy('g.id', 'DESC').limit(limit).getMany()).map(toGrant)
}

/** Pending or active, as `statusAt` says it. */
const whereUnended = (query: SelectQueryBuilder<GrantRow>, now: Date): SelectQueryBuilder<GrantRow> =>
  query.andWhere(
    `(g.state = 'pending' AND g.exchange_until > :now OR
      g.state = 'active' AND (g.expires_at IS NULL OR g.expires_at > :now))`,
    { now },
  )

/** `statusAt` in SQL: the contract suite holds both to the same answers. */
const whereStatus = (query: SelectQueryBuilder<GrantRow>, status: GrantStatus, now: Date): void => {
  const isWaiting = '(g.exchange_until IS NOT NULL AND g.exchange_until > :now)'
  const isRunning = '(g.expires_at IS NULL OR g.expires_at > :now)'
  const conditions: Record<GrantStatus, string> = {
    revoked: "g.state = 'revoked'",
    pending: `g.state = 'pending' AND ${isWaiting}`,
    active: `g.state = 'active' AND ${isRunning}`,
    expired: `(g.state = 'pending' AND NOT ${isWaiting} OR g.state = 'active' AND NOT ${isRunning})`,
  }
  query.andWhere(`(${conditions[status]})`, { now })
}
