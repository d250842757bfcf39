import { useEffect, useId, useRef } from 'react'
import type { Provider } from '../api/index.js'
import { canAdd, type Choice, CUSTOM_PROVIDER, isConnected, type KeyName, keysFor } from '../flow/index.js'
import { AddKeyForm } from './add-key-form.js'
import { useLink } from './context.js'
import { KeyCheckNote } from './key-check-note.js'
import { ProviderBadge } from './provider-badge.js'
import { LetterTile } from './tile.js'

/** One requested provider: a key of the vault, a new one, or none. */
export const ProviderChoice = ({ provider }: { provider: Provider }) => {
  const { session, state } = useLink()
  const group = useId()
  const { slug, name } = provider
  const keys = keysFor(slug, state.keys)
  const choice = state.choices[slug]
  const isKept = isConnected(slug, state.view?.update?.providers ?? [])
  const fieldset = useFocusOnNewKey(keys.length)
  const option = (label: string, value: Choice, isChosen: boolean, isQuiet = false) => (
    <label className={isQuiet ? 'option option-quiet' : 'option'} key={label}>
      <input
        type="radio"
        name={group}
        checked={isChosen}
        disabled={state.work !== undefined}
        onChange={() => session.navigate.choose(slug, value)}
      />
      <span>{label}</span>
    </label>
  )
  return (
    <fieldset className="provider" ref={fieldset} aria-describedby={`${group}-badge`}>
      <legend>
        <LetterTile name={name} isSmall /> {name}
      </legend>
      <ProviderBadge id={`${group}-badge`} provider={provider} />
      {isKept ? option('Keep the key that it uses now', { kind: 'keep' }, choice?.kind === 'keep') : null}
      {keys.map((key) => option(nameOf(key), { kind: 'use', key }, isSame(choice, key)))}
      {choice?.kind === 'use' ? <KeyCheckNote key={nameOf(choice.key)} name={choice.key} provider={provider} /> : null}
      {canAdd(provider) ? option(addLabel(keys.length, isKept), { kind: 'add' }, choice?.kind === 'add') : null}
      {choice?.kind === 'add' && canAdd(provider) ? <AddKeyForm provider={provider} /> : null}
      {isKept ? null : option(`Don’t share ${name}`, { kind: 'skip' }, choice?.kind === 'skip', true)}
    </fieldset>
  )
}

const addLabel = (keys: number, isKept: boolean): string => {
  if (isKept) return 'Replace it with a new key'
  return keys === 0 ? 'Add a key' : 'Add another key'
}

/** The form that had the focus is gone with the key it added: the focus goes to that key. */
const useFocusOnNewKey = (count: number) => {
  const fieldset = useRef<HTMLFieldSetElement>(null)
  const known = useRef(count)
  useEffect(() => {
    if (count > known.current) fieldset.current?.querySelector<HTMLInputElement>('input:checked')?.focus()
    known.current = count
  }, [count])
  return fieldset
}

/** "Your key “default”", and where it goes if that is not plain from the provider. */
export const nameOf = ({ provider, label }: KeyName): string =>
  provider.startsWith('https://')
    ? `Your key “${label}” for ${provider.slice('https://'.length)}`
    : `Your key “${label}”`

/** A custom provider is asked for by its kind; its keys name the place. */
export const providerName = (provider: string, providers: readonly Provider[]): string =>
  providers.find(({ slug }) => slug === provider || (slug === CUSTOM_PROVIDER && provider.startsWith('https://')))
    ?.name ?? provider

const isSame = (choice: Choice | undefined, key: KeyName): boolean =>
  choice?.kind === 'use' && choice.key.provider === key.provider && choice.key.label === key.label
