import { type InputEvent, useState } from 'react'
import { looksLikeKey } from '@1relay/custody'
import type { Provider } from '../api/index.js'
import { SecretField } from '../ui/index.js'

interface CredentialFieldProps {
  readonly provider: Provider | undefined
  readonly name: string
  readonly error: string | undefined
  readonly isBusy: boolean
}

/** Where a provider's key is pasted, with a word when it does not look like one. Nothing is refused for its looks. */
export const CredentialField = ({ provider, name, error, isBusy }: CredentialFieldProps) => {
  const [isOdd, setOdd] = useState(false)
  const check = (typed: string) =>
    setOdd(typed !== '' && provider !== undefined && !looksLikeKey(typed, provider.keyPattern))
  return (
    <SecretField
      label={`${name} key`}
      name="credential"
      autoComplete="off"
      data-autofocus
      readOnly={isBusy}
      error={error}
      description={
        isOdd
          ? `This does not look like a key of ${name}. You can save it all the same.`
          : 'Encrypted here before it leaves this browser.'
      }
      onInput={(event: InputEvent<HTMLInputElement>) => check(event.currentTarget.value.trim())}
    />
  )
}
