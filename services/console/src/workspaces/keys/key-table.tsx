import { IconKey } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { AnchorLink, type Column, DataTable, EmptyState, More, StatusBadge, Time } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { KeyStateBadge } from './key-state.js'
import { type DisposableKey, disposableKeysQuery } from './queries.js'
import type { KeysView } from './view.js'
import { OWNER_WORDS } from './words.js'

interface KeyTableProps {
  readonly filter: KeysView
  /** What can be done when there are none. */
  readonly action?: ReactNode
}

/** Disposable keys, newest first. */
export const KeyTable = ({ filter, action }: KeyTableProps) => {
  const { id: workspaceId } = useWorkspace()
  const query = useInfiniteQuery(disposableKeysQuery(useClient(), workspaceId, filter))
  const isNarrowed = Object.keys(filter).some((field) => field !== 'connectionId')
  return (
    <>
      <DataTable
        caption="Disposable keys, newest first"
        query={{ ...query, data: query.data?.pages.flatMap(({ keys }) => keys) }}
        columns={columnsOf(workspaceId)}
        rowKey={({ id }) => id}
        empty={
          isNarrowed ? (
            <EmptyState title="No keys like that" />
          ) : (
            <EmptyState icon={<IconKey size={28} stroke={1.6} />} title="No keys yet" action={action}>
              A disposable key stands in for the real one: scoped, audited, and gone with one click.
            </EmptyState>
          )
        }
      />
      <More query={query} />
    </>
  )
}

const columnsOf = (workspaceId: string): readonly Column<DisposableKey>[] => [
  {
    header: 'Key',
    isName: true,
    cell: ({ id, name, hint, environment }) => (
      <span>
        <AnchorLink to="/workspaces/$workspaceId/keys/$keyId" params={{ workspaceId, keyId: id }}>
          {name}
        </AnchorLink>{' '}
        {environment === null ? null : <StatusBadge tone="quiet">{environment}</StatusBadge>}
        <code className={classes['sub']}>{hint}</code>
      </span>
    ),
  },
  {
    header: 'For',
    cell: ({ owner, holderEmail }) => (
      <span>
        {OWNER_WORDS[owner].label}
        {holderEmail === null ? null : <span className={classes['sub']}>{holderEmail}</span>}
      </span>
    ),
  },
  { header: 'State', cell: ({ status }) => <KeyStateBadge status={status} /> },
  { header: 'Last used', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
  { header: 'Ends', cell: ({ revokedAt, expiresAt }) => <Time at={revokedAt ?? expiresAt} /> },
]
