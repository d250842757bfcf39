import { type AskPasskey, Keyring, type Relay, type VaultPorts } from '@1relay/custody'
import type { LinkEventName } from '@1relay/link-sdk/protocol'
import type { LinkApi, Outcome, Problem } from '../api/index.js'
import type { LinkAction, LinkState, Work } from '../flow/index.js'
import type { HostChannel } from '../host/index.js'
import { metadataOf, occasionOf } from './report.js'
import type { Store } from './store.js'

export interface VisitParts {
  readonly api: LinkApi
  readonly relay: Relay
  readonly argon2id: VaultPorts['argon2id']
  /** Asks a passkey of the person for what opens the vault. */
  readonly askPasskey: AskPasskey
  readonly store: Store<LinkState, LinkAction>
  /** Undefined when no SDK opened the page. */
  readonly host: HostChannel | undefined
  /** From the page's address: the session whose origins the frame policy was made of. */
  readonly linkSessionId: string
  readonly clock: () => Date
}

/** What all steps of one visit stand on: the secrets, the state, the host, and how a thing that may fail is done. */
export class Visit {
  readonly parts: VisitParts
  readonly keyring = new Keyring()
  linkToken = ''
  /** True once the session has confirmed that the host is one of the app's. */
  isTrusted = false

  constructor(parts: VisitParts) {
    this.parts = parts
  }

  get state(): LinkState {
    return this.parts.store.get()
  }

  get owner(): { accountId: string; sessionToken: string } {
    return { accountId: this.state.account?.id ?? '', sessionToken: this.keyring.sessionToken ?? '' }
  }

  get vaultPorts(): VaultPorts {
    const { api, argon2id } = this.parts
    return { api: api.vaultOf(this.owner.sessionToken), argon2id }
  }

  get metadata() {
    return metadataOf(this.state, this.parts.linkSessionId)
  }

  dispatch(action: LinkAction): void {
    this.parts.store.dispatch(action)
  }

  /** Runs one thing that may fail; its problem goes to the screen. */
  async work<T>(work: Work, run: () => Promise<Outcome<T>>): Promise<T | undefined> {
    this.dispatch({ type: 'work_started', work })
    const outcome = await run()
    if (outcome.ok) return outcome.value
    this.meet(outcome.problem)
    return undefined
  }

  meet(problem: Problem): void {
    if (problem.code === 'unauthenticated') this.keyring.wipe()
    this.dispatch({ type: 'problem_met', problem })
    this.tell('ERROR', problem)
  }

  /** Tells the host what happened, if it may know, and the developer of its app. */
  tell(name: LinkEventName, problem?: Problem): void {
    if (!this.isTrusted || this.state.screen === 'left') return
    const occasion = occasionOf(this.state, this.parts.clock(), problem)
    this.parts.host?.post({ type: 'event', name, metadata: { ...this.metadata, ...occasion } })
    void this.parts.api.report(this.linkToken, { name, ...(problem && { errorCode: problem.code }) })
  }

  /** True when the person left while something was under way: whatever came of it is dropped at once. */
  hasLeft(): boolean {
    if (this.state.screen !== 'left') return false
    this.forget()
    return true
  }

  /** Wipes every secret and ends the account session that they came by. */
  forget(): void {
    const { sessionToken } = this.keyring
    this.keyring.wipe()
    if (sessionToken !== undefined) void this.parts.api.signOut(sessionToken)
  }
}
