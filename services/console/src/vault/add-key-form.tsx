import { Anchor, Button, Select, TextInput } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addKey, parseProviderOrigin, refuseKey } from '@1relay/custody'
import { type Provider, problemIn, unwrap } from '../api/index.js'
import { clearSecrets, ProblemNote, toast, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { CredentialField } from './credential-field.js'
import { CheckOption } from './check-option.js'
import { freeLabel, KEYS_KEY, keysQuery, providerName, useProviderName } from './keys.js'
import { RefusedKey, refusalText, savedText, useFormCheck } from './use-key-check.js'
import { useOwner } from './use-owner.js'
import classes from './vault.module.css'

const CUSTOM = 'openai-compatible'
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

interface AddKeyFormProps {
  readonly providers: readonly Provider[]
  readonly provider: string | undefined
  readonly onDone: () => void
}

type Problems = Readonly<Partial<Record<'origin' | 'label' | 'credential', string>>>

const useAddKey = (onDone: () => void) => {
  const { queryClient } = useServices()
  const [owner, check, nameOf] = [useOwner(), useFormCheck(), useProviderName()]
  return useMutation({
    mutationFn: async ({ form, provider }: { form: HTMLFormElement; provider: string }) => {
      const { accountId, vaultKey, ports } = await owner()
      const credential = utf8(valueOf(form, 'credential').trim())
      const label = valueOf(form, 'label').trim()
      try {
        const verdict = await check(form, provider, credential)
        unwrap(await addKey(ports, { accountId, vaultKey: vaultKey(), provider, label, credential }))
        clearSecrets(form, 'credential')
        await queryClient.invalidateQueries({ queryKey: KEYS_KEY })
        return verdict
      } finally {
        credential.fill(0)
      }
    },
    onSuccess: (verdict, { provider }) => {
      toast.done(savedText('The key is in your vault.', nameOf(provider), verdict))
      onDone()
    },
  })
}

/** The form of a new key. The key itself is read once and never enters the page's state. */
export const AddKeyForm = ({ providers, provider: first, onDone }: AddKeyFormProps) => {
  const { client } = useServices()
  const { data: keys = [] } = useQuery(keysQuery(client))
  const isCustomFirst = first?.startsWith('https://') === true
  const [slug, setSlug] = useState(isCustomFirst ? CUSTOM : (first ?? providers[0]?.slug ?? CUSTOM))
  const [problems, setProblems] = useState<Problems>({})
  const add = useAddKey(onDone)
  const chosen = providers.find((provider) => provider.slug === slug)
  const submit = (form: HTMLFormElement) => {
    const origin = slug === CUSTOM ? parseProviderOrigin(valueOf(form, 'origin')) : slug
    const found = problemsOf(form, origin)
    setProblems(found)
    if (origin !== undefined && Object.keys(found).length === 0 && !add.isPending)
      add.mutate({ form, provider: origin })
  }
  return (
    <form
      className={classes['fields']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(event.currentTarget)
      }}
    >
      <Select
        label="Provider"
        data={providers.map(({ slug: value, name: label }) => ({ value, label }))}
        value={slug}
        onChange={(value) => setSlug(value ?? slug)}
        allowDeselect={false}
        searchable
      />
      {slug === CUSTOM ? (
        <TextInput
          label="Provider address"
          name="origin"
          placeholder="https://llm.example.com"
          defaultValue={isCustomFirst ? first : ''}
          error={problems.origin}
        />
      ) : null}
      <CredentialField
        provider={chosen}
        name={providerName(slug, providers)}
        error={problems.credential ?? refusalText(add.error, providerName(slug, providers))}
        isBusy={add.isPending}
      />
      {chosen?.keyPage ? (
        <Anchor
          href={chosen.keyPage}
          target="_blank"
          rel="noopener noreferrer"
          size="sm"
          className={classes['key-page'] ?? ''}
        >
          Get one from {chosen.name} <IconExternalLink size={14} aria-hidden="true" />
          <span className="for-readers"> (opens a new tab)</span>
        </Anchor>
      ) : null}
      <TextInput
        key={slug}
        label="Name of this key"
        description="For you, to tell several keys apart."
        name="label"
        maxLength={60}
        defaultValue={freeLabel(slug, keys)}
        error={problems.label}
      />
      <CheckOption name={providerName(slug, providers)} isBusy={add.isPending} />
      {add.isError && !(add.error instanceof RefusedKey) ? <ProblemNote problem={problemIn(add.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={add.isPending}>
          Encrypt and save
        </Button>
      </div>
    </form>
  )
}

const problemsOf = (form: HTMLFormElement, origin: string | undefined): Problems => {
  const refused = refuseKey(valueOf(form, 'credential').trim())
  const label = valueOf(form, 'label').trim()
  return {
    ...(origin === undefined ? { origin: 'Enter a public https address, such as https://llm.example.com.' } : {}),
    ...(label === '' || label.includes('|') ? { label: 'Give it a name, without the sign |.' } : {}),
    ...(refused === undefined ? {} : { credential: refused }),
  }
}
