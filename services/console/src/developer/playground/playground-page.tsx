import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { read } from '../../api/index.js'
import { AnchorLink, EmptyState, Page, Panel, QueryView, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { type App, appQuery, APPS_KEY } from '../queries.js'
import { CallStep } from './call-step.js'
import { ConnectStep } from './connect-step.js'

/** A Link session and a call, as the app's own server and page would do them. */
export const PlaygroundPage = () => {
  const { clientId } = useParams({ from: '/app/developer/$clientId/playground' })
  const query = useQuery(appQuery(useClient(), clientId))
  return (
    <QueryView query={query}>
      {(app) => (
        <Page
          title="Playground"
          lead={
            <>
              The whole way with{' '}
              <AnchorLink to="/developer/$clientId" params={{ clientId }}>
                {app.name}
              </AnchorLink>
              : connect a key of your own, then call a model with the token.
            </>
          }
        >
          {app.origins.includes(location.origin) ? <Steps app={app} /> : <AddOrigin app={app} />}
        </Page>
      )}
    </QueryView>
  )
}

const Steps = ({ app }: { app: App }) => {
  const [connected, setConnected] = useState<{ token: string; provider: string }>()
  return (
    <>
      <ConnectStep app={app} onConnected={setConnected} />
      {connected === undefined ? null : <CallStep key={connected.token} {...connected} />}
    </>
  )
}

/** Link shows itself to registered pages only, and this is one more page. */
const AddOrigin = ({ app }: { app: App }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const add = async () => {
    const params = { path: { clientId: app.clientId } }
    const body = { origins: [...app.origins, location.origin] }
    await read(client.PATCH('/v1/apps/{clientId}', { params, body }), () => true)
    await queryClient.invalidateQueries({ queryKey: APPS_KEY })
    toast.done('Added.')
  }
  return (
    <Panel>
      <EmptyState
        title="This page may not show Link for the app yet"
        action={
          <Button onClick={() => void add().catch(() => toast.problem({ code: 'internal' }))}>
            Add {location.origin}
          </Button>
        }
      >
        Link shows itself only on pages of registered origins. The playground is a page of {location.origin}.
      </EmptyState>
    </Panel>
  )
}
