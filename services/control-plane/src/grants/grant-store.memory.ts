import { type Grant, type GrantKind, isUnended, statusAt } from './grant.js'
import { type GrantOwner, grantOwner } from './grant-owner.js'
import type { GrantFilter, GrantPage, GrantStore, HeldKey, StoredGrant } from './grant-store.port.js'

interface Entry {
  grant: Grant
  projectedVersion: number
  changedAt: Date
}

/** Grants in this process. */
export class MemoryGrantStore implements GrantStore {
  readonly #entries = new Map<string, Entry>()

  async insert(grant: Grant, isProjected: boolean, max = Infinity): Promise<'inserted' | 'exists' | 'too_many'> {
    if (this.#entries.has(grant.id)) return 'exists'
    const isLike = ({ kind, ownerId }: Grant): boolean => kind === grant.kind && ownerId === grant.ownerId
    const unended = this.#grants().filter((other) => isLike(other) && isUnended(other, grant.createdAt))
    if (unended.length >= max) return 'too_many'
    this.#entries.set(grant.id, {
      grant,
      projectedVersion: isProjected ? grant.version : 0,
      changedAt: grant.createdAt,
    })
    return 'inserted'
  }

  async find(id: string): Promise<Grant | undefined> {
    return this.#entries.get(id)?.grant
  }

  async findMany(ids: readonly string[]): Promise<Grant[]> {
    return this.#grants().filter((grant) => ids.includes(grant.id))
  }

  async update(id: string, decide: (grant: Grant) => Grant | undefined, now: Date): Promise<StoredGrant | undefined> {
    const entry = this.#entries.get(id)
    if (entry === undefined) return undefined
    const next = decide(entry.grant)
    if (next !== undefined) Object.assign(entry, { grant: next, changedAt: now })
    return { grant: entry.grant, isProjected: entry.projectedVersion >= entry.grant.version }
  }

  async updateMany(
    ids: readonly string[],
    decide: (grant: Grant) => Grant | undefined,
    now: Date,
  ): Promise<StoredGrant[]> {
    const stored = await Promise.all([...new Set(ids)].sort().map((id) => this.update(id, decide, now)))
    return stored.filter((one) => one !== undefined)
  }

  async list({ kind, owner, status, now }: GrantFilter, { after, limit }: GrantPage): Promise<Grant[]> {
    const isTheirs = (grant: Grant): boolean =>
      'ownerId' in owner ? grant.ownerId === owner.ownerId : grant.appId === owner.appId
    const isAsked = (grant: Grant): boolean =>
      grant.kind === kind && isTheirs(grant) && (status === undefined || statusAt(grant, now) === status)
    const newestFirst = this.#grants().filter(isAsked).sort(byAge)
    return newestFirst.filter((grant) => after === undefined || byAge(grant, after) > 0).slice(0, limit)
  }

  async listHolding(
    ownerId: string,
    { upstream, label }: HeldKey,
    now: Date,
    { after, limit }: GrantPage,
  ): Promise<Grant[]> {
    const isAsked = (grant: Grant): boolean =>
      grant.ownerId === ownerId &&
      grant.kind !== 'check' &&
      isUnended(grant, now) &&
      grant.providers.includes(upstream) &&
      (grant.labels[upstream] ?? label) === label
    const newestFirst = this.#grants().filter(isAsked).sort(byAge)
    return newestFirst.filter((grant) => after === undefined || byAge(grant, after) > 0).slice(0, limit)
  }

  async unrevokedOf(ownerId: string, now: Date): Promise<{ id: string; kind: GrantKind }[]> {
    const isLeft = (grant: Grant): boolean =>
      grant.ownerId === ownerId && grant.state !== 'revoked' && (grant.kind !== 'check' || isUnended(grant, now))
    return this.#grants()
      .filter(isLeft)
      .map(({ id, kind }) => ({ id, kind }))
  }

  async idsOfApp(appId: string): Promise<string[]> {
    const isLeft = (grant: Grant): boolean => grant.appId === appId && grant.state !== 'revoked'
    return this.#grants()
      .filter(isLeft)
      .map((grant) => grant.id)
  }

  async markProjected(id: string, version: number): Promise<void> {
    const entry = this.#entries.get(id)
    if (entry !== undefined) entry.projectedVersion = Math.max(entry.projectedVersion, version)
  }

  async listUnprojected(limit: number, except: readonly string[] = []): Promise<Grant[]> {
    const waiting = [...this.#entries.values()].filter(
      ({ projectedVersion, grant }) => projectedVersion < grant.version && !except.includes(grant.id),
    )
    waiting.sort((a, b) => a.changedAt.getTime() - b.changedAt.getTime())
    return waiting.slice(0, limit).map((entry) => entry.grant)
  }

  async forgetProjections(since: Date): Promise<void> {
    for (const entry of this.#entries.values()) if (entry.changedAt >= since) entry.projectedVersion = 0
  }

  async ownersOf(ids: readonly string[]): Promise<ReadonlyMap<string, GrantOwner>> {
    const known = await this.findMany(ids)
    return new Map(known.map((grant) => [grant.id, grantOwner(grant)]))
  }

  async markUsed(uses: ReadonlyMap<string, Date>): Promise<void> {
    for (const [id, at] of uses) {
      const entry = this.#entries.get(id)
      if (entry === undefined || (entry.grant.lastUsedAt ?? new Date(0)) >= at) continue
      entry.grant = { ...entry.grant, lastUsedAt: at }
    }
  }

  async forgetSealed(before: Date, limit: number): Promise<number> {
    const over = [...this.#entries.values()]
      .filter(({ grant }) => grant.credentials.length > 0 && statusAt(grant, before) === 'expired')
      .slice(0, limit)
    for (const entry of over) entry.grant = { ...entry.grant, credentials: [], ownerEnvelope: null }
    return over.length
  }

  async dropKeyChecks(before: Date, limit: number): Promise<number> {
    const over = this.#grants().filter(
      ({ kind, expiresAt }) => kind === 'check' && expiresAt !== null && expiresAt <= before,
    )
    for (const { id } of over.slice(0, limit)) this.#entries.delete(id)
    return Math.min(over.length, limit)
  }

  #grants(): Grant[] {
    return [...this.#entries.values()].map((entry) => entry.grant)
  }
}

type Age = Pick<Grant, 'createdAt' | 'id'>

// Newest first, and among the same age by id downwards, as the database sorts.
const byAge = (a: Age, b: Age): number =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
