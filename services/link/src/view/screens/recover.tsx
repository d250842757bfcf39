import { type SubmitEvent, useState } from 'react'
import { MainButton, QuietButton } from '../actions.js'
import { useLink } from '../context.js'
import { focusField, SecretField, valueOf, VaultUserName } from '../fields.js'
import { checkMasterPassword, type MasterPasswordErrors, NewMasterPassword } from '../master-password.js'
import { ProblemNote } from '../problem-note.js'
import { Step } from '../step.js'

/** Step 2 for a person who has lost the master password. */
export const Recover = () => {
  const { session, state } = useLink()
  const [errors, setErrors] = useState<MasterPasswordErrors & { code?: string }>({})
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const code = valueOf(form, 'recovery-code')
    const found = { ...(code.trim() === '' ? { code: 'Enter your recovery code.' } : {}), ...checkMasterPassword(form) }
    setErrors(found)
    if (found.code !== undefined) return focusField(form, 'recovery-code')
    if (found.password !== undefined) return focusField(form, 'new-master-password')
    if (found.repeat !== undefined) return focusField(form, 'repeat-master-password')
    await session.vault.recover(code, valueOf(form, 'new-master-password'))
  }
  return (
    <Step
      title="Recover your vault"
      lead="Your recovery code opens the vault once. You choose a new master password and get a new code."
    >
      <form noValidate onSubmit={(event) => void submit(event)}>
        <ProblemNote />
        <VaultUserName email={state.account?.email} />
        <SecretField
          label="Recovery code"
          name="recovery-code"
          autoComplete="off"
          required
          maxLength={200}
          error={errors.code}
          readOnly={state.work !== undefined}
          hint="Seven groups of four letters and digits."
        />
        <NewMasterPassword errors={errors} label="New master password" />
        <div className="buttons">
          <MainButton>Recover vault</MainButton>
          <QuietButton onClick={() => session.navigate.goBack()}>Back</QuietButton>
        </div>
      </form>
    </Step>
  )
}
