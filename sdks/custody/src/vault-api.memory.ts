import { done, failed, type Outcome } from './problem.js'
import type { NewKey, NewVault, RewrappedVault, StoredKey, StoredVault, VaultApi } from './vault-api.port.js'
import { MemoryWire } from './wire.memory.js'

const AT = '2026-11-21T12:00:00.000Z'

/** One person's vault on a control plane in memory, for tests. What it was told is open to look at. */
export class MemoryVaultApi implements VaultApi {
  record: StoredVault | undefined
  keys: StoredKey[] = []
  readonly #wire: MemoryWire
  readonly #isSignedIn: boolean

  constructor(wire = new MemoryWire(), isSignedIn = true) {
    this.#wire = wire
    this.#isSignedIn = isSignedIn
  }

  async getVault() {
    return this.#answer({}, () => (this.record ? done(this.record) : failed({ code: 'not_found' })))
  }

  async createVault(vault: NewVault) {
    return this.#answer(vault, () => {
      if (this.record) return failed({ code: 'vault_exists' })
      this.record = { version: 1, ...vault, passkeys: [] }
      return done(this.record)
    })
  }

  async rewrapVault(vault: RewrappedVault) {
    return this.#answer(vault, () => {
      if (this.record?.version !== vault.version) return failed({ code: 'vault_changed' })
      this.record = { ...vault, version: vault.version + 1, passkeys: this.record.passkeys }
      return done(this.record)
    })
  }

  async listKeys() {
    return this.#answer({}, () => done([...this.keys]))
  }

  async addKey(key: NewKey) {
    return this.#answer(key, () => {
      const { replace, label = 'default', ...sealed } = key
      const at = this.keys.findIndex((other) => other.provider === key.provider && other.label === label)
      if (at >= 0 && !replace) return failed({ code: 'key_exists' })
      const stored = { ...sealed, label, createdAt: AT, updatedAt: AT }
      if (at >= 0) this.keys[at] = stored
      else this.keys.push(stored)
      return done(stored)
    })
  }

  async deleteKey(place: { provider: string; label: string }) {
    return this.#answer(place, () => {
      const at = this.keys.findIndex((key) => key.provider === place.provider && key.label === place.label)
      if (at < 0) return failed({ code: 'not_found' })
      this.keys.splice(at, 1)
      return done(true as const)
    })
  }

  #answer<T>(body: object, work: () => Outcome<T>): Outcome<T> {
    return this.#wire.answer(body, () => (this.#isSignedIn ? work() : failed({ code: 'unauthenticated' })))
  }
}
