import type { UpstreamAuth } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { EntityManager } from 'typeorm'
import type { AdminAudit } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import { cutPage, type Grant, type Grants, placeOf, revokeGrant, statusAt, type StoredGrant } from '../grants/index.js'
import type { RelayKeys } from '../relay-keys/index.js'
import { PLANS } from '../workspaces/index.js'
import { checkQueryWarning, checkUpstream, credentialOf, type ProtectedKey } from './protected-key.js'
import type { ConnectionUse, PostgresProtectedKeyStore, ProtectedKeyFilter } from './protected-key-store.postgres.js'
import type { CredentialInput, Sealing } from './sealing.service.js'

/** What is asked for; the contract has checked the form. */
export interface ProtectedKeyOrder extends CredentialInput {
  readonly id: string
  readonly name: string
  readonly upstream: string
  readonly auth: UpstreamAuth
  readonly environment?: string
  readonly recordsQuery?: boolean
  readonly acceptsQueryWarning?: boolean
}

export interface ProtectedKeyChange {
  readonly name?: string
  readonly environment?: string | null
  readonly recordsQuery?: boolean
  readonly acceptsQueryWarning?: boolean
}

/** A protected key with how its keys fare. */
export interface SeenProtectedKey extends ConnectionUse {
  readonly key: ProtectedKey
}

export interface ProtectedKeysParts {
  store: PostgresProtectedKeyStore
  sealing: Sealing
  relayKeys: Pick<RelayKeys, 'assertAnnounced'>
  grants: Pick<Grants, 'changeWithin' | 'announce'>
  audit: Pick<AdminAudit, 'record'>
  transact: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>
  clock: () => Date
}

/** Keeps the real keys of workspaces, which it can not open. */
export class ProtectedKeys {
  readonly #parts: ProtectedKeysParts

  constructor(parts: ProtectedKeysParts) {
    this.#parts = parts
  }

  async create(acting: Acting, order: ProtectedKeyOrder): Promise<SeenProtectedKey> {
    const { id, name, upstream, auth, environment = null, recordsQuery = false } = order
    checkUpstream(upstream)
    checkQueryWarning(order)
    const { store, sealing, relayKeys, audit, transact, clock } = this.#parts
    const { workspaceId, actor: createdBy } = acting
    const sealed = await sealing.seal({ workspaceId, connectionId: id, upstream, auth }, order)
    const now = clock()
    const made = { id, workspaceId, name, upstream, auth, environment, recordsQuery, sealed, createdAt: now, createdBy }
    const key: ProtectedKey = { ...made, credentialChangedAt: now }
    await transact(async (tx) => {
      await relayKeys.assertAnnounced(sealed.keyId, tx)
      const plan = (await store.lockPlan(workspaceId, tx)) ?? missing()
      const max = PLANS[plan].protectedKeys
      if ((await store.count(workspaceId, tx)) >= max) throw fault('too_many', `${max} protected keys`)
      if ((await store.insert(key, tx)) === 'exists')
        throw fault('protected_key_exists', 'a protected key of a known id')
      const metadata = { upstream, auth: auth.kind, recordsQuery, ...(environment !== null && { environment }) }
      await audit.record({ ...acting, action: 'protected_key.created', subject: subjectOf(key), metadata }, tx)
    })
    return { key, liveKeys: 0, lastUsedAt: null }
  }

