import type { ReactNode } from 'react'
import type { Work } from '../flow/index.js'
import { useLink } from './context.js'
import { useCountdown } from './problem-note.js'

const WORDS: Readonly<Record<Work, string>> = {
  connecting: 'Connecting…',
  signing_in: 'Signing you in…',
  registering: 'Creating your account…',
  loading: 'Loading your vault…',
  making_vault: 'Making your vault. This takes a few seconds…',
  unlocking: 'Unlocking your vault. This takes a few seconds…',
  recovering: 'Recovering your vault. This takes a few seconds…',
  saving_key: 'Sealing your key…',
  approving: 'Sealing your keys for the app…',
}

/** Says what goes on, to eyes and screen readers; always there, because a live region that appears is not read. */
export const Progress = () => {
  const { state } = useLink()
  const isShown = state.work !== undefined
  return (
    <div role="status" aria-live="polite" className={isShown ? 'progress is-shown' : 'progress'}>
      {state.work === undefined ? null : (
        <>
          <span className="spinner" aria-hidden="true" />
          {WORDS[state.work]}
        </>
      )}
    </div>
  )
}

interface MainButtonProps {
  readonly children: ReactNode
  readonly isOff?: boolean
  readonly onClick?: () => void
}

/** The one button that goes on. `aria-disabled` rather than `disabled`: it must not lose the focus while it works. */
export const MainButton = ({ children, isOff = false, onClick }: MainButtonProps) => {
  const { state } = useLink()
  const isWaiting = useCountdown(state.problem) > 0
  const isBlocked = isOff || isWaiting || state.work !== undefined
  return (
    <button
      type={onClick === undefined ? 'submit' : 'button'}
      className="button button-main"
      aria-disabled={isBlocked}
      onClick={(event) => {
        if (isBlocked) event.preventDefault()
        else onClick?.()
      }}
    >
      {children}
    </button>
  )
}

interface QuietButtonProps {
  readonly children: ReactNode
  readonly onClick: () => void
}

export const QuietButton = ({ children, onClick }: QuietButtonProps) => {
  const { state } = useLink()
  return (
    <button type="button" className="button button-quiet" disabled={state.work !== undefined} onClick={onClick}>
      {children}
    </button>
  )
}
