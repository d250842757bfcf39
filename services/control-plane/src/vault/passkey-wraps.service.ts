import { fault } from '@1relay/faults'
import type { PasskeyWrap, PasskeyWrapStore } from './passkey-wrap-store.port.js'

export type { PasskeyWrap } from './passkey-wrap-store.port.js'

/**
 * Keeps the vault key under passkeys, beside the one under the master password. The vault key never changes, so neither a new master
 * password nor a new recovery code touches these; each goes with its passkey.
 */
export class PasskeyWraps {
  readonly #store: PasskeyWrapStore
  readonly #clock: () => Date

  constructor({ store, clock }: { store: PasskeyWrapStore; clock: () => Date }) {
    this.#store = store
    this.#clock = clock
  }

  list(accountId: string): Promise<PasskeyWrap[]> {
    return this.#store.list(accountId)
  }

  /** Stores or replaces the wrap of a passkey; `not_found` if the account has no vault or no such passkey. */
  async put(accountId: string, wrap: PasskeyWrap): Promise<void> {
    const outcome = await this.#store.put(accountId, wrap, this.#clock())
    if (outcome === 'not_found') throw fault('not_found', 'no vault or no passkey of this account')
  }

  async remove(accountId: string, credentialId: string): Promise<void> {
    if (!(await this.#store.remove(accountId, credentialId))) throw fault('not_found', 'nothing under this passkey')
  }
}
