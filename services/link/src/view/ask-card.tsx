import { currentLimits, formatDollars, isConnected } from '../flow/index.js'
import { appName, useLink } from './context.js'
import { CoinIcon, KeyIcon, ModelIcon } from './icons.js'

/** What the app asks for, before anything is given to it: exactly what its server wrote into the session. */
export const AskCard = () => {
  const { state } = useLink()
  const { view } = state
  if (view === undefined) return null
  return (
    <section className="ask" aria-label={`What ${appName(state)} asks for`}>
      <ul>
        <li>
          <KeyIcon />
          <KeysAsked />
        </li>
        <li>
          <CoinIcon />
          <BudgetAsked />
        </li>
        {view.models ? (
          <li>
            <ModelIcon />
            <span>Only for {view.models.join(', ')}</span>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

const KeysAsked = () => {
  const { state } = useLink()
  const connected = state.view?.update?.providers ?? []
  const isNew = ({ slug }: { slug: string }) => !isConnected(slug, connected)
  const names = listed(state.providers.filter(isNew).map(({ name }) => name))
  if (!state.view?.update) {
    return (
      <span>
        To use your {names} {state.providers.length === 1 ? 'key, without seeing it' : 'keys, without seeing them'}
      </span>
    )
  }
  return names === '' ? <span>The keys that it uses already</span> : <span>To use your {names} key as well</span>
}

const BudgetAsked = () => {
  const { state } = useLink()
  const { view } = state
  const cents = view?.budgetSuggestionCents ?? null
  const current = view && currentLimits(view)
  if (current !== undefined) {
    const now = current.budgetCents === null ? 'no monthly cap' : `$${formatDollars(current.budgetCents)} a month`
    return (
      <span>
        {cents === null ? 'No other budget' : `To spend up to $${formatDollars(cents)} a month`}
        <small>Now: {now}. You decide.</small>
      </span>
    )
  }
  return (
    <span>
      {cents === null
        ? 'To spend within a monthly cap that you set'
        : `To spend up to $${formatDollars(cents)} a month: you set the cap`}
    </span>
  )
}

/** `A, B and C`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
