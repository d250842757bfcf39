import { BUDGET_PERIODS, type GrantProjection } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { EntityManager } from 'typeorm'
import { changeTerms, type Grant, type GrantKind, isUnended, revokeGrant, type Terms } from './grant.js'
import type { GrantOwner } from './grant-owner.js'
import type { GrantFilter, GrantPage, GrantStore, HeldKey, StoredGrant } from './grant-store.port.js'
import type { Ledgers } from './ledgers.service.js'
import { bucketsAt, periodStartsAt } from './periods.js'
import { forgetAt, projectGrant } from './projection.js'
import type { ProjectionWriter, WriteOutcome } from './projection-writer.port.js'
import type { FindSpend, Spend } from './spend.port.js'
import { syncPass } from './sync-pass.js'
import { checkBudgets } from './terms.js'

export interface GrantsParts {
  store: GrantStore
  projections: ProjectionWriter
  ledgers: Ledgers
  findSpend: FindSpend
  clock: () => Date
}

// Half of the pool: others want to be served meanwhile.
const AT_ONCE = 10

/** The only writer of grants and of their projection. */
export class Grants {
  readonly #store: GrantStore
  readonly #projections: ProjectionWriter
  readonly #ledgers: Ledgers
  readonly #findSpend: FindSpend
  readonly #clock: () => Date

  constructor({ store, projections, ledgers, findSpend, clock }: GrantsParts) {
    this.#store = store
    this.#projections = projections
    this.#ledgers = ledgers
    this.#findSpend = findSpend
    this.#clock = clock
  }

  /**
   * Stores a new grant; `exists` if its id is taken, `too_many` if its owner has `max` unended ones of its kind. A live one is projected at once; if Redis is away that is made up for
   * later, for nobody can have known the token before.
   */
  async add(grant: Grant, max?: number): Promise<'added' | 'exists' | 'too_many'> {
    const isPending = grant.state === 'pending'
    const outcome = await this.#store.insert(grant, isPending, max)
    if (outcome !== 'inserted') return outcome
    if (!isPending) await this.#project(grant).catch(() => undefined)
    return 'added'
  }

  /** Stores a new live grant in a transaction of the caller, who lets relays have it by `announce` once that is committed. */
  async addWithin(tx: EntityManager, grant: Grant, max?: number): Promise<'added' | 'exists' | 'too_many'> {
    const outcome = await this.#store.insert(grant, false, max, tx)
    return outcome === 'inserted' ? 'added' : outcome
  }

  /** Replaces grants by what `decide` makes of them, in a transaction of the caller, who passes them to `announce` once that is committed. */
  changeWithin(
    tx: EntityManager,
    ids: readonly string[],
    decide: (grant: Grant) => Grant | undefined,
  ): Promise<StoredGrant[]> {
    return this.#store.updateMany(ids, decide, this.#clock(), tx)
  }

