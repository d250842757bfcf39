import { type SubmitEvent, useState } from 'react'
import { MainButton, QuietButton } from '../actions.js'
import { useLink } from '../context.js'
import { clearSecrets, focusField, SecretField, valueOf, VaultUserName } from '../fields.js'
import { PersonKeyIcon } from '../icons.js'
import { ProblemNote } from '../problem-note.js'
import { Step } from '../step.js'

/** Step 2 for a person who has a vault. */
export const Unlock = () => {
  const { session, state } = useLink()
  const [error, setError] = useState<string>()
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const password = valueOf(form, 'master-password')
    setError(password === '' ? 'Enter your master password.' : undefined)
    if (password === '') return focusField(form, 'master-password')
    await session.vault.unlock(password)
    if (!session.navigate.isOn('unlock') || session.navigate.problemCode !== 'wrong_password') return
    clearSecrets(form, 'master-password')
    focusField(form, 'master-password')
  }
  return (
    <Step title="Unlock your vault" lead="Your master password is used in this browser only.">
      <form noValidate onSubmit={(event) => void submit(event)}>
        <ProblemNote />
        <VaultUserName email={state.account?.email} />
        <SecretField
          label="Master password"
          name="master-password"
          autoComplete="current-password"
          required
          maxLength={1000}
          error={error}
          readOnly={state.work !== undefined}
        />
        {state.hasVaultPasskey && session.account.canUsePasskey ? (
          <QuietButton isWide onClick={() => void session.vault.unlockWithPasskey()}>
            <PersonKeyIcon /> Unlock with a passkey
          </QuietButton>
        ) : null}
        <div className="buttons">
          <MainButton>Unlock</MainButton>
          <QuietButton onClick={() => session.navigate.wantRecovery()}>Use recovery code</QuietButton>
        </div>
      </form>
    </Step>
  )
}
