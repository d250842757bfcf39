import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import { LiveBadge, useLiveUsage } from '../live/index.js'
import { AnchorLink, EmptyState, More, Page, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { ConnectionCard } from './connection-card.js'
import classes from './connections.module.css'
import { applyNews, type Connection, connectionsQuery } from './queries.js'

const STATES = [
  { value: 'active', label: 'Active' },
  { value: 'revoked', label: 'Revoked' },
  { value: 'expired', label: 'Expired' },
] as const satisfies { value: Connection['status']; label: string }[]

/** The apps that may use the person's keys, what each has spent, and the switch for each. */
export const ConnectionsPage = () => {
  const [status, setStatus] = useState<Connection['status']>('active')
  const queryClient = useQueryClient()
  const live = useLiveUsage({ onGrant: (news) => applyNews(queryClient, news) })
  const query = useInfiniteQuery(connectionsQuery(useClient(), status))
  return (
    <Page
      title="Connections"
      lead="Apps that call AI providers on your keys. Each has its own budget, and none has a key."
      actions={<LiveBadge state={live} />}
    >
      <SegmentedControl aria-label="Which connections" value={status} onChange={setStatus} data={[...STATES]} mb="lg" />
      <QueryView query={query}>
        {({ pages }) => {
          const connections = pages.flatMap((page) => page.connections)
          if (connections.length === 0) return <NoConnections status={status} />
          return (
            <ul className={classes['cards']}>
              {connections.map((connection) => (
                <ConnectionCard key={connection.id} connection={connection} />
              ))}
            </ul>
          )
        }}
      </QueryView>
      <More query={query} isLoose />
    </Page>
  )
}

const NoConnections = ({ status }: { status: Connection['status'] }) =>
  status === 'active' ? (
    <EmptyState icon={<IconPlugConnected size={28} stroke={1.6} />} title="No app is connected">
      An app that supports 1Relay shows a button to connect; you choose keys and a budget, and it appears here. For your
      own scripts, make a <AnchorLink to="/bot-tokens">bot token</AnchorLink>.
    </EmptyState>
  ) : (
    <EmptyState icon={<IconPlugConnected size={28} stroke={1.6} />} title={`No ${status} connections`} />
  )
