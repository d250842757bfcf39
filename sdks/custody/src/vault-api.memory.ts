import { accessTokenStem, makeHalf } from '@1relay/vault'
import { done, failed, type Outcome } from './problem.js'
import type {
  HoldingGrant,
  KeyPlace,
  NewBotToken,
  NewKey,
  NewKeyCheck,
  NewVault,
  PasskeyWrapContent,
  Reseal,
  Resealed,
  RewrappedVault,
  StoredKey,
  StoredVault,
  VaultApi,
} from './vault-api.port.js'
import { MemoryWire } from './wire.memory.js'

const PAGE = 25
const AT = '2026-11-21T12:00:00.000Z'

/** One person's vault on a control plane in memory, for tests. What it was told is open to look at. */
export class MemoryVaultApi implements VaultApi {
  record: StoredVault | undefined
  keys: StoredKey[] = []
  /** Live grants, each with the last credential that was sealed for it. */
  grants: (HoldingGrant & { sealed?: { iv: string; ciphertext: string } })[] = []
  botTokens: NewBotToken[] = []
  readonly keyChecks: NewKeyCheck[] = []
  /** Key checks that were ended before their minute was over. */
  readonly endedChecks: string[] = []
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

  async deleteKey(place: KeyPlace) {
    return this.#answer(place, () => {
      const at = this.keys.findIndex((key) => key.provider === place.provider && key.label === place.label)
      if (at < 0) return failed({ code: 'not_found' })
      this.keys.splice(at, 1)
      return done(true as const)
    })
  }

  async putPasskeyWrap(credentialId: string, wrap: PasskeyWrapContent) {
    return this.#answer({ credentialId, ...wrap }, () => {
      if (this.record === undefined) return failed({ code: 'not_found' })
      const others = this.record.passkeys.filter((passkey) => passkey.credentialId !== credentialId)
      this.record = { ...this.record, passkeys: [...others, { credentialId, ...wrap }] }
      return done(true as const)
    })
  }

  async deletePasskeyWrap(credentialId: string) {
    return this.#answer({ credentialId }, () => {
      if (this.record === undefined) return failed({ code: 'not_found' })
      const passkeys = this.record.passkeys.filter((passkey) => passkey.credentialId !== credentialId)
      this.record = { ...this.record, passkeys }
      return done(true as const)
    })
  }

  async listHoldingGrants({ provider, label }: KeyPlace, cursor: string | undefined) {
    return this.#answer({ provider, label, cursor }, () => {
      const holding = this.grants.filter(({ credentials }) =>
        credentials.some((one) => one.provider === provider && (one.label === null || one.label === label)),
      )
      const from = Number(cursor ?? 0)
      const nextCursor = from + PAGE < holding.length ? String(from + PAGE) : null
      return done({ grants: holding.slice(from, from + PAGE), nextCursor })
    })
  }

  async resealGrants(reseal: Reseal) {
    return this.#answer(reseal, () => done(reseal.grants.map((sealed) => this.#reseal(sealed))))
  }

  async createBotToken(token: NewBotToken) {
    return this.#answer(token, () => {
      this.botTokens.push(token)
      return done(`1r_bt_${token.id}_${'a'.repeat(43)}`)
    })
  }

  async createKeyCheck(check: NewKeyCheck) {
    return this.#answer(check, () => {
      this.keyChecks.push(check)
      const path = `/v1/proxy/passthrough/${check.credential.provider}/v1/models`
      const tokenStem = accessTokenStem({ prefix: '1r_bt', id: check.id, auth: makeHalf() })
      return done({ id: check.id, tokenStem, expiresAt: AT, path, headers: { 'x-1relay-provider': 'p' } })
    })
  }

  async endKeyCheck(id: string) {
    this.#answer({ id }, () => done(this.endedChecks.push(id)))
  }

  #reseal({ grantId, version, iv, ciphertext }: Reseal['grants'][number]): Resealed {
    const grant = this.grants.find((one) => one.grantId === grantId)
    if (grant === undefined) return { grantId, outcome: 'ended', version: null }
    if (grant.version !== version) return { grantId, outcome: 'changed', version: grant.version }
    Object.assign(grant, { version: version + 1, sealed: { iv, ciphertext } })
    return { grantId, outcome: 'resealed', version: version + 1 }
  }

  #answer<T>(body: object, work: () => Outcome<T>): Outcome<T> {
    return this.#wire.answer(body, () => (this.#isSignedIn ? work() : failed({ code: 'unauthenticated' })))
  }
}
