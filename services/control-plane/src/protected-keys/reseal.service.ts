import type { RelaySealedCredential, ResealQuery, ResealResult } from '@1relay/contracts'
import type { EntityManager } from 'typeorm'
import type { AdminAudit } from '../audit/index.js'
import { type Grants, statusAt, type StoredGrant } from '../grants/index.js'
import type { RelayKeys } from '../relay-keys/index.js'
import { checkSealed, credentialOf, type ProtectedKey } from './protected-key.js'
import type { PostgresProtectedKeyStore } from './protected-key-store.postgres.js'

export interface ResealingParts {
  store: Pick<PostgresProtectedKeyStore, 'offer' | 'lock' | 'update' | 'grantIdsOf'>
  relayKeys: Pick<RelayKeys, 'assertAnnounced'>
  grants: Pick<Grants, 'changeWithin' | 'announce'>
  audit: Pick<AdminAudit, 'record'>
  transact: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>
  clock: () => Date
}

// Characters.
const CIPHERTEXTS_MAX = 100_000

/** After a rotation a relay seals every credential anew, to its current key: here it gets them and brings them back. */
export class Resealing {
  readonly #parts: ResealingParts

  constructor(parts: ResealingParts) {
    this.#parts = parts
  }

  /** At most `limit` credentials that are sealed to another key. Asking again gives others, until all were given once. */
  async next({ current, limit }: ResealQuery): Promise<RelaySealedCredential[]> {
    const { store, clock } = this.#parts
    const offered = (await store.offer(current, limit, clock())).map(credentialOf)
    let length = 0
    // The longest come one by one: they come back twice, in a body of at most 256 kB.
    return offered.filter(({ ciphertext }, i) => (length += ciphertext.length) <= CIPHERTEXTS_MAX || i === 0)
  }

  /** Puts each in the place of the one that it was made from; one that was replaced or deleted meanwhile is left alone. */
  async done({ credentials }: ResealResult): Promise<void> {
    const { grants, transact } = this.#parts
    for (const { before, after } of credentials) {
      checkSealed(after)
      await grants.announce(await transact((tx) => this.#exchange(before, after, tx)))
    }
  }

  async #exchange(
    before: RelaySealedCredential,
    after: RelaySealedCredential,
    tx: EntityManager,
  ): Promise<StoredGrant[]> {
    const { store, relayKeys, grants, audit, clock } = this.#parts
    const key = await store.lock(before.ownerId, 'update', tx)
    if (key === undefined || !isSame(key, before)) return []
    const { keyId, enc, ciphertext } = after
    await relayKeys.assertAnnounced(keyId, tx)
    const [next, now] = [{ ...key, sealed: { keyId, enc, ciphertext } }, clock()]
    await store.update(next, tx)
    const { workspaceId, id, name } = key
    const metadata = { sealedTo: keyId, formerlySealedTo: before.keyId }
    await audit.record(
      {
        workspaceId,
        actor: { type: 'relay', id: keyId, label: 'Relay' },
        action: 'protected_key.resealed',
        subject: { type: 'protected_key', id, label: name },
        metadata,
      },
      tx,
    )
    return grants.changeWithin(tx, await store.grantIdsOf(id, now, tx), (grant) => {
      const isLive = statusAt(grant, now) === 'active'
      return isLive ? { ...grant, version: grant.version + 1, credentials: [credentialOf(next)] } : undefined
    })
  }
}

const isSame = ({ upstream, sealed }: ProtectedKey, before: RelaySealedCredential): boolean =>
  upstream === before.upstream &&
  sealed.keyId === before.keyId &&
  sealed.enc === before.enc &&
  sealed.ciphertext === before.ciphertext
