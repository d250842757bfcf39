import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isProblem } from '../api/index.js'
import { NotFound } from '../frame/index.js'
import { LiveBadge } from '../live/index.js'
import { RecentRequests, useLiveCalls } from '../requests/index.js'
import { GrantStatus, TermsPanel } from '../terms/index.js'
import { AnchorLink, Page, Panel, PanelRow, QueryView, Time } from '../ui/index.js'
import { useProviderName } from '../vault/index.js'
import { useClient } from '../wiring/index.js'
import { applyNews, type Connection, connectionQuery } from './queries.js'
import { RevokeDialog } from './revoke-dialog.js'
import { useChangeConnection } from './use-change-connection.js'

/** One connection: what it may spend, what it did, and its end. */
export const ConnectionPage = () => {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId' })
  const query = useQuery(connectionQuery(useClient(), connectionId))
  if (isProblem(query.error, 'not_found')) return <NotFound />
  return <QueryView query={query}>{(connection) => <Details connection={connection} />}</QueryView>
}

const Details = ({ connection }: { connection: Connection }) => {
  const { id, app, status } = connection
  const queryClient = useQueryClient()
  const change = useChangeConnection(id)
  const live = useLiveCalls(id, (news) => applyNews(queryClient, news))
  const [isRevoking, setRevoking] = useState(false)
  const isOver = status === 'revoked' || status === 'expired'
  return (
    <Page
      title={app.name}
      lead={<AnchorLink to="/connections">All connections</AnchorLink>}
      actions={
        <>
          <LiveBadge state={live} />
          {isOver ? null : (
            <Button color="red" variant="light" onClick={() => setRevoking(true)}>
              Revoke
            </Button>
          )}
        </>
      }
    >
      <TermsPanel {...connection} name={app.name} isOver={isOver} save={change} />
      <FactsPanel connection={connection} />
      <RecentRequests connectionId={id} />
      <RevokeDialog connection={connection} opened={isRevoking} onClose={() => setRevoking(false)} />
    </Page>
  )
}

const FactsPanel = ({ connection }: { connection: Connection }) => {
  const name = useProviderName()
  return (
    <Panel title="What it may use" flush>
      <PanelRow title="State">
        <GrantStatus status={connection.status} />
      </PanelRow>
      <PanelRow title="Providers">{connection.providers.map(name).join(', ')}</PanelRow>
      <PanelRow title="Models">{connection.models?.join(', ') ?? 'All'}</PanelRow>
      <PanelRow title="Connected">
        <Time at={connection.createdAt} />
      </PanelRow>
      <PanelRow title="Last used">
        <Time at={connection.lastUsedAt} />
      </PanelRow>
      {connection.revokedAt === null ? null : (
        <PanelRow title="Revoked">
          <Time at={connection.revokedAt} />
        </PanelRow>
      )}
    </Panel>
  )
}
