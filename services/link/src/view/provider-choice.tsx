import { useEffect, useId, useRef } from 'react'
import type { Provider } from '../api/index.js'
import { type Choice, type KeyName, keysFor } from '../flow/index.js'
import { AddKeyForm } from './add-key-form.js'
import { useLink } from './context.js'

/** One requested provider: a key of the vault, a new one, or none. */
export const ProviderChoice = ({ provider }: { provider: Provider }) => {
  const { session, state } = useLink()
  const group = useId()
  const { slug } = provider
  const keys = keysFor(slug, state.keys)
  const choice = state.choices[slug]
  const fieldset = useRef<HTMLFieldSetElement>(null)
  const known = useRef(keys.length)
  useEffect(() => {
    // The form that had the focus is gone with the key it added.
    if (keys.length > known.current) fieldset.current?.querySelector<HTMLInputElement>('input:checked')?.focus()
    known.current = keys.length
  }, [keys.length])
  const option = (name: string, value: Choice, isChosen: boolean) => (
    <label className="option" key={name}>
      <input
        type="radio"
        name={group}
        checked={isChosen}
        disabled={state.work !== undefined}
        onChange={() => session.navigate.choose(slug, value)}
      />
      <span>{name}</span>
    </label>
  )
  return (
    <fieldset className="provider" ref={fieldset}>
      <legend>{provider.name}</legend>
      {keys.map((key) => option(nameOf(key), { kind: 'use', key }, isSame(choice, key)))}
      {option(keys.length === 0 ? 'Add a key' : 'Add another key', { kind: 'add' }, choice?.kind === 'add')}
      {choice?.kind === 'add' ? <AddKeyForm provider={provider} /> : null}
      {option(`Don’t share ${provider.name}`, { kind: 'skip' }, choice?.kind === 'skip')}
    </fieldset>
  )
}

/** "Your key “default”", and where it goes if that is not plain from the provider. */
export const nameOf = ({ provider, label }: KeyName): string =>
  provider.startsWith('https://')
    ? `Your key “${label}” for ${provider.slice('https://'.length)}`
    : `Your key “${label}”`

const isSame = (choice: Choice | undefined, key: KeyName): boolean =>
  choice?.kind === 'use' && choice.key.provider === key.provider && choice.key.label === key.label
