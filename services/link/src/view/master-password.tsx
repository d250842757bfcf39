import { type InputEvent, useState } from 'react'
import { guessStrength, MASTER_PASSWORD_LENGTH, type Strength } from '../flow/index.js'
import { useLink } from './context.js'
import { SecretField, valueOf } from './fields.js'

export interface MasterPasswordErrors {
  password?: string
  repeat?: string
}

/** Reads the two fields; refuses what is too short or typed differently. */
export const checkMasterPassword = (form: HTMLFormElement): MasterPasswordErrors => {
  const password = valueOf(form, 'new-master-password')
  if ([...password].length < MASTER_PASSWORD_LENGTH) {
    return { password: `Use at least ${MASTER_PASSWORD_LENGTH} characters.` }
  }
  return password === valueOf(form, 'repeat-master-password') ? {} : { repeat: 'The two are not the same.' }
}

/** A new master password, twice, with a hint how strong it looks. Only the hint enters React's state. */
export const NewMasterPassword = ({ errors, label }: { errors: MasterPasswordErrors; label: string }) => {
  const { state } = useLink()
  const [strength, setStrength] = useState<Strength>(() => guessStrength(''))
  const isLocked = state.work !== undefined
  return (
    <>
      <SecretField
        label={label}
        name="new-master-password"
        autoComplete="new-password"
        required
        maxLength={1000}
        error={errors.password}
        readOnly={isLocked}
        onInput={(event: InputEvent<HTMLInputElement>) => setStrength(guessStrength(event.currentTarget.value))}
        hint={
          <>
            <span className={`strength strength-${strength.score}`} aria-hidden="true">
              <i />
              <i />
              <i />
              <i />
            </span>
            <span>{strength.hint}</span>
          </>
        }
      />
      <SecretField
        label="Repeat master password"
        name="repeat-master-password"
        autoComplete="new-password"
        required
        maxLength={1000}
        error={errors.repeat}
        readOnly={isLocked}
      />
    </>
  )
}
