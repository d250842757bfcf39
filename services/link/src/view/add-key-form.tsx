import { type InputEvent, type SubmitEvent, useState } from 'react'
import type { Provider } from '../api/index.js'
import { CUSTOM_PROVIDER, freeLabel, keysFor, looksLikeKey, parseProviderOrigin, refuseKey } from '../flow/index.js'
import { useLink } from './context.js'
import { focusField, SecretField, TextField, valueOf } from './fields.js'

interface Errors {
  origin?: string
  key?: string
  label?: string
}

/** A new key, sealed into the vault on the spot. */
export const AddKeyForm = ({ provider }: { provider: Provider }) => {
  const { session, state } = useLink()
  const [errors, setErrors] = useState<Errors>({})
  const [isOdd, setOdd] = useState(false)
  const [isRefused, setRefused] = useState(false)
  const isCustom = provider.slug === CUSTOM_PROVIDER
  // The first one needs no name: it is the one.
  const isFirst = keysFor(provider.slug, state.keys).length === 0
  const isLocked = state.work !== undefined

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (isLocked) return
    const origin = isCustom ? parseProviderOrigin(valueOf(form, 'origin')) : provider.slug
    const key = valueOf(form, 'key').trim()
    const label = isFirst ? freeLabel(origin ?? '', state.keys) : valueOf(form, 'label').trim()
    const found = check({ origin, key, label })
    setErrors(found)
    const wrong = (['origin', 'key', 'label'] as const).find((name) => found[name] !== undefined)
    if (wrong !== undefined || origin === undefined) return focusField(form, wrong ?? 'origin')
    const isChecked = !isRefused && (form.elements.namedItem('check') as HTMLInputElement | null)?.checked === true
    const credential = new TextEncoder().encode(key)
    const isTaken = await session.keys.add(provider.slug, { provider: origin, label }, { credential, isChecked })
    setRefused(!isTaken)
    if (!isTaken) focusField(form, 'key')
  }
  // Only whether it looks odd enters React's state; the key itself stays in the field.
  const look = (event: InputEvent<HTMLInputElement>) => {
    const key = event.currentTarget.value.trim()
    setOdd(key !== '' && !looksLikeKey(key, provider.keyPattern))
    setRefused(false)
  }

  return (
    <form className="add-key" noValidate onSubmit={(event) => void submit(event)}>
      {isCustom ? (
        <TextField
          label="Provider address"
          name="origin"
          type="url"
          inputMode="url"
          placeholder="https://api.example.com"
          autoComplete="off"
          maxLength={300}
          error={errors.origin}
          readOnly={isLocked}
        />
      ) : null}
      <SecretField
        label={`${provider.name} key`}
        name="key"
        autoComplete="off"
        data-1p-ignore=""
        data-lpignore="true"
        maxLength={9000}
        error={errors.key ?? (isRefused ? refusal(provider) : undefined)}
        readOnly={isLocked}
        onInput={look}
        hint={isOdd ? `This does not look like a key of ${provider.name}. Check it.` : where(provider)}
      />
      {isFirst ? null : (
        <TextField
          label="Name of this key"
          name="label"
          defaultValue={freeLabel(provider.slug, state.keys)}
          autoComplete="off"
          maxLength={60}
          error={errors.label}
          readOnly={isLocked}
        />
      )}
      <label className="check">
        <input type="checkbox" name="check" defaultChecked disabled={isLocked} />
        <span>
          Check that it works
          <small>One free call to {provider.name}, with the key sealed as always.</small>
        </span>
      </label>
      <button type="submit" className="button button-quiet button-wide" aria-disabled={isLocked}>
        {isRefused ? 'Save anyway' : `Save ${provider.name} key`}
      </button>
    </form>
  )
}

const refusal = ({ name }: Provider) =>
  `${name} refuses this key: it may be mistyped, revoked or of another account. Paste it again, or save it anyway.`

const where = (provider: Provider) =>
  provider.keyPage === null ? null : (
    <>
      No key at hand?{' '}
      <a href={provider.keyPage} target="_blank" rel="noopener noreferrer">
        Get one from {provider.name}
        <span className="for-readers"> (opens a new tab)</span>
      </a>
    </>
  )

const check = (input: { origin: string | undefined; key: string; label: string }): Errors => {
  const refusal = refuseKey(input.key)
  return {
    ...(input.origin === undefined
      ? { origin: 'Enter a public https address, for example https://api.example.com.' }
      : {}),
    ...(refusal === undefined ? {} : { key: refusal }),
    ...(/^[^\p{Cc}|]+$/u.test(input.label) ? {} : { label: 'Enter a name without the sign |.' }),
  }
}