  /**
   * Answers once relays have these grants as they were stored. Rejects with `limits_unavailable` when Redis is away: then the rest is made
   * up for as soon as it is back.
   */
  async announce(stored: readonly StoredGrant[]): Promise<void> {
    const waiting = stored.filter(({ isProjected }) => !isProjected)
    for (let i = 0; i < waiting.length; i += AT_ONCE) {
      await Promise.all(waiting.slice(i, i + AT_ONCE).map(({ grant }) => this.#project(grant)))
    }
  }

  find(id: string): Promise<Grant | undefined> {
    return this.#store.find(id)
  }

  findMany(ids: readonly string[]): Promise<Grant[]> {
    return this.#store.findMany(ids)
  }

  list(filter: Omit<GrantFilter, 'now'>, page: GrantPage): Promise<Grant[]> {
    return this.#store.list({ ...filter, now: this.#clock() }, page)
  }

  /**
   * Replaces a grant by what `decide` makes of it, and answers once relays have it; undefined if there is no such grant. Rejects
   * with `limits_unavailable` when Redis is away: then the change is recorded, and asking again completes it.
   */
  async change(id: string, decide: (grant: Grant) => Grant | undefined): Promise<Grant | undefined> {
    const stored = await this.#store.update(id, decide, this.#clock())
    if (stored === undefined) return undefined
    if (!stored.isProjected) await this.#project(stored.grant)
    return stored.grant
  }

  /** New budgets or limits; `invalid_request` if the grant has ended. */
  async changeTerms(id: string, terms: Terms): Promise<Grant> {
    if (terms.budgets !== undefined) checkBudgets(terms.budgets)
    let isOver = false
    const changed = await this.change(id, (grant) => {
      const next = changeTerms(grant, terms, this.#clock())
      isOver = next === undefined
      return next
    })
    if (changed === undefined) throw fault('not_found', 'new terms for no grant')
    if (isOver)
      throw fault('invalid_request', 'new terms for an ended grant', { details: [{ problem: 'it has ended' }] })
    return changed
  }

  /** Ends a grant everywhere. Revoking twice is the same as once. */
  async revoke(id: string): Promise<void> {
    await this.change(id, (grant) => revokeGrant(grant, this.#clock()))
  }

  /** Ends every grant of an app. All are recorded as revoked, even when relays cannot be told of some: then it rejects. */
  async revokeGrantsOfApp(appId: string): Promise<void> {
    await this.#revokeAll(await this.#store.idsOfApp(appId))
  }

  /** Ends every grant of an owner, in the same way, and gives what those were that had not ended before. */
  async revokeGrantsOfOwner(ownerId: string): Promise<GrantKind[]> {
    const now = this.#clock()
    const ids = (await this.#store.unrevokedOf(ownerId, now)).map((grant) => grant.id)
    const grants = await this.#store.findMany(ids)
    await this.#revokeAll(ids)
    return grants.filter((grant) => isUnended(grant, now)).map((grant) => grant.kind)
  }

  /** Drops what is sealed in at most `limit` grants that expired before then, or were never exchanged; gives how many those were. */
  forgetSealed(before: Date, limit: number): Promise<number> {
    return this.#store.forgetSealed(before, limit)
  }

  /** Drops at most `limit` key checks that were over by then; gives how many those were. */
  dropKeyChecks(before: Date, limit: number): Promise<number> {
    return this.#store.dropKeyChecks(before, limit)
  }

  /** Pending and active grants of the account that hold this key of its vault, key checks left out. Newest first. */
  listHolding(ownerId: string, key: HeldKey, page: GrantPage): Promise<Grant[]> {
    return this.#store.listHolding(ownerId, key, this.#clock(), page)
  }

  /**
   * Writes the grants of an owner again, whose ledger has new terms. It spares relays to ask for each: what is missed here, they ask
   * for themselves. Never rejects because of Redis.
   */
  async followLedger(ownerId: string): Promise<void> {
    const ids = (await this.#store.unrevokedOf(ownerId, this.#clock())).map((grant) => grant.id)
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      const grants = (await this.#store.findMany(ids.slice(i, i + AT_ONCE))).filter(({ state }) => state === 'active')
      const ends = await Promise.allSettled(grants.map((grant) => this.#project(grant)))
      if (ends.some((end) => end.status === 'rejected')) return
    }
  }

  async #revokeAll(ids: readonly string[]): Promise<void> {
    const ends: PromiseSettledResult<void>[] = []
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      ends.push(...(await Promise.allSettled(ids.slice(i, i + AT_ONCE).map((id) => this.revoke(id)))))
    }
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    // Those that an earlier call recorded as revoked and could not tell relays of are not among the ids any more.
    await this.syncProjections()
  }

  /** Writes the projection from what is stored and gives it; undefined if there is no such grant. */
  async rebuild(id: string): Promise<GrantProjection | undefined> {
    const grant = await this.#store.find(id)
    return grant && this.#project(grant)
  }

  /** Writes what Redis has missed, and gives how many grants and ledgers that were. Rejects, at the end, when Redis has not taken all of it. */
  async syncProjections(): Promise<number> {
    const ends = await Promise.allSettled([
      this.#ledgers.syncProjections(),
      syncPass({
        list: (limit, except) => this.#store.listUnprojected(limit, except),
        idOf: ({ id }) => id,
        project: (grant) => this.#project(grant),
      }),
    ])
    return ends.reduce((sum, end) => {
      if (end.status === 'rejected') throw end.reason
      return sum + end.value
    }, 0)
  }

  /** Redis may have lost what was written since, a revocation among it: the next pass writes it again. */
  async forgetProjections(since: Date): Promise<void> {
    await this.#ledgers.forgetProjections(since)
    await this.#store.forgetProjections(since)
  }

  /** Spend in the running periods: live from Redis, from the records where Redis knows nothing or is away. */
  async spendOf(grants: readonly Grant[]): Promise<ReadonlyMap<string, Spend>> {
    const now = this.#clock()
    const buckets = bucketsAt(now)
    const order = BUDGET_PERIODS.map((period) => buckets[period])
    const refs = grants.map(({ id, ownerId }) => ({ ledgerId: ownerId, grantId: id }))
    const live = await this.#projections.readSpent(refs, order).catch(() => [])
    const cold = grants.filter((_, i) => live[i] === undefined).map((grant) => grant.id)
    const recorded = cold.length === 0 ? undefined : await this.#findSpend(cold, periodStartsAt(now))
    const spend = (grant: Grant, i: number): Spend => {
      const [day = 0, week = 0, month = 0, total = 0] = live[i] ?? []
      return recorded?.get(grant.id) ?? { day, week, month, total }
    }
    return new Map(grants.map((grant, i) => [grant.id, spend(grant, i)]))
  }

  /** What open requests hold in the running periods; nothing of any while Redis is away. */
  async heldOf(grants: readonly Grant[]): Promise<ReadonlyMap<string, Spend>> {
    const buckets = bucketsAt(this.#clock())
    const refs = grants.map(({ id, ownerId }) => ({ ledgerId: ownerId, grantId: id }))
    const order = BUDGET_PERIODS.map((period) => buckets[period])
    const held = await this.#projections.readHeld(refs, order).catch(() => [])
    return new Map(
      grants.flatMap(({ id }, i) => {
        const [day = 0, week = 0, month = 0, total = 0] = held[i] ?? []
        return held[i] === undefined ? [] : [[id, { day, week, month, total }]]
      }),
    )
  }

  /** To whom the usage of these grants belongs; ids without a grant are not in it. */
  ownersOf(ids: readonly string[]): Promise<ReadonlyMap<string, GrantOwner>> {
    return this.#store.ownersOf(ids)
  }

  markUsed(uses: ReadonlyMap<string, Date>): Promise<void> {
    return this.#store.markUsed(uses)
  }

  /** Writes the grant, or what has become of it, and gives what is written; undefined if it is gone. */
  async #project(grant: Grant): Promise<GrantProjection | undefined> {
    for (let latest: Grant | undefined = grant; latest !== undefined;) {
      const { projection, outcome } = await this.#write(latest)
      if (outcome === 'written') return projection
      latest = await this.#overtake(latest, outcome.outdatedBy)
    }
    return undefined
  }

  async #write(grant: Grant): Promise<{ projection: GrantProjection; outcome: WriteOutcome }> {
    const now = this.#clock()
    // The ledger goes first: a grant that Redis knows means a ledger that Redis knows.
    const ledger = await this.#ledgers.project(grant.ownerId)
    const projection = projectGrant(grant, ledger, now)
    const spend = (await this.#findSpend([grant.id], periodStartsAt(now))).get(grant.id)
    const buckets = bucketsAt(now)
    const spent = Object.fromEntries(BUDGET_PERIODS.map((period) => [buckets[period], spend?.[period] ?? 0]))
    const outcome = await this.#projections.write({ projection, spent, forgetAt: forgetAt(projection, now) })
    if (outcome === 'written') await this.#store.markProjected(grant.id, grant.version)
    return { projection, outcome }
  }

  /**
   * What is to be written where Redis has a later version than the one that was tried. A concurrent change explains it, if there was one; otherwise PostgreSQL
   * was put back to a backup and Redis was not: then the truth gets a version that Redis does not know.
   */
  async #overtake(tried: Grant, known: number): Promise<Grant | undefined> {
    const decide = (latest: Grant): Grant | undefined =>
      latest.version === tried.version ? { ...latest, version: Math.max(latest.version, known) + 1 } : undefined
    return (await this.#store.update(tried.id, decide, this.#clock()))?.grant
  }
}
