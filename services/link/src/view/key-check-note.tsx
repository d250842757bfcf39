import type { ReactNode } from 'react'
import type { Provider } from '../api/index.js'
import { type KeyCheck, type KeyName, placeOf } from '../flow/index.js'
import { useLink } from './context.js'
import { AlertIcon, CheckIcon } from './icons.js'

type Tone = 'good' | 'warning' | 'problem'
const RESULTS: Readonly<Record<KeyCheck, readonly [Tone, (provider: string) => string]>> = {
  works: ['good', (provider) => `${provider} accepts this key.`],
  limited: [
    'warning',
    (provider) => `${provider} knows this key, but has no credit or too many calls for it right now.`,
  ],
  refused: [
    'problem',
    (provider) => `${provider} refuses this key. It may be revoked or mistyped: choose or add another one.`,
  ],
  unclear: ['warning', (provider) => `${provider} gave no clear answer about this key. You can go on with it.`],
  unreachable: ['warning', (provider) => `${provider} could not be reached to check this key. You can go on with it.`],
}

/** What the provider said of the chosen key; a live region, because the answer comes late. */
export const KeyCheckNote = ({ name, provider }: { name: KeyName; provider: Provider }) => {
  const { session, state } = useLink()
  const check = state.checks[placeOf(name)]
  const [tone, say] = check === undefined ? [] : RESULTS[check]
  const again = check === undefined || check === 'unclear' || check === 'unreachable'
  return (
    <div className={tone === undefined ? 'result' : `result is-${tone}`}>
      <span role="status" className="result-text">
        {tone === undefined ? null : (
          <>
            {iconOf(tone)} {say?.(provider.name)}
          </>
        )}
      </span>
      {again ? (
        <button
          type="button"
          className="link link-small"
          disabled={state.work !== undefined}
          onClick={() => void session.keys.check(name)}
        >
          {check === undefined ? 'Check that it works' : 'Check again'}
        </button>
      ) : null}
    </div>
  )
}

const iconOf = (tone: Tone): ReactNode => (tone === 'good' ? <CheckIcon size={16} /> : <AlertIcon size={16} />)
