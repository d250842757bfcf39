import type { LinkView, Problem, Provider } from '../api/index.js'
import { isOver } from '../flow/index.js'
import { AccountSteps } from './account-steps.service.js'
import { ConsentSteps } from './consent-steps.service.js'
import { KeySteps } from './key-steps.service.js'
import { Navigation } from './navigation.js'
import type { Passkeys } from './passkeys.port.js'
import { linkErrorOf } from './report.js'
import { VaultSteps } from './vault-steps.service.js'
import { Visit, type VisitParts } from './visit.js'

export interface LinkSessionParts extends VisitParts {
  readonly passkeys: Passkeys
}

/** What a person does on the Link page, a method for each thing. Secrets stay in the keyring, the state learns what came of it. */
export class LinkSession {
  readonly navigate: Navigation
  readonly account: AccountSteps
  readonly vault: VaultSteps
  readonly keys: KeySteps
  readonly consent: ConsentSteps
  readonly #visit: Visit

  constructor(parts: LinkSessionParts) {
    this.#visit = new Visit(parts)
    this.navigate = new Navigation(parts.store)
    this.vault = new VaultSteps(this.#visit)
    this.account = new AccountSteps(this.#visit, this.vault, parts.passkeys)
    this.keys = new KeySteps(this.#visit)
    this.consent = new ConsentSteps(this.#visit)
  }

  /** Meets the host and opens the session it was given. */
  async start(): Promise<void> {
    const { host } = this.#visit.parts
    if (host === undefined) return this.#visit.dispatch({ type: 'host_missing' })
    void host.closed.then(() => this.leave())
    host.onBlocked(() => this.#visit.dispatch({ type: 'window_blocked' }))
    host.post({ type: 'ready' })
    const { token, theme } = await host.init
    this.#visit.linkToken = token
    this.#visit.dispatch({ type: 'theme_set', theme })
    await this.open()
  }

  /** Asks who wants what. Also the retry of a failed start. */
  async open(): Promise<void> {
    const { api, host } = this.#visit.parts
    // Whoever was signed in before a failure may be the reason for it.
    this.#visit.forget()
    this.#visit.dispatch({ type: 'work_started', work: 'connecting' })
    const [view, providers] = await Promise.all([api.open(this.#visit.linkToken), api.listProviders()])
    if (!view.ok) return this.#visit.meet(view.problem)
    const refusal = this.#refuseHost(view.value)
    if (refusal !== undefined) return this.#visit.meet({ code: refusal })
    this.#visit.isTrusted = true
    const { redirectUri, state = null } = view.value
    if (redirectUri) host?.returnTo({ redirectUri, state })
    if (!providers.ok) return this.#visit.meet(providers.problem)
    this.#visit.dispatch({ type: 'opened', view: view.value, providers: known(view.value, providers.value) })
    this.#visit.tell('OPEN')
  }

  /** Asks the host to show Link in a window of its own, where the browser allows more. Call it inside a click. */
  moveToWindow(): void {
    this.#visit.parts.host?.post({ type: 'window' })
  }

  /** Escape or the close button: asks first while there is something to lose. */
  askToLeave(): void {
    if (isOver(this.#visit.state.screen)) this.leave()
    else this.#visit.dispatch({ type: 'leave_asked' })
  }

  /** Ends the session of this page, whatever its state, and tells the host. */
  leave(): void {
    const { host } = this.#visit.parts
    const { problem, screen } = this.#visit.state
    if (screen === 'left') return
    const { metadata } = this.#visit
    this.#visit.forget()
    this.#visit.tell('EXIT')
    const isRefused = problem !== undefined && REFUSALS.includes(problem.code)
    const error = screen === 'failed' && problem !== undefined ? linkErrorOf(problem) : null
    // After a failed start nothing is known of the app, but the host has to learn that it may remove the frame.
    if (!isRefused) host?.post({ type: 'exit', error, metadata })
    this.#visit.dispatch({ type: 'left' })
    host?.close()
  }

  /** The page goes away without a word: only secrets are cleared. */
  wipe(): void {
    this.#visit.keyring.wipe()
  }

  /** The frame policy was made for the session of the address, and the token must be of that same session. */
  #refuseHost(view: LinkView): Problem['code'] | undefined {
    const { host, linkSessionId } = this.#visit.parts
    if (view.linkSessionId !== linkSessionId) return 'wrong_session'
    // After a redirect nobody listens: endings go to the registered address, whoever claims to have asked.
    if (host?.mode === 'redirect') return view.redirectUri ? undefined : 'no_way_back'
    return view.app.origins.includes(host?.origin ?? '') ? undefined : 'origin_not_registered'
  }
}

/** After these the page that opened Link is told nothing: it may be anybody's. */
const REFUSALS: readonly Problem['code'][] = ['wrong_session', 'origin_not_registered']

/** The catalogue entries that were asked for; one that the catalogue has lost is shown by its slug. */
const known = (view: LinkView, providers: readonly Provider[]): Provider[] =>
  view.requestedProviders.map(
    (slug) =>
      providers.find((provider) => provider.slug === slug) ?? { slug, name: slug, keyPattern: '', keyPage: null },
  )
