import { findProvider } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { SealedKey, StoredKey, StoredVault, VaultContent, VaultStore } from './vault-store.port.js'

export type { SealedKey, StoredKey, StoredVault, VaultContent } from './vault-store.port.js'

const KEYS_MAX = 200

/** Keeps wrapped vault keys and sealed items for the browser that made them. */
export class Vaults {
  readonly #store: VaultStore
  readonly #clock: () => Date

  constructor({ store, clock }: { store: VaultStore; clock: () => Date }) {
    this.#store = store
    this.#clock = clock
  }

  async hasVault(accountId: string): Promise<boolean> {
    return (await this.#store.findVault(accountId)) !== undefined
  }

  findVault(accountId: string): Promise<StoredVault | undefined> {
    return this.#store.findVault(accountId)
  }

  async getVault(accountId: string): Promise<StoredVault> {
    const vault = await this.#store.findVault(accountId)
    if (vault === undefined) throw fault('not_found', 'the account has no vault')
    return vault
  }

  async createVault(accountId: string, content: VaultContent): Promise<StoredVault> {
    const outcome = await this.#store.addVault(accountId, content, this.#clock())
    // Overwriting would throw away the only wrapped copy of a key that all items hang on.
    if (outcome === 'vault_exists') throw fault('vault_exists', 'a second vault')
    return outcome
  }

  /** Replaces the wrapping; `version` is the one that the browser had read. */
  async rewrapVault(accountId: string, version: number, content: VaultContent): Promise<StoredVault> {
    const outcome = await this.#store.replaceVault(accountId, { version, content, at: this.#clock() })
    if (outcome === 'not_found') throw fault('not_found', 'the account has no vault')
    if (outcome === 'vault_changed') throw fault('vault_changed', `not version ${version} any more`)
    return outcome
  }

  async listKeys(accountId: string): Promise<StoredKey[]> {
    return this.#store.listKeys(accountId)
  }

  /** Adds a sealed key, or with `replace` puts it in the place of the one of this provider and label. */
  async putKey(
    accountId: string,
    key: SealedKey,
    replace: boolean,
  ): Promise<{ outcome: 'added' | 'replaced'; key: StoredKey }> {
    assertUpstream(key.provider)
    const outcome = await this.#store.putKey(accountId, key, { replace, keysMax: KEYS_MAX, at: this.#clock() })
    if (outcome === 'key_exists') throw fault('key_exists', 'replace was not asked for')
    if (outcome === 'too_many') throw fault('too_many', `${KEYS_MAX} keys`)
    return outcome
  }

  async removeKey(accountId: string, which: { provider: string; label: string }): Promise<void> {
    if (!(await this.#store.removeKey(accountId, which))) throw fault('not_found', 'no key of this provider and label')
  }
}

// The name goes into the AAD of every grant made with this key: another spelling of it would never open at the relay.
const assertUpstream = (upstream: string): void => {
  const isOrigin = upstream.startsWith('https://')
  if (!isOrigin && findProvider(upstream) === undefined) throw fault('provider_unknown', 'not in the catalogue')
  if (isOrigin && URL.parse(upstream)?.origin !== upstream) {
    const details = [{ field: '/provider', problem: 'is not an origin in its normal form' }]
    throw fault('invalid_request', 'not a normal origin', { details })
  }
}
