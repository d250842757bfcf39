import { addKey, Keyring, makeVault, type OpenedVault, openVault, recoverVault, type VaultPorts } from '@1relay/custody'
import type { LinkApi, LinkView, Outcome, Problem, Provider } from '../api/index.js'
import { approve } from '../approve/index.js'
import {
  type ChosenLimits,
  isOver,
  type KeyName,
  type LinkAction,
  type LinkState,
  sharedKeys,
  toGrant,
  type Work,
} from '../flow/index.js'
import type { HostChannel, LinkEventName } from '../host/index.js'
import { Navigation } from './navigation.js'
import { linkErrorOf, metadataOf } from './report.js'
import type { Store } from './store.js'

export interface LinkSessionParts {
  readonly api: LinkApi
  readonly argon2id: VaultPorts['argon2id']
  readonly store: Store<LinkState, LinkAction>
  /** Undefined when no SDK opened the page. */
  readonly host: HostChannel | undefined
  /** From the page's address: the session whose origins the frame policy was made of. */
  readonly linkSessionId: string
}

/** What a person does on the Link page, one method each. Secrets stay in the keyring, the state learns what came of it. */
export class LinkSession {
  readonly #parts: LinkSessionParts
  readonly navigate: Navigation
  readonly #keyring = new Keyring()
  #linkToken = ''
  #isTrusted = false

  constructor(parts: LinkSessionParts) {
    this.#parts = parts
    this.navigate = new Navigation(parts.store)
  }

  /** The recovery code while it has to be shown. */
  get recoveryCode(): string {
    return this.#keyring.recoveryCode ?? ''
  }

  /** Meets the host and opens the session it was given. */
  async start(): Promise<void> {
    const { host } = this.#parts
    if (host === undefined) return this.#dispatch({ type: 'host_missing' })
    void host.closed.then(() => this.leave())
    host.post({ type: 'ready' })
    const { token, theme } = await host.init
    this.#linkToken = token
    this.#dispatch({ type: 'theme_set', theme })
    await this.open()
  }

