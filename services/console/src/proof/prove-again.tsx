import { useState } from 'react'
import { type Account, isProblem } from '../api/index.js'
import { SecretField, valueOf } from '../ui/index.js'
import { SignInAgain } from './sign-in-again.js'

/** Whether this failed because the session alone will not do. */
export const mustProve = (error: unknown): boolean => isProblem(error, 'recent_sign_in_required')

/** The same of what failed last, remembered while the person types and tries again. */
export const useAsked = (error: unknown): boolean => {
  const [isAsked, setAsked] = useState(false)
  if (!isAsked && mustProve(error)) setAsked(true)
  return isAsked
}

/** The account password of a form, if it was asked for. */
export const passwordIn = (form: HTMLFormElement): { password?: string } => {
  const password = valueOf(form, 'password')
  return password === '' ? {} : { password }
}

interface ProveAgainProps {
  readonly account: Account
  /** Why the session will not do. */
  readonly reason: string
  /** Where the person comes back to, if they have to sign in again. */
  readonly next: string
}

/** The field `password` of a form, or for who has none the way to a new sign-in. */
export const ProveAgain = ({ account, reason, next }: ProveAgainProps) =>
  account.hasPassword ? (
    <SecretField
      label="Account password"
      description={`You signed in a while ago, and ${reason}.`}
      name="password"
      autoComplete="current-password"
      required
      withAsterisk={false}
    />
  ) : (
    <SignInAgain next={next} />
  )
