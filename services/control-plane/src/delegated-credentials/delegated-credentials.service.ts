import type { ErrorDetail } from '@1relay/contracts'
import { fault, isFault } from '@1relay/faults'
import type { EntityManager } from 'typeorm'
import type { Acting } from '../edge/index.js'
import type { DisposableKeys } from '../disposable-keys/index.js'
import { cutPage, type Grant, type Grants, type GrantStatus, placeOf, statusAt } from '../grants/index.js'
import type { ManagementToken, ManagementTokens } from '../management-tokens/index.js'
import { fitToBounds, type MintBody } from './mint-order.js'
import type { MintedKey, MintedKeys } from './minted-keys.port.js'

/** A minted key as whoever minted it sees it. */
export interface DelegatedCredential {
  readonly minted: MintedKey
  readonly grant: Grant
  readonly status: GrantStatus
}

export interface DelegatedCredentialsParts {
  minted: MintedKeys
  keys: Pick<DisposableKeys, 'issue' | 'revoke'>
  tokens: Pick<ManagementTokens, 'get' | 'noteDenial'>
  grants: Pick<Grants, 'findMany'>
  clock: () => Date
}

/** Mints short-lived keys for automations, within the bounds of their token, and shows and ends what was minted. */
export class DelegatedCredentials {
  readonly #parts: DelegatedCredentialsParts

  constructor(parts: DelegatedCredentialsParts) {
    this.#parts = parts
  }

  /** A new key and its token, which exists nowhere else. Fails with `bounds_exceeded`, `too_many`, or as an admin's order would. */
  async mint(acting: Acting, body: MintBody): Promise<{ credential: DelegatedCredential; token: string }> {
    const { keys, tokens } = this.#parts
    const token = await tokens.get(acting.workspaceId, acting.actor.id)
    const fitting = fitToBounds(body, token.bounds)
    if (!fitting.ok) return this.#deny(acting, token, fitting.excess)
    const issued = await keys
      .issue(acting, fitting.order, (tx) => this.#admit(tx, token))
      .catch((error: unknown) => {
        throw inOurWords(error)
      })
    const { key, grant } = issued.key
    const minted = { id: key.id, connectionId: key.connectionId, createdAt: key.createdAt }
    return { credential: { minted, grant, status: 'active' }, token: issued.token }
  }

  /** What this token minted, newest first. */
  async list(
    { actor }: Acting,
    { cursor, pageSize }: { cursor?: string; pageSize: number },
  ): Promise<{ credentials: DelegatedCredential[]; nextCursor: string | null }> {
    const found = await this.#parts.minted.list(actor.id, { limit: pageSize + 1, ...placeOf(cursor) })
    const { shown, nextCursor } = cutPage(found, pageSize)
    return { credentials: await this.#see(shown), nextCursor }
  }

  /** Fails with `not_found` unless this token minted it. */
  async get({ actor }: Acting, id: string): Promise<DelegatedCredential> {
    const minted = await this.#parts.minted.find(actor.id, id)
    const [credential] = minted === undefined ? [] : await this.#see([minted])
    if (credential === undefined) throw fault('not_found', 'minted by somebody else, or by nobody')
    return credential
  }

  /** Ends it everywhere, if this token minted it; revoking twice is the same as once. */
  async revoke(acting: Acting, id: string): Promise<void> {
    await this.get(acting, id)
    await this.#parts.keys.revoke(acting, id)
  }

  async #admit(tx: EntityManager, { id, bounds }: ManagementToken): Promise<void> {
    const outcome = await this.#parts.minted.admit(tx, id, bounds?.liveKeysMax ?? Infinity, this.#parts.clock())
    if (outcome === 'gone') throw fault('invalid_token', 'the management token ended meanwhile')
    if (outcome === 'too_many') throw fault('too_many', `${bounds?.liveKeysMax} live keys of one provisioner`)
  }

  async #deny(acting: Acting, token: ManagementToken, details: readonly ErrorDetail[]): Promise<never> {
    const fields = details.flatMap(({ field }) => field ?? [])
    await this.#parts.tokens.noteDenial(acting, token, { reason: 'bounds_exceeded', fields })
    throw fault('bounds_exceeded', `a provisioner asked for more than its bounds: ${fields.join()}`, { details })
  }

  async #see(minted: readonly MintedKey[]): Promise<DelegatedCredential[]> {
    const { grants, clock } = this.#parts
    const found = await grants.findMany(minted.map(({ id }) => id))
    const byId = new Map(found.map((grant) => [grant.id, grant]))
    return minted.flatMap((one) => {
      const grant = byId.get(one.id)
      return grant === undefined ? [] : [{ minted: one, grant, status: statusAt(grant, clock()) }]
    })
  }
}

const fieldNames = [
  ['/connectionId', '/connection_id'],
  ['/methods', '/allowed_methods'],
  ['/paths', '/allowed_paths'],
  ['/deniedQueryParameters', '/deny_query_params'],
  ['/network/cidrs', '/allowed_ips'],
  ['/ttlSeconds', '/ttl_seconds'],
] as const

/** A refusal of the issuing, with the field names that the caller knows. */
const inOurWords = (error: unknown): unknown => {
  if (!isFault(error) || error.details === undefined) return error
  const details = error.details.map(({ field = '', problem }) => {
    const [theirs, ours] = fieldNames.find(([name]) => field === name || field.startsWith(`${name}/`)) ?? ['', '']
    return { ...(field && { field: ours + field.slice(theirs.length) }), problem }
  })
  return fault(error.code, error.internal, { details, cause: error })
}
