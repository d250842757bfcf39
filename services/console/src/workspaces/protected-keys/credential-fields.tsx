import { TextInput } from '@mantine/core'
import { clearSecrets, SecretField, valueOf } from '../../ui/index.js'
import { type CredentialProblem, type CredentialText, halvesOf } from './credential.js'
import type { UpstreamAuth } from './queries.js'

interface CredentialFieldsProps {
  readonly kind: UpstreamAuth['kind']
  readonly problems: CredentialProblem
  readonly hint?: string | null
  readonly isBusy: boolean
}

const [FIRST, SECOND] = ['credential-first', 'credential-second']

/** Where the real key is pasted. Read once with `readCredential`, then emptied: it never enters the page's state. */
export const CredentialFields = ({ kind, problems, hint, isBusy }: CredentialFieldsProps) => {
  const { first, second } = halvesOf(kind)
  return (
    <>
      {first === undefined ? null : (
        <TextInput
          key={`${kind}-first`}
          name={FIRST}
          label={first}
          description={hint}
          autoComplete="off"
          spellCheck={false}
          readOnly={isBusy}
          error={problems.first}
        />
      )}
      <SecretField
        key={`${kind}-second`}
        name={SECOND}
        label={second}
        description={`${hint && first === undefined ? `${hint} ` : ''}Sealed in this browser before it is uploaded, and never shown again.`}
        autoComplete="off"
        readOnly={isBusy}
        error={problems.second}
      />
    </>
  )
}

export const readCredential = (form: HTMLFormElement): CredentialText => ({
  first: valueOf(form, FIRST).trim(),
  second: valueOf(form, SECOND).trim(),
})

export const clearCredential = (form: HTMLFormElement): void => clearSecrets(form, FIRST, SECOND)
