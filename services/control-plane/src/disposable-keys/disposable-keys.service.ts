import { hash } from 'node:crypto'
import { fault } from '@1relay/faults'
import { formatToken, makeHalf, makeId } from '@1relay/vault'
import type { EntityManager } from 'typeorm'
import type { AdminAudit, AdminEntry } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import { cutPage, type Grant, type Grants, makeGrant, placeOf, revokeGrant, type StoredGrant } from '../grants/index.js'
import { credentialOf, type ProtectedKey, type ProtectedKeys } from '../protected-keys/index.js'
import { changedGrant } from './changed-grant.js'
import { type DisposableKey, PREFIXES } from './disposable-key.js'
import type { KeyFilter, PostgresDisposableKeyStore } from './disposable-key-store.postgres.js'
import { changedMetadata, issuedMetadata, subjectOf } from './key-entries.js'
import { checkMetered, expiryOf, holderOf, type KeyChange, type KeyOrder, networkOf, scopeOf } from './key-order.js'
import { type SeenKey, seeKeys } from './seen-keys.js'

export interface DisposableKeysParts {
  store: PostgresDisposableKeyStore
  protectedKeys: Pick<ProtectedKeys, 'lockToIssue'>
  grants: Grants
  audit: Pick<AdminAudit, 'record'>
  transact: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>
  clock: () => Date
}

/** A key that was just issued. */
export interface IssuedKey {
  readonly key: SeenKey
  /** `rk_…`: it exists nowhere else. */
  readonly token: string
}

const KEYS_MAX = 5000

/** Issues, lists, changes and ends the disposable keys of workspaces. */
export class DisposableKeys {
  readonly #parts: DisposableKeysParts

  constructor(parts: DisposableKeysParts) {
    this.#parts = parts
  }

