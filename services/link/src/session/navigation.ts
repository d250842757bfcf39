import type { Choice, LinkAction, LinkState, Screen } from '../flow/index.js'
import type { Store } from './store.js'

/** The moves that need no secret and no server: back, another choice, a closed note. */
export class Navigation {
  readonly #store: Store<LinkState, LinkAction>

  constructor(store: Store<LinkState, LinkAction>) {
    this.#store = store
  }

  isOn(screen: Screen): boolean {
    return this.#store.get().screen === screen
  }

  get problemCode(): string | undefined {
    return this.#store.get().problem?.code
  }

  choose(slug: string, choice: Choice): void {
    this.#store.dispatch({ type: 'choice_made', slug, choice })
  }

  goBack(): void {
    this.#store.dispatch({ type: 'went_back' })
  }

  wantRecovery(): void {
    this.#store.dispatch({ type: 'recovery_wanted' })
  }

  dismissProblem(): void {
    this.#store.dispatch({ type: 'problem_dismissed' })
  }

  stay(): void {
    this.#store.dispatch({ type: 'leave_dismissed' })
  }
}