  async list(
    workspaceId: string,
    { cursor, pageSize, ...filter }: ProtectedKeyFilter & { cursor?: string; pageSize: number },
  ): Promise<{ protectedKeys: SeenProtectedKey[]; nextCursor: string | null }> {
    const found = await this.#parts.store.list(workspaceId, filter, { limit: pageSize + 1, ...placeOf(cursor) })
    const { shown, nextCursor } = cutPage(found, pageSize)
    return { protectedKeys: await this.#see(shown), nextCursor }
  }

  async get(workspaceId: string, id: string): Promise<SeenProtectedKey> {
    const key = await this.#parts.store.find(workspaceId, id)
    return this.#one(key ?? missing())
  }

  /** Ids of these that the workspace has. */
  known(workspaceId: string, ids: readonly string[]): Promise<string[]> {
    return this.#parts.store.known(workspaceId, ids)
  }

  /** The key for something that is issued from it: until the transaction ends, its credential is not replaced and it is not deleted. */
  async lockToIssue(workspaceId: string, id: string, tx: EntityManager): Promise<ProtectedKey> {
    const key = await this.#parts.store.lock(id, 'share', tx)
    return key?.workspaceId === workspaceId ? key : missing()
  }

  async change(acting: Acting, id: string, change: ProtectedKeyChange): Promise<SeenProtectedKey> {
    checkQueryWarning(change)
    const { name, environment, recordsQuery } = change
    return this.#changeLocked(acting, id, async (key, tx) => {
      const next = {
        ...key,
        name: name ?? key.name,
        environment: environment === undefined ? key.environment : environment,
        recordsQuery: recordsQuery ?? key.recordsQuery,
      }
      const metadata = {
        ...(next.name !== key.name && { name: next.name, formerName: key.name }),
        ...(next.environment !== key.environment && { environment: next.environment }),
        ...(next.recordsQuery !== key.recordsQuery && { recordsQuery: next.recordsQuery }),
      }
      await this.#parts.audit.record(
        { ...acting, action: 'protected_key.updated', subject: subjectOf(next), metadata },
        tx,
      )
      const isSame = next.recordsQuery === key.recordsQuery
      const follow = (grant: Grant): Grant => ({ ...grant, recordsQuery: next.recordsQuery })
      return { next, follow: isSame ? undefined : follow }
    })
  }

  /** New credential, and perhaps another way to show it, for every key that was issued and every one to come. */
  async replaceCredential(
    acting: Acting,
    id: string,
    order: CredentialInput & { readonly auth?: UpstreamAuth },
  ): Promise<SeenProtectedKey> {
    const { store, sealing, relayKeys, audit, clock } = this.#parts
    const { workspaceId } = acting
    const known = (await store.find(workspaceId, id)) ?? missing()
    const auth = order.auth ?? known.auth
    const sealed = await sealing.seal({ workspaceId, connectionId: id, upstream: known.upstream, auth }, order)
    return this.#changeLocked(acting, id, async (key, tx) => {
      await relayKeys.assertAnnounced(sealed.keyId, tx)
      const next = { ...key, auth, sealed, credentialChangedAt: clock() }
      const metadata = { auth: auth.kind, formerAuth: key.auth.kind }
      await audit.record(
        { ...acting, action: 'protected_key.credential_replaced', subject: subjectOf(next), metadata },
        tx,
      )
      return { next, follow: (grant) => ({ ...grant, credentials: [credentialOf(next)] }) }
    })
  }

  /**
   * Revokes its keys if that is asked for, then deletes it with its ciphertext. `protected_key_in_use` while a key is live; with
   * `limits_unavailable`, when relays cannot be told, it is still there and the call can be repeated.
   */
  async delete(acting: Acting, id: string, revokesKeys: boolean): Promise<void> {
    const { store, grants, audit, transact, clock } = this.#parts
    if (revokesKeys) await grants.announce(await transact((tx) => this.#revokeKeys(acting, id, tx)))
    await transact(async (tx) => {
      const [key, now] = [await this.#lock(acting, id, tx), clock()]
      const left = await store.grantIdsOf(id, now, tx)
      if (left.length > 0) throw fault('protected_key_in_use', `${left.length} live keys`)
      await store.markDeleted(id, now, tx)
      await audit.record({ ...acting, action: 'protected_key.deleted', subject: subjectOf(key) }, tx)
    })
  }

  async #revokeKeys(acting: Acting, id: string, tx: EntityManager): Promise<StoredGrant[]> {
    const { store, grants, audit, clock } = this.#parts
    const [key, now] = [await this.#lock(acting, id, tx), clock()]
    const ended: string[] = []
    const stored = await grants.changeWithin(tx, await store.grantIdsOf(id, now, tx), (grant) => {
      const next = revokeGrant(grant, now)
      if (next !== undefined) ended.push(grant.id)
      return next
    })
    if (ended.length === 0) return stored
    const metadata = { keys: ended.length, keyIds: ended }
    await audit.record({ ...acting, action: 'protected_key.keys_revoked', subject: subjectOf(key), metadata }, tx)
    return stored
  }

  /** Changes the key and its live grants in one transaction, and answers once relays have them. */
  async #changeLocked(
    acting: Acting,
    id: string,
    decide: (
      key: ProtectedKey,
      tx: EntityManager,
    ) => Promise<{ next: ProtectedKey; follow: ((grant: Grant) => Grant) | undefined }>,
  ): Promise<SeenProtectedKey> {
    const { store, grants, transact } = this.#parts
    const { key, stored } = await transact(async (tx) => {
      const { next, follow } = await decide(await this.#lock(acting, id, tx), tx)
      await store.update(next, tx)
      return { key: next, stored: follow === undefined ? [] : await this.#follow(id, follow, tx) }
    })
    await grants.announce(stored)
    return this.#one(key)
  }

  async #follow(id: string, follow: (grant: Grant) => Grant, tx: EntityManager): Promise<StoredGrant[]> {
    const { store, grants, clock } = this.#parts
    const now = clock()
    return grants.changeWithin(tx, await store.grantIdsOf(id, now, tx), (grant) =>
      statusAt(grant, now) === 'active' ? { ...follow(grant), version: grant.version + 1 } : undefined,
    )
  }

  async #lock({ workspaceId }: Acting, id: string, tx: EntityManager): Promise<ProtectedKey> {
    const key = await this.#parts.store.lock(id, 'update', tx)
    return key?.workspaceId === workspaceId ? key : missing()
  }

  async #one(key: ProtectedKey): Promise<SeenProtectedKey> {
    const [seen] = await this.#see([key])
    return seen ?? missing()
  }

  async #see(keys: readonly ProtectedKey[]): Promise<SeenProtectedKey[]> {
    const { store, clock } = this.#parts
    const [first] = keys
    const ids = keys.map(({ id }) => id)
    const use = first && (await store.useOf(first.workspaceId, ids, clock()))
    return keys.map((key) => ({ key, ...(use?.get(key.id) ?? { liveKeys: 0, lastUsedAt: null }) }))
  }
}

const subjectOf = ({ id, name }: ProtectedKey) => ({ type: 'protected_key', id, label: name })

const missing = (): never => {
  throw fault('not_found', 'no such protected key')
}
