import type { ReactNode } from 'react'
import type { Work } from '../flow/index.js'
import { useLink } from './context.js'
import { useCountdown } from './problem-note.js'

const WORDS: Readonly<Record<Work, string>> = {
  connecting: 'Connecting…',
  signing_in: 'Signing you in…',
  using_passkey: 'Waiting for your passkey…',
  registering: 'Creating your account…',
  loading: 'Loading your vault…',
  making_vault: 'Making your vault. This takes a few seconds…',
  unlocking: 'Unlocking your vault. This takes a few seconds…',
  recovering: 'Recovering your vault. This takes a few seconds…',
  checking_key: 'Asking the provider about your key…',
  saving_key: 'Sealing your key…',
  approving: 'Sealing your keys for the app…',
}

/**
 * Says what goes on, to eyes and screen readers, in a place that is always there: nothing moves when it begins, and a live
 * region that appears only then is not read. Argon2id runs in a worker, so this goes on moving while it does.
 */
export const Progress = () => {
  const { state } = useLink()
  return (
    <>
      {state.work === undefined ? null : <span className="runner" aria-hidden="true" />}
      <div role="status" aria-live="polite" className="progress">
        {state.work === undefined ? null : WORDS[state.work]}
      </div>
    </>
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
  const isBusy = state.work !== undefined
  const isBlocked = isOff || isWaiting || isBusy
  return (
    <button
      type={onClick === undefined ? 'submit' : 'button'}
      className="button button-main"
      aria-disabled={isBlocked}
      aria-busy={isBusy}
      onClick={(event) => {
        if (isBlocked) event.preventDefault()
        else onClick?.()
      }}
    >
      {isBusy ? <span className="spinner" aria-hidden="true" /> : null}
      {children}
    </button>
  )
}

interface QuietButtonProps {
  readonly children: ReactNode
  readonly isWide?: boolean
  readonly onClick: () => void
}

export const QuietButton = ({ children, isWide = false, onClick }: QuietButtonProps) => {
  const { state } = useLink()
  return (
    <button
      type="button"
      className={isWide ? 'button button-quiet button-wide' : 'button button-quiet'}
      disabled={state.work !== undefined}
      onClick={onClick}
    >
      {children}
    </button>
  )
}
