import { type SubmitEvent, useState } from 'react'
import { MainButton, QuietButton } from '../actions.js'
import { AskCard } from '../ask-card.js'
import { appName, useLink } from '../context.js'
import { clearSecrets, focusField, SecretField, TextField, valueOf } from '../fields.js'
import { PersonKeyIcon } from '../icons.js'
import { ProblemNote } from '../problem-note.js'
import { Step } from '../step.js'

const PASSWORD_LENGTH = 10

type Mode = 'login' | 'register'
interface Errors {
  email?: string
  password?: string
}

const check = (mode: Mode, email: string, password: string): Errors => ({
  ...(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
    ? {}
    : { email: 'Enter an e-mail address, for example ada@example.com.' }),
  ...(mode === 'register' && password.length < PASSWORD_LENGTH
    ? { password: `Use at least ${PASSWORD_LENGTH} characters.` }
    : password === ''
      ? { password: 'Enter your account password.' }
      : {}),
})

/** Step 1: who is it? */
export const SignIn = () => {
  const { session, state } = useLink()
  const [mode, setMode] = useState<Mode>('login')
  const [errors, setErrors] = useState<Errors>({})
  const isNew = mode === 'register'

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const [email, password] = [valueOf(form, 'email').trim(), valueOf(form, 'account-password')]
    const found = check(mode, email, password)
    setErrors(found)
    if (found.email !== undefined) return focusField(form, 'email')
    if (found.password !== undefined) return focusField(form, 'account-password')
    await session.account.signIn(mode, email, password)
    if (session.navigate.isOn('sign_in')) return
    clearSecrets(form, 'account-password')
  }
  const change = () => {
    setMode(isNew ? 'login' : 'register')
    setErrors({})
    session.navigate.dismissProblem()
  }

  return (
    <Step
      title={isNew ? 'Create your 1Relay account' : 'Sign in to 1Relay'}
      lead={`${appName(state)} ${state.view?.update ? 'asks to change its connection' : 'would like'}:`}
    >
      <AskCard />
      <form noValidate onSubmit={(event) => void submit(event)}>
        <ProblemNote />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          error={errors.email}
          readOnly={state.work !== undefined}
        />
        <SecretField
          label="Account password"
          name="account-password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          maxLength={256}
          error={errors.password}
          readOnly={state.work !== undefined}
          hint={
            isNew
              ? 'It signs you in. Your vault gets a second one, the master password, that only you will know.'
              : 'Not your master password: that one comes next.'
          }
        />
        <div className="buttons buttons-plain">
          <MainButton>{isNew ? 'Create account' : 'Sign in'}</MainButton>
        </div>
        {isNew ? null : <OtherWays />}
      </form>
      <p className="switch">
        {isNew ? 'Already have an account?' : 'New to 1Relay?'}{' '}
        <button type="button" className="link" disabled={state.work !== undefined} onClick={change}>
          {isNew ? 'Sign in instead' : 'Create an account'}
        </button>
      </p>
    </Step>
  )
}

/** A passkey, and a window of its own where the browser keeps a frame from what the person may need. */
const OtherWays = () => {
  const { session, state } = useLink()
  const isFramed = state.frame.mode === 'iframe' && state.frame.isRestricted
  return (
    <>
      {session.account.canUsePasskey ? (
        <QuietButton isWide onClick={() => void session.account.signInWithPasskey()}>
          <PersonKeyIcon /> Sign in with a passkey
        </QuietButton>
      ) : null}
      {isFramed ? (
        <p className="hint">
          Password manager or passkey not offered here?{' '}
          <button type="button" className="link" onClick={() => session.moveToWindow()}>
            Continue in a window
          </button>
        </p>
      ) : null}
      {state.isWindowBlocked ? (
        <p className="field-error" role="alert">
          Your browser blocked the window. Allow pop-ups for {state.view?.app.name ?? 'this site'} and try again, or go
          on here.
        </p>
      ) : null}
    </>
  )
}
