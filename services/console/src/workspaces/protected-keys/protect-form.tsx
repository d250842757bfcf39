import { Anchor, Button, Select, TextInput } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { type SubmitEvent, useState } from 'react'
import { problemIn } from '../../api/index.js'
import { ProblemNote, valueOf } from '../../ui/index.js'
import classes from '../workspaces.module.css'
import { AuthFields } from './auth-fields.js'
import { ANY, groupsOf, type Known } from './catalogue.js'
import { refuseCredential } from './credential.js'
import { CredentialFields, readCredential } from './credential-fields.js'
import { ENVIRONMENT_PROBLEM, parseAuth, parseEnvironment, parseUpstream, textOfAuth } from './parse-protection.js'
import { UpstreamFields } from './upstream-fields.js'
import { useProtect } from './use-protect.js'

type Problems = Readonly<Record<string, string | undefined>>

/** The form of a new protected key. The key itself is read once, sealed, and never enters the page's state. */
export const ProtectForm = ({ known }: { known: readonly Known[] }) => {
  const [slug, setSlug] = useState(ANY)
  const [auth, setAuth] = useState(textOfAuth(null))
  const [upstream, setUpstream] = useState({ address: '', tenant: '' })
  const [problems, setProblems] = useState<Problems>({})
  const protect = useProtect()
  const api = known.find((one) => one.slug === slug)
  const choose = (chosen: string | null) => {
    const next = known.find((one) => one.slug === chosen)
    setSlug(chosen ?? ANY)
    setAuth(textOfAuth(next?.auth ?? null))
    setUpstream({ address: next?.origins[0] ?? '', tenant: '' })
    setProblems({})
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const name = valueOf(form, 'name').trim()
    const place = api?.upstream ?? parseUpstream(upstream.address, upstream.tenant)
    const environment = parseEnvironment(valueOf(form, 'environment'))
    // A token URL may have the customer's part in it, too.
    const way = parseAuth({ ...auth, tokenUrl: auth.tokenUrl.replaceAll('{tenant}', upstream.tenant.trim()) })
    const found: Problems = {
      ...(place === undefined ? { upstream: PLACE_PROBLEM } : {}),
      ...(way.ok ? {} : way.problems),
      ...refuseCredential(auth.kind, readCredential(form)),
      ...(name === '' ? { label: 'A name, so that people know which key it is.' } : {}),
      ...(environment === null ? { environment: ENVIRONMENT_PROBLEM } : {}),
    }
    setProblems(found)
    if (place === undefined || !way.ok || environment === null || Object.keys(found).length > 0) return
    if (!protect.isPending) protect.mutate({ form, name, upstream: place, auth: way.value, environment })
  }
  return (
    <form className={classes['fields']} noValidate onSubmit={submit} autoComplete="off">
      <Select
        label="API"
        description="The vendors below come with their address and way of authentication; any other https API works as well."
        data={groupsOf(known).map(({ group, items }) => ({ group, items: [...items] }))}
        value={slug}
        onChange={choose}
        allowDeselect={false}
        searchable
        nothingFoundMessage="Not in the catalogue: choose “Any REST API”"
        maxDropdownHeight={320}
      />
      <AboutApi api={api} />
      <UpstreamFields api={api} text={upstream} error={problems['upstream']} onChange={setUpstream} />
      <AuthFields text={auth} problems={problems} onChange={setAuth} />
      <CredentialFields
        kind={auth.kind}
        problems={problems}
        hint={api?.credential ?? null}
        isBusy={protect.isPending}
      />
      <TextInput
        key={`name-${slug}`}
        name="name"
        label="Name"
        description="Whoever is asked to confirm a new address reads it, too."
        defaultValue={api === undefined ? '' : `${api.name} production`}
        maxLength={100}
        error={problems['label']}
      />
      <TextInput
        name="environment"
        label="Environment"
        description="A label of your own. Empty: none."
        placeholder="production"
        maxLength={30}
        error={problems['environment']}
      />
      {protect.isError ? <ProblemNote problem={problemIn(protect.error)} /> : null}
      <div className={classes['buttons']}>
        <Button type="submit" loading={protect.isPending}>
          Seal and protect
        </Button>
      </div>
    </form>
  )
}

const PLACE_PROBLEM = 'A public https address, such as https://api.example.com.'

const AboutApi = ({ api }: { api: Known | undefined }) =>
  api === undefined || (api.note === null && api.docs === null) ? null : (
    <p className={classes['quiet']}>
      {api.note}{' '}
      {api.docs === null ? null : (
        <Anchor href={api.docs} target="_blank" rel="noopener noreferrer" size="sm">
          Documentation of {api.name} <IconExternalLink size={14} aria-hidden="true" />
          <span className="for-readers"> (opens a new tab)</span>
        </Anchor>
      )}
    </p>
  )
