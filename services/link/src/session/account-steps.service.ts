import type { Outcome, SignedIn } from '../api/index.js'
import type { Passkeys } from './passkeys.port.js'
import type { VaultSteps } from './vault-steps.service.js'
import type { Visit } from './visit.js'

/** Who it is: signing in and registering. */
export class AccountSteps {
  readonly #visit: Visit
  readonly #vault: VaultSteps
  readonly #passkeys: Passkeys

  constructor(visit: Visit, vault: VaultSteps, passkeys: Passkeys) {
    this.#visit = visit
    this.#vault = vault
    this.#passkeys = passkeys
  }

  /** False where this browser, or the page around this frame, lets nobody use a passkey. */
  get canUsePasskey(): boolean {
    return this.#passkeys.isAvailable
  }

  async signIn(how: 'login' | 'register', email: string, password: string): Promise<void> {
    const { parts, keyring } = this.#visit
    const answer = await this.#visit.work(how === 'login' ? 'signing_in' : 'registering', () =>
      parts.api.signIn(how, email, password),
    )
    if (answer === undefined) return
    keyring.sessionToken = answer.sessionToken
    await keyring.noteAccountPassword(password)
    await this.#goOn(answer)
  }

  async signInWithPasskey(): Promise<void> {
    const answer = await this.#visit.work('using_passkey', () => this.#askPasskey())
    if (answer === undefined) return
    this.#visit.keyring.sessionToken = answer.sessionToken
    await this.#goOn(answer)
  }

  async #askPasskey(): Promise<Outcome<SignedIn>> {
    const { api } = this.#visit.parts
    const options = await api.passkeyOptions()
    if (!options.ok) return options
    const assertion = await this.#passkeys.get(options.value)
    return assertion === undefined
      ? { ok: false, problem: { code: 'passkey_cancelled' } }
      : api.signInWithPasskey(assertion)
  }

  async #goOn({ account }: SignedIn): Promise<void> {
    if (this.#visit.hasLeft()) return
    this.#visit.dispatch({ type: 'signed_in', account })
    this.#visit.tell('LOGIN')
    if (!account.hasVault) return this.#visit.dispatch({ type: 'vault_missing' })
    await this.#vault.load()
  }
}
