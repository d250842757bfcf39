import { Button, NativeSelect } from '@mantine/core'
import { OneRelay } from '@1relay/link-sdk'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { SubmitEvent } from 'react'
import { problemIn, providersQuery } from '../../api/index.js'
import { Panel, ProblemNote, SecretField, valueOf } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import type { App } from '../queries.js'
import { exchange, startSession } from './app-server.service.js'
import classes from './playground.module.css'

interface ConnectStepProps {
  readonly app: App
  readonly onConnected: (connected: { token: string; provider: string }) => void
}

/** What the app's server does before and after Link, and Link itself between. */
export const ConnectStep = ({ app, onConnected }: ConnectStepProps) => {
  const client = useClient()
  const { data: providers = [] } = useQuery(providersQuery(client))
  const work = useMutation({
    // The form, not what is in it: the cache keeps what it is given.
    mutationFn: async (form: HTMLFormElement) => {
      const { value: provider } = form.elements.namedItem('provider') as HTMLSelectElement
      const proof = { clientId: app.clientId, clientSecret: valueOf(form, 'clientSecret').trim() }
      const token = await startSession(client, proof, provider)
      const ending = await OneRelay.link({ token, apiBaseUrl: location.origin })
      if (ending.outcome === 'exit') return ending.error?.displayMessage ?? 'Link was closed. Nothing was connected.'
      if (ending.publicToken !== null) {
        onConnected({ token: await exchange(client, proof, ending.publicToken), provider })
      }
      return 'Connected. The token is in this page alone.'
    },
  })
  const connect = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    work.mutate(event.currentTarget)
  }
  return (
    <Panel
      title="1. Connect"
      lead="Makes a Link session with the client secret, opens Link, and exchanges the public token."
    >
      <form onSubmit={connect} className={classes['form']}>
        <SecretField
          name="clientSecret"
          label="Client secret"
          description="Stays in this page and is gone with it."
          placeholder="1r_cs_…"
          autoComplete="off"
          required
          withAsterisk={false}
        />
        <NativeSelect
          name="provider"
          label="Provider"
          data={providers
            .filter(({ slug }) => slug !== 'openai-compatible')
            .map(({ slug, name }) => ({ value: slug, label: name }))}
        />
        <Button type="submit" loading={work.isPending}>
          Open Link
        </Button>
      </form>
      <p role="status" className={classes['status']}>
        {work.data ?? ''}
      </p>
      {work.isError ? <ProblemNote problem={problemIn(work.error)} /> : null}
    </Panel>
  )
}
