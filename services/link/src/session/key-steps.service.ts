import { addKey, checkKey, type KeyCheck, openKey } from '@1relay/custody'
import type { KeyName } from '../flow/index.js'
import { nameOf } from './vault-steps.service.js'
import type { Visit } from './visit.js'

/** The keys: a new one is tried and saved, some are chosen. */
export class KeySteps {
  readonly #visit: Visit

  constructor(visit: Visit) {
    this.#visit = visit
  }

  /**
   * Tries a new key, unless the person skips that, and saves it, unless the provider refused it. `credential` is overwritten
   * before this settles. False when the key was refused: the person decides again.
   */
  async add(slug: string, key: KeyName, input: { credential: Uint8Array; isChecked: boolean }): Promise<boolean> {
    const { credential, isChecked } = input
    const check = isChecked ? await this.#check(key.provider, credential.slice()) : undefined
    if (check === 'refused' || this.#visit.hasLeft()) {
      credential.fill(0)
      this.#visit.dispatch({ type: 'work_ended' })
      return check !== 'refused'
    }
    await this.#save(slug, key, credential)
    if (check !== undefined) this.#visit.dispatch({ type: 'key_checked', key, check })
    return true
  }

  /** Tries a key of the vault. */
  async check(key: KeyName): Promise<void> {
    const { keyring, owner } = this.#visit
    const item = keyring.findItem(key.provider, key.label)
    const { vaultKey } = keyring
    if (vaultKey === undefined || item === undefined) return this.#visit.meet({ code: 'unauthenticated' })
    this.#visit.dispatch({ type: 'work_started', work: 'checking_key' })
    const opened = await openKey({ accountId: owner.accountId, vaultKey, item })
    if (!opened.ok) return this.#visit.meet(opened.problem)
    const check = await this.#check(key.provider, opened.value)
    this.#visit.dispatch({ type: 'key_checked', key, check })
    this.#visit.dispatch({ type: 'work_ended' })
  }

  confirm(): void {
    this.#visit.dispatch({ type: 'providers_set' })
    if (this.#visit.state.screen === 'budget') this.#visit.tell('SELECT_PROVIDER')
  }

  async #check(provider: string, credential: Uint8Array): Promise<KeyCheck> {
    this.#visit.dispatch({ type: 'work_started', work: 'checking_key' })
    const { vaultPorts, parts } = this.#visit
    return checkKey({ api: vaultPorts.api, relay: parts.relay }, { provider, credential })
  }

  async #save(slug: string, key: KeyName, credential: Uint8Array): Promise<void> {
    const { keyring, owner, vaultPorts } = this.#visit
    const { vaultKey } = keyring
    if (vaultKey === undefined) {
      credential.fill(0)
      return this.#visit.meet({ code: 'unauthenticated' })
    }
    const input = { accountId: owner.accountId, vaultKey, ...key, credential }
    const item = await this.#visit.work('saving_key', () => addKey(vaultPorts, input))
    if (item === undefined) return
    keyring.items = [...keyring.items, item]
    this.#visit.dispatch({ type: 'key_added', slug, key: nameOf(item) })
    this.#visit.tell('KEY_ADDED')
  }
}
