import type { Outcome } from '../api/index.js'
import { approve, update } from '../approve/index.js'
import { type ChosenLimits, sharedKeys, toGrant } from '../flow/index.js'
import type { Visit } from './visit.js'

/** How much, and the yes itself. */
export class ConsentSteps {
  readonly #visit: Visit

  constructor(visit: Visit) {
    this.#visit = visit
  }

  setLimits(limits: ChosenLimits): void {
    this.#visit.dispatch({ type: 'limits_set', limits })
    this.#visit.tell('SET_BUDGET')
  }

  /** Seals what was chosen and hands over what the app's page may have: a public token, or nothing after a change. */
  async approve(): Promise<void> {
    const { parts } = this.#visit
    const isReady = this.#visit.keyring.vaultKey !== undefined && this.#visit.state.view !== undefined
    if (!isReady) return this.#visit.meet({ code: 'unauthenticated' })
    this.#visit.tell('CONSENT')
    const approved = await this.#visit.work('approving', () => this.#send())
    if (approved === undefined || this.#visit.hasLeft()) return
    const { connectionId, publicToken } = approved
    this.#visit.dispatch({ type: 'approved', connectionId })
    this.#visit.forget()
    this.#visit.tell('HANDOFF')
    parts.host?.post({ type: 'success', publicToken, metadata: this.#visit.metadata })
  }

  async #send(): Promise<Outcome<{ connectionId: string; publicToken: string | null }>> {
    const { parts, keyring, owner, linkToken, state } = this.#visit
    const { view, limits } = state
    const { vaultKey } = keyring
    if (vaultKey === undefined || view === undefined) return { ok: false, problem: { code: 'unauthenticated' } }
    const items = sharedKeys(state).flatMap(({ provider, label }) => keyring.findItem(provider, label) ?? [])
    const terms = toGrant(limits, view.update)
    const input = { ...owner, linkToken, grantId: view.grantId, vaultKey, items, ...terms }
    if (!view.update) return approve(parts, input)
    const changed = await update(parts, input)
    return changed.ok ? { ok: true, value: { ...changed.value, publicToken: null } } : changed
  }
}
