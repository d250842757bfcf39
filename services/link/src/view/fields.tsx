import { type InputHTMLAttributes, type ReactNode, type Ref, useId, useState } from 'react'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'children'> {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with the value; announced with the field. */
  readonly error?: string | undefined
  readonly inputRef?: Ref<HTMLInputElement>
  readonly before?: ReactNode
  readonly after?: ReactNode
}

/** A labelled input with its hint and its error. */
export const TextField = ({ label, hint, error, inputRef, before, after, ...input }: FieldProps) => {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        {before}
        <input
          id={id}
          ref={inputRef}
          aria-invalid={error !== undefined}
          aria-describedby={described === '' ? undefined : described}
          {...input}
        />
        {after}
      </div>
      {hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error === undefined ? null : (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

/** A field for a secret, hidden until asked for. Uncontrolled: its value is read once, at the end, and never enters React's state. */
export const SecretField = (props: FieldProps) => {
  const [isShown, setShown] = useState(false)
  const reveal = (
    <button type="button" className="reveal" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
      {isShown ? 'Hide' : 'Show'}
      <span className="for-readers"> {props.label}</span>
    </button>
  )
  return (
    <TextField
      spellCheck={false}
      autoCapitalize="none"
      autoCorrect="off"
      {...props}
      type={isShown ? 'text' : 'password'}
      after={reveal}
    />
  )
}

/** Tells password managers apart what must stay apart: the vault's password is filed beside the account's, not over it. */
export const VaultUserName = ({ email }: { email: string | undefined }) => (
  <input
    className="for-readers"
    type="text"
    name="username"
    autoComplete="username"
    readOnly
    tabIndex={-1}
    aria-hidden="true"
    value={`${email ?? 'account'} (1Relay vault)`}
  />
)

/** The value of a field of a submitted form. */
export const valueOf = (form: HTMLFormElement, name: string): string => {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLInputElement ? field.value : ''
}

/** Moves the focus to the first field that was refused. */
export const focusField = (form: HTMLFormElement, name: string): void => {
  const field = form.elements.namedItem(name)
  if (field instanceof HTMLElement) field.focus()
}

/** Empties the secrets of a form, once they were used or refused. */
export const clearSecrets = (form: HTMLFormElement, ...names: string[]): void => {
  for (const name of names) {
    const field = form.elements.namedItem(name)
    if (field instanceof HTMLInputElement) field.value = ''
  }
}