  /** Asks who wants what. Also the retry of a failed start. */
  async open(): Promise<void> {
    const { api } = this.#parts
    this.#dispatch({ type: 'work_started', work: 'connecting' })
    const [view, providers] = await Promise.all([api.open(this.#linkToken), api.listProviders()])
    if (!view.ok) return this.#meet(view.problem)
    const refusal = this.#refuseHost(view.value)
    if (refusal !== undefined) return this.#meet({ code: refusal })
    this.#isTrusted = true
    if (!providers.ok) return this.#meet(providers.problem)
    this.#dispatch({ type: 'opened', view: view.value, providers: known(view.value, providers.value) })
    this.#tell('OPEN')
  }

  async signIn(how: 'login' | 'register', email: string, password: string): Promise<void> {
    const { api } = this.#parts
    const answer = await this.#work(how === 'login' ? 'signing_in' : 'registering', () =>
      api.signIn(how, email, password),
    )
    if (answer === undefined) return
    this.#keyring.sessionToken = answer.sessionToken
    await this.#keyring.noteAccountPassword(password)
    if (this.#hasLeft()) return
    this.#dispatch({ type: 'signed_in', account: answer.account })
    this.#tell('LOGIN')
    if (!answer.account.hasVault) return this.#dispatch({ type: 'vault_missing' })
    await this.#loadVault()
  }

  async createVault(masterPassword: string): Promise<void> {
    if (await this.#keyring.isAccountPassword(masterPassword)) return this.#meet({ code: 'same_password' })
    const { accountId } = this.#owner()
    const made = await this.#work('making_vault', () => makeVault(this.#vaultPorts(), { accountId, masterPassword }))
    if (made === undefined) {
      // Made in another window in the meantime: that one is opened instead.
      if (this.#state.problem?.code === 'vault_exists') await this.#loadVault()
      return
    }
    this.#holdNewVault(made)
  }

  async unlock(masterPassword: string): Promise<void> {
    const { vault } = this.#keyring
    if (vault === undefined) return this.#loadVault()
    const { accountId } = this.#owner()
    const vaultKey = await this.#work('unlocking', () => openVault(this.#parts, { accountId, masterPassword, vault }))
    if (vaultKey === undefined) return
    this.#keyring.vaultKey = vaultKey
    if (!this.#hasLeft()) await this.#loadKeys()
  }

  async recover(recoveryCode: string, newMasterPassword: string): Promise<void> {
    const { vault } = this.#keyring
    if (vault === undefined) return this.#loadVault()
    if (await this.#keyring.isAccountPassword(newMasterPassword)) return this.#meet({ code: 'same_password' })
    const input = { ...this.#owner(), recoveryCode, newMasterPassword, vault }
    const opened = await this.#work('recovering', () => recoverVault(this.#vaultPorts(), input))
    if (opened === undefined) return
    this.#holdNewVault(opened)
  }

  /** The person has written the recovery code down. */
  async keepCode(): Promise<void> {
    if (await this.#loadKeys()) this.#keyring.recoveryCode = undefined
  }

  /** `credential` is overwritten before this settles. */
  async addKey(slug: string, key: KeyName, credential: Uint8Array): Promise<void> {
    const { vaultKey } = this.#keyring
    if (vaultKey === undefined) {
      credential.fill(0)
      return this.#meet({ code: 'unauthenticated' })
    }
    const input = { ...this.#owner(), vaultKey, ...key, credential }
    const item = await this.#work('saving_key', () => addKey(this.#vaultPorts(), input))
    if (item === undefined) return
    this.#keyring.items = [...this.#keyring.items, item]
    this.#dispatch({ type: 'key_added', slug, key: nameOf(item) })
    this.#tell('KEY_ADDED')
  }

  confirmProviders(): void {
    this.#dispatch({ type: 'providers_set' })
    if (this.#state.screen === 'budget') this.#tell('SELECT_PROVIDER')
  }

  setLimits(limits: ChosenLimits): void {
    this.#dispatch({ type: 'limits_set', limits })
    this.#tell('SET_BUDGET')
  }

  async approve(): Promise<void> {
    const { host } = this.#parts
    const { vaultKey } = this.#keyring
    const { view, limits } = this.#state
    if (vaultKey === undefined || view === undefined) return this.#meet({ code: 'unauthenticated' })
    const items = sharedKeys(this.#state).flatMap(
      ({ provider, label }) => this.#keyring.findItem(provider, label) ?? [],
    )
    const { grantId } = view
    const input = { ...this.#owner(), linkToken: this.#linkToken, grantId, vaultKey, items, ...toGrant(limits) }
    this.#tell('CONSENT')
    const approved = await this.#work('approving', () => approve(this.#parts, input))
    if (approved === undefined || this.#hasLeft()) return
    this.#dispatch({ type: 'approved', connectionId: approved.connectionId })
    this.#forget()
    this.#tell('HANDOFF')
    host?.post({ type: 'success', publicToken: approved.publicToken, metadata: this.#metadata() })
  }

  /** Escape or the close button: asks first while there is something to lose. */
  askToLeave(): void {
    if (isOver(this.#state.screen)) this.leave()
    else this.#dispatch({ type: 'leave_asked' })
  }

  /** Ends the session of this page, whatever its state, and tells the host. */
  leave(): void {
    const { host } = this.#parts
    if (this.#state.screen === 'left') return
    const { problem, screen } = this.#state
    const metadata = this.#metadata()
    this.#forget()
    this.#tell('EXIT')
    const isRefused = problem !== undefined && REFUSALS.includes(problem.code)
    const error = screen === 'failed' && problem !== undefined ? linkErrorOf(problem) : null
    // After a failed start nothing is known of the app, but the host has to learn that it may remove the frame.
    if (!isRefused) host?.post({ type: 'exit', error, metadata })
    this.#dispatch({ type: 'left' })
    host?.close()
  }

  /** The page goes away without a word: only secrets are cleared. */
  wipe(): void {
    this.#keyring.wipe()
  }

  async #loadVault(): Promise<void> {
    const vault = await this.#work('loading', () => this.#vaultPorts().api.getVault())
    if (vault === undefined) return
    this.#keyring.vault = vault
    this.#dispatch({ type: 'vault_found' })
  }

  async #loadKeys(): Promise<boolean> {
    const items = await this.#work('loading', () => this.#vaultPorts().api.listKeys())
    if (items === undefined) return false
    this.#keyring.items = items
    this.#dispatch({ type: 'unlocked', keys: items.map(nameOf) })
    this.#tell('UNLOCK')
    return true
  }

  #holdNewVault(opened: OpenedVault & { recoveryCode: string }): void {
    this.#keyring.vault = opened.vault
    this.#keyring.vaultKey = opened.vaultKey
    this.#keyring.recoveryCode = opened.recoveryCode
    if (!this.#hasLeft()) this.#dispatch({ type: 'code_made' })
  }

  /** True when the person left while something was under way: whatever came of it is dropped at once. */
  #hasLeft(): boolean {
    if (this.#state.screen !== 'left') return false
    this.#forget()
    return true
  }

  /** The frame policy was made for the session of the address, and the token must be of that same session. */
  #refuseHost(view: LinkView): Problem['code'] | undefined {
    if (view.linkSessionId !== this.#parts.linkSessionId) return 'wrong_session'
    return view.app.origins.includes(this.#parts.host?.origin ?? '') ? undefined : 'origin_not_registered'
  }

  /** Runs one thing that may fail; its problem goes to the screen. */
  async #work<T>(work: Work, run: () => Promise<Outcome<T>>): Promise<T | undefined> {
    this.#dispatch({ type: 'work_started', work })
    const outcome = await run()
    if (outcome.ok) return outcome.value
    this.#meet(outcome.problem)
    return undefined
  }

  #meet(problem: Problem): void {
    if (problem.code === 'unauthenticated') this.#keyring.wipe()
    this.#dispatch({ type: 'problem_met', problem })
    this.#tell('ERROR', problem.code)
  }

  #forget(): void {
    const { sessionToken } = this.#keyring
    this.#keyring.wipe()
    if (sessionToken !== undefined) void this.#parts.api.signOut(sessionToken)
  }

  #owner(): { accountId: string; sessionToken: string } {
    return { accountId: this.#state.account?.id ?? '', sessionToken: this.#keyring.sessionToken ?? '' }
  }

  #vaultPorts(): VaultPorts {
    const { api, argon2id } = this.#parts
    return { api: api.vaultOf(this.#owner().sessionToken), argon2id }
  }

  #tell(name: LinkEventName, errorCode?: string): void {
    if (!this.#isTrusted || this.#state.screen === 'left') return
    const metadata = { ...this.#metadata(), ...(errorCode === undefined ? {} : { errorCode }) }
    this.#parts.host?.post({ type: 'event', name, metadata })
  }

  #metadata = () => metadataOf(this.#state, this.#parts.linkSessionId)

  #dispatch(action: LinkAction): void {
    this.#parts.store.dispatch(action)
  }

  get #state(): LinkState {
    return this.#parts.store.get()
  }
}

/** After these the page that opened Link is told nothing: it may be anybody's. */
const REFUSALS: readonly Problem['code'][] = ['wrong_session', 'origin_not_registered']

const nameOf = ({ provider, label }: { provider: string; label: string }): KeyName => ({ provider, label })

/** The catalogue entries that were asked for; one that the catalogue has lost is shown by its slug. */
const known = (view: LinkView, providers: readonly Provider[]): Provider[] =>
  view.requestedProviders.map(
    (slug) =>
      providers.find((provider) => provider.slug === slug) ?? { slug, name: slug, keyPattern: '', keyPage: null },
  )
