import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type HoldingGrant, refuseKey, replaceKey, type StoredKey } from '@1relay/custody'
import { problemIn, providersQuery, unwrap } from '../api/index.js'
import { clearSecrets, ProblemNote, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { CheckOption } from './check-option.js'
import { CredentialField } from './credential-field.js'
import { countInWords, GrantNames, isNoted } from './holding-grants.js'
import { KEYS_KEY, providerName } from './keys.js'
import { RefusedKey, refusalText, useFormCheck } from './use-key-check.js'
import { useOwner } from './use-owner.js'
import classes from './vault.module.css'

interface RotateKeyFormProps {
  readonly item: StoredKey
  readonly grants: readonly HoldingGrant[]
  readonly isOnly: boolean
  readonly isReplacing: boolean
  readonly onCancel: () => void
  readonly onStart: (item: StoredKey, grants: readonly HoldingGrant[]) => void
}

const useReplaceKey = (item: StoredKey) => {
  const { queryClient } = useServices()
  const [owner, check] = [useOwner(), useFormCheck()]
  return useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const { accountId, vaultKey, ports } = await owner()
      const credential = new TextEncoder().encode(valueOf(form, 'credential').trim())
      const { provider, label } = item
      try {
        await check(form, provider, credential)
        const input = { accountId, vaultKey: vaultKey(), provider, label, credential }
        const stored = unwrap(await replaceKey(ports, input))
        clearSecrets(form, 'credential')
        await queryClient.invalidateQueries({ queryKey: KEYS_KEY })
        return stored
      } finally {
        credential.fill(0)
      }
    },
  })
}

/** What will get the new key, and the new key itself. */
export const RotateKeyForm = ({ item, grants, isOnly, isReplacing, onCancel, onStart }: RotateKeyFormProps) => {
  const { client } = useServices()
  const { data: providers = [] } = useQuery(providersQuery(client))
  const name = providerName(item.provider, providers)
  const noted = grants.filter((grant) => isOnly || isNoted(grant, item))
  const others = grants.filter((grant) => !noted.includes(grant))
  const [withOthers, setWithOthers] = useState(false)
  const [error, setError] = useState<string>()
  const replace = useReplaceKey(item)
  const chosen = withOthers ? grants : noted
  const submit = (form: HTMLFormElement) => {
    if (!isReplacing) return onStart(item, chosen)
    const refused = refuseKey(valueOf(form, 'credential').trim())
    setError(refused)
    if (refused === undefined) replace.mutate(form, { onSuccess: (stored) => onStart(stored, chosen) })
  }
  return (
    <form
      className={classes['fields']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!replace.isPending) submit(event.currentTarget)
      }}
    >
      {isReplacing ? (
        <CredentialField
          provider={providers.find(({ slug }) => slug === item.provider)}
          name={`New ${name}`}
          error={error ?? refusalText(replace.error, name)}
          isBusy={replace.isPending}
        />
      ) : null}
      {isReplacing ? <CheckOption name={name} isBusy={replace.isPending} /> : null}
      <div>
        <p>{sayWhatHappens(chosen, isReplacing)}</p>
        {noted.length === 0 ? null : <GrantNames grants={noted} />}
      </div>
      {others.length === 0 ? null : (
        <Checkbox
          checked={withOthers}
          onChange={(event) => setWithOthers(event.currentTarget.checked)}
          label={`Also ${countInWords(others)} of which nobody noted the key: ${others.map(({ name }) => name).join(', ')}`}
        />
      )}
      {replace.isError && !(replace.error instanceof RefusedKey) ? (
        <ProblemNote problem={problemIn(replace.error)} />
      ) : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={replace.isPending} disabled={!isReplacing && chosen.length === 0}>
          {isReplacing ? 'Replace key' : 'Update'}
        </Button>
      </div>
    </form>
  )
}

const sayWhatHappens = (chosen: readonly HoldingGrant[], isReplacing: boolean): string => {
  if (chosen.length === 0) return 'No connection and no bot token is known to hold this key.'
  const what = countInWords(chosen)
  return isReplacing
    ? `${what} will get the new key in the same go. No app has to be connected again.`
    : `${what} will get the key as it is in your vault now.`
}
