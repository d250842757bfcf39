import type { ReactNode } from 'react'
import { type KeyCheck, sentenceOfCheck } from '@1relay/custody'
import type { Provider } from '../api/index.js'
import { type KeyName, placeOf } from '../flow/index.js'
import { useLink } from './context.js'
import { AlertIcon, CheckIcon } from './icons.js'

type Tone = 'good' | 'warning' | 'problem'
const TONES: Readonly<Record<KeyCheck, Tone>> = {
  works: 'good',
  limited: 'warning',
  refused: 'problem',
  unclear: 'warning',
  unreachable: 'warning',
}
const NEXT: Readonly<Partial<Record<KeyCheck, string>>> = {
  refused: ' Choose or add another one.',
  unclear: ' You can go on with it.',
  unreachable: ' You can go on with it.',
}

/** What the provider said of the chosen key; a live region, because the answer comes late. */
export const KeyCheckNote = ({ name, provider }: { name: KeyName; provider: Provider }) => {
  const { session, state } = useLink()
  const check = state.checks[placeOf(name)]
  const tone = check === undefined ? undefined : TONES[check]
  const again = check === undefined || check === 'unclear' || check === 'unreachable'
  return (
    <div className={tone === undefined ? 'result' : `result is-${tone}`}>
      <span role="status" className="result-text">
        {check === undefined || tone === undefined ? null : (
          <>
            {iconOf(tone)} {sentenceOfCheck(check, provider.name)}
            {NEXT[check]}
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
