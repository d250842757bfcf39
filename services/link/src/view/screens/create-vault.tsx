import { type SubmitEvent, useState } from 'react'
import { MainButton } from '../actions.js'
import { useLink } from '../context.js'
import { focusField, valueOf, VaultUserName } from '../fields.js'
import { checkMasterPassword, type MasterPasswordErrors, NewMasterPassword } from '../master-password.js'
import { ProblemNote } from '../problem-note.js'
import { Step } from '../step.js'

/** Step 2 for a new person: the vault. */
export const CreateVault = () => {
  const { session, state } = useLink()
  const [errors, setErrors] = useState<MasterPasswordErrors>({})
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const found = checkMasterPassword(form)
    setErrors(found)
    if (found.password !== undefined) return focusField(form, 'new-master-password')
    if (found.repeat !== undefined) return focusField(form, 'repeat-master-password')
    await session.vault.create(valueOf(form, 'new-master-password'))
  }
  return (
    <Step
      title="Create your vault"
      lead="Your keys are kept in a vault that only your master password opens. It never leaves this browser, so nobody can reset it for you."
    >
      <form noValidate onSubmit={(event) => void submit(event)}>
        <ProblemNote />
        <VaultUserName email={state.account?.email} />
        <NewMasterPassword errors={errors} label="Master password" />
        <div className="buttons">
          <MainButton>Create vault</MainButton>
        </div>
      </form>
    </Step>
  )
}