  /**
   * A new key. Whoever may issue less than an admin says what else has to hold in `admit`, which runs in the same transaction before
   * anything is stored, and rejects.
   */
  async issue(acting: Acting, order: KeyOrder, admit?: (tx: EntityManager) => Promise<void>): Promise<IssuedKey> {
    const { store, protectedKeys, grants, audit, transact, clock } = this.#parts
    const [id, auth, now] = [makeId(), makeHalf(), clock()]
    const key = makeKey(id, acting, order, now)
    const verifier = hash('sha256', auth, 'base64url')
    const grant = await transact(async (tx) => {
      await admit?.(tx)
      const protectedKey = await protectedKeys.lockToIssue(acting.workspaceId, order.connectionId, tx)
      const made = makeKeyGrant({ key, order, protectedKey, verifier, now })
      const outcome = await grants.addWithin(tx, made, KEYS_MAX)
      if (outcome === 'exists') throw fault('grant_exists', 'a random id that is taken')
      if (outcome === 'too_many') throw fault('too_many', `${KEYS_MAX} unended keys`)
      await store.insert(key, tx)
      const entry = { action: 'key.issued', subject: subjectOf(made), metadata: issuedMetadata(key, made) }
      await audit.record({ ...acting, ...entry }, tx)
      return made
    })
    // If Redis is away that is made up for later: nobody can have known the token before.
    await grants.announce([{ grant, isProjected: false }]).catch(() => undefined)
    return { key: await this.#one(key, grant), token: formatToken({ prefix: grant.prefix, id, auth }) }
  }

  async list(
    workspaceId: string,
    { cursor, pageSize, ...filter }: KeyFilter & { cursor?: string; pageSize: number },
  ): Promise<{ keys: SeenKey[]; nextCursor: string | null }> {
    const { store, clock } = this.#parts
    const found = await store.list(workspaceId, filter, { limit: pageSize + 1, now: clock(), ...placeOf(cursor) })
    const { shown, nextCursor } = cutPage(found, pageSize)
    return { keys: await seeKeys(shown, this.#parts), nextCursor }
  }

  async get(workspaceId: string, id: string): Promise<SeenKey> {
    const key = (await this.#parts.store.find(workspaceId, id)) ?? missing()
    const [seen] = await seeKeys([key], this.#parts)
    return seen ?? missing()
  }

  /** New terms, in force at the key's next request. Rejects with `limits_unavailable` when relays cannot be told: asking again completes it. */
  async change(acting: Acting, id: string, change: KeyChange): Promise<SeenKey> {
    const { store, grants, audit, transact, clock } = this.#parts
    const { environment } = change
    const { key, stored } = await transact(async (tx) => {
      const known = (await store.find(acting.workspaceId, id, tx)) ?? missing()
      const now = clock()
      const [changed] = await grants.changeWithin(tx, [id], (grant) => changedGrant(known, grant, change, now))
      if (changed === undefined) return missing()
      if (environment !== undefined) await store.setEnvironment(id, environment, tx)
      const metadata = changedMetadata(known, changed.grant, change)
      await audit.record({ ...acting, action: 'key.updated', subject: subjectOf(changed.grant), metadata }, tx)
      return { key: environment === undefined ? known : { ...known, environment }, stored: changed }
    })
    await grants.announce([stored])
    return this.#one(key, stored.grant)
  }

  /** Ends a key; once this has answered no relay takes it. Revoking twice is the same as once. */
  async revoke(acting: Acting, id: string): Promise<void> {
    const { store } = this.#parts
    const key = (await store.find(acting.workspaceId, id)) ?? missing()
    await this.#end(key, acting)
  }

  /** Ends the key of a leaked token, whose holder is nobody in particular; gives what it was, undefined if it was none or had ended. */
  async endLeaked(id: string): Promise<{ workspaceId: string; name: string } | undefined> {
    const key = await this.#parts.store.findByToken(id)
    if (key === undefined) return undefined
    const { workspaceId } = key
    const actor = { type: 'token_holder', id, label: 'Whoever held the token' }
    const ended = await this.#end(key, { workspaceId, actor }, { reason: 'reported as leaked' })
    return ended && { workspaceId, name: ended.name }
  }

  /** Drops at most `limit` keys that had ended by then, and gives how many those were. Their audit stays, and so do the sums of their usage. */
  dropEnded(before: Date, limit: number): Promise<number> {
    return this.#parts.store.dropEnded(before, limit)
  }

  /** The grant, if this was what ended it. */
  async #end(
    key: DisposableKey,
    acting: Pick<AdminEntry, 'workspaceId' | 'actor' | 'ip' | 'userAgent'>,
    why: NonNullable<AdminEntry['metadata']> = {},
  ): Promise<Grant | undefined> {
    const { grants, audit, transact, clock } = this.#parts
    let ended: Grant | undefined
    const stored: StoredGrant[] = await transact(async (tx) => {
      ended = undefined
      const changed = await grants.changeWithin(tx, [key.id], (grant) => (ended = revokeGrant(grant, clock())))
      if (ended === undefined) return changed
      const metadata = { connectionId: key.connectionId, owner: key.owner, ...why }
      await audit.record({ ...acting, action: 'key.revoked', subject: subjectOf(ended), metadata }, tx)
      return changed
    })
    await grants.announce(stored)
    return ended
  }

  async #one(key: DisposableKey, grant: Grant): Promise<SeenKey> {
    const [seen] = await seeKeys([key], this.#parts, [grant])
    return seen ?? missing()
  }
}

const makeKey = (id: string, { workspaceId, actor }: Acting, order: KeyOrder, now: Date): DisposableKey => ({
  id,
  workspaceId,
  connectionId: order.connectionId,
  owner: order.owner,
  holderEmail: holderOf(order),
  environment: order.environment ?? null,
  createdAt: now,
  createdBy: actor,
})

const makeKeyGrant = (made: {
  key: DisposableKey
  order: KeyOrder
  protectedKey: ProtectedKey
  verifier: string
  now: Date
}): Grant => {
  const { key, order, protectedKey, verifier, now } = made
  checkMetered(protectedKey.upstream, order)
  return makeGrant({
    id: key.id,
    kind: 'key',
    prefix: PREFIXES[key.owner],
    ownerId: key.workspaceId,
    appId: null,
    name: order.name,
    verifier,
    scope: scopeOf(order),
    limits: order.limits ?? {},
    budgets: order.budgets ?? [],
    network: networkOf(order.network, key),
    recordsQuery: protectedKey.recordsQuery,
    credentials: [credentialOf(protectedKey)],
    ownerEnvelope: null,
    expiresAt: expiryOf(key.owner, order, now),
    userReference: null,
    exchange: null,
    createdAt: now,
  })
}

const missing = (): never => {
  throw fault('not_found', 'no such key')
}
