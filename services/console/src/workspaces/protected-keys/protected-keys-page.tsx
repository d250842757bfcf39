import { IconPlus, IconShieldLock } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import {
  AnchorLink,
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  More,
  Page,
  Panel,
  ProviderMark,
  StatusBadge,
  Time,
} from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { type Known, knownApis, upstreamName } from './catalogue.js'
import { type ProtectedKey, protectedKeysQuery, vendorsQuery } from './queries.js'

/** The real keys of the workspace, none of which can be seen. */
export const ProtectedKeysPage = () => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const query = useInfiniteQuery(protectedKeysQuery(client, workspaceId))
  const { data: vendors = [] } = useQuery(vendorsQuery(client))
  const protect = isAdmin ? (
    <ButtonLink
      to="/workspaces/$workspaceId/protected-keys/new"
      params={{ workspaceId }}
      leftSection={<IconPlus size={18} aria-hidden="true" />}
    >
      Protect a key
    </ButtonLink>
  ) : undefined
  return (
    <Page
      title="Protected keys"
      lead="Real API keys, sealed so that only a relay can open them, at the moment of a call. Nobody sees them here again."
      actions={protect}
    >
      <Panel flush>
        <DataTable
          caption="Protected keys, newest first"
          query={{ ...query, data: query.data?.pages.flatMap((page) => page.protectedKeys) }}
          columns={columnsOf(workspaceId, knownApis(vendors))}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={<IconShieldLock size={28} stroke={1.6} />} title="No protected keys yet" action={protect}>
              Add the real key once. Then issue disposable keys of it, as many as there are apps, agents and people.
            </EmptyState>
          }
        />
        <More query={query} />
      </Panel>
    </Page>
  )
}

const columnsOf = (workspaceId: string, known: readonly Known[]): readonly Column<ProtectedKey>[] => [
  {
    header: 'Name',
    isName: true,
    cell: ({ id, name, upstream, environment }) => (
      <span className={classes['name']}>
        <ProviderMark name={upstreamName(upstream, known)} />
        <span>
          <AnchorLink
            to="/workspaces/$workspaceId/protected-keys/$connectionId"
            params={{ workspaceId, connectionId: id }}
          >
            {name}
          </AnchorLink>{' '}
          {environment === null ? null : <StatusBadge tone="quiet">{environment}</StatusBadge>}
          <span className={classes['sub']}>{upstreamName(upstream, known)}</span>
        </span>
      </span>
    ),
  },
  { header: 'Live keys', align: 'right', cell: ({ liveKeys }) => liveKeys },
  { header: 'Key set', cell: ({ credentialChangedAt }) => <Time at={credentialChangedAt} /> },
  { header: 'Last used', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
]
