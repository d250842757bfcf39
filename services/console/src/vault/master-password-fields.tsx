import { type InputEvent, useState } from 'react'
import { guessStrength, MASTER_PASSWORD_LENGTH, type Strength } from '@1relay/custody'
import { SecretField, valueOf } from '../ui/index.js'
import classes from './vault.module.css'

export type PasswordProblems = Readonly<Partial<Record<'newPassword' | 'repeated', string>>>

/** What is wrong with a chosen master password; nothing when it may be used. */
export const checkNewPassword = (form: HTMLFormElement): PasswordProblems => {
  const [password, repeated] = [valueOf(form, 'newPassword'), valueOf(form, 'repeated')]
  if ([...password].length < MASTER_PASSWORD_LENGTH) {
    return { newPassword: `Use at least ${MASTER_PASSWORD_LENGTH} characters.` }
  }
  return password === repeated ? {} : { repeated: 'This is not what you typed above.' }
}

interface MasterPasswordFieldsProps {
  readonly label: string
  readonly problems: PasswordProblems
  readonly isBusy: boolean
}

/** A new master password, twice, with a hint how strong it looks. */
export const MasterPasswordFields = ({ label, problems, isBusy }: MasterPasswordFieldsProps) => {
  const [strength, setStrength] = useState<Strength>(() => guessStrength(''))
  return (
    <>
      <div>
        <SecretField
          label={label}
          name="newPassword"
          autoComplete="new-password"
          readOnly={isBusy}
          error={problems.newPassword}
          onInput={(event: InputEvent<HTMLInputElement>) => setStrength(guessStrength(event.currentTarget.value))}
        />
        <div className={classes['strength']} data-score={strength.score} aria-hidden="true">
          <i />
          <i />
          <i />
          <i />
        </div>
        <p className={classes['strength-hint']} role="status">
          {strength.hint}
        </p>
      </div>
      <SecretField
        label="Repeat master password"
        name="repeated"
        autoComplete="new-password"
        readOnly={isBusy}
        error={problems.repeated}
      />
    </>
  )
}
