import type { Provider } from '../api/index.js'
import { canAdd, type LinkState, placeOf } from '../flow/index.js'
import { useLink } from './context.js'
import { AlertIcon, CheckIcon } from './icons.js'

interface Badge {
  readonly text: string
  readonly tone?: 'good' | 'warning' | 'problem'
}

/** How a provider stands, in a word or two. */
export const ProviderBadge = ({ id, provider }: { id: string; provider: Provider }) => {
  const { state } = useLink()
  const { text, tone } = badgeOf(provider, state)
  return (
    <span id={id} className={tone === undefined ? 'badge' : `badge is-${tone}`}>
      {tone === 'good' ? <CheckIcon size={12} /> : tone === undefined ? null : <AlertIcon size={12} />}
      {text}
    </span>
  )
}

const badgeOf = (provider: Provider, state: LinkState): Badge => {
  const choice = state.choices[provider.slug]
  switch (choice?.kind) {
    case 'use':
      return state.checks[placeOf(choice.key)] === 'refused'
        ? { text: 'Key refused', tone: 'problem' }
        : { text: 'Will be shared', tone: 'good' }
    case 'keep':
      return { text: 'Connected', tone: 'good' }
    case 'skip':
      return { text: 'Not shared' }
    case 'add':
    case undefined:
      return canAdd(provider) ? { text: 'Needs a key', tone: 'warning' } : { text: 'Not available here' }
  }
}
