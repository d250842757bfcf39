import { Button, Checkbox } from '@mantine/core'
import { IconPlus, IconTerminal2 } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../api/index.js'
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  More,
  Page,
  Panel,
  StatusBadge,
  Time,
  toast,
} from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { KeyStateBadge } from '../keys/key-state.js'
import { disposableKeysKey } from '../keys/queries.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { NewManagementTokenDialog } from './new-management-token-dialog.js'
import { ROLES } from './parse-management-token.js'
import { type ManagementToken, managementTokensKey, managementTokensQuery } from './queries.js'

/** The tokens by which programs manage the workspace. */
export const ManagementTokensPage = () => {
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const [isMaking, setMaking] = useState(false)
  const [ending, setEnding] = useState<ManagementToken>()
  const query = useInfiniteQuery(managementTokensQuery(useClient(), workspaceId))
  const make = isAdmin ? (
    <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={() => setMaking(true)}>
      New token
    </Button>
  ) : undefined
  return (
    <Page
      title="Management tokens"
      lead="For your own automations. A provisioner mints short-lived keys within bounds that you set, and can never read a real one."
      actions={make}
    >
      <Panel flush>
        <DataTable
          caption="Management tokens, newest first"
          query={{ ...query, data: query.data?.pages.flatMap(({ managementTokens }) => managementTokens) }}
          columns={columnsOf(isAdmin, setEnding)}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={<IconTerminal2 size={28} stroke={1.6} />} title="No management tokens" action={make}>
              Give one to a service that issues keys, or to your own scripts.
            </EmptyState>
          }
        />
        <More query={query} />
      </Panel>
      <NewManagementTokenDialog opened={isMaking} onClose={() => setMaking(false)} />
      <RevokeDialog key={ending?.id} token={ending} onClose={() => setEnding(undefined)} />
    </Page>
  )
}

const RevokeDialog = ({ token, onClose }: { token: ManagementToken | undefined; onClose: () => void }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const [withKeys, setWithKeys] = useState(true)
  const mints = token !== undefined && token.role !== 'viewer'
  return (
    <ConfirmDialog
      opened={token !== undefined}
      onClose={onClose}
      title={`Revoke ${token?.name ?? ''}?`}
      action="Revoke"
      run={async () => {
        const params = {
          path: { workspaceId, managementTokenId: token?.id ?? '' },
          query: { keys: mints && withKeys ? ('revoke' as const) : ('keep' as const) },
        }
        const path = '/v1/workspaces/{workspaceId}/management-tokens/{managementTokenId}' as const
        await read(client.DELETE(path, { params }), () => true)
        await queryClient.invalidateQueries({ queryKey: managementTokensKey(workspaceId) })
        await queryClient.invalidateQueries({ queryKey: disposableKeysKey(workspaceId) })
        toast.done(`${token?.name ?? 'The token'} is revoked.`)
      }}
    >
      <p>Whatever uses it is refused from its next call on.</p>
      {mints ? (
        <Checkbox
          mt="md"
          label="Revoke the keys that it minted, too"
          description="What to do when the token has leaked."
          checked={withKeys}
          onChange={(event) => setWithKeys(event.currentTarget.checked)}
        />
      ) : null}
    </ConfirmDialog>
  )
}

const columnsOf = (isAdmin: boolean, revoke: (token: ManagementToken) => void): readonly Column<ManagementToken>[] => [
  {
    header: 'Name',
    isName: true,
    cell: ({ name, cidrs, bounds }) => (
      <span>
        {name}
        <span className={classes['sub']}>{boundsInWords(bounds)}</span>
        {cidrs === null ? null : <span className={classes['sub']}>from {cidrs.join(', ')}</span>}
      </span>
    ),
  },
  {
    header: 'Role',
    cell: ({ role }) => (
      <StatusBadge tone={role === 'admin' ? 'warning' : 'quiet'}>
        {ROLES.find(({ value }) => value === role)?.label ?? role}
      </StatusBadge>
    ),
  },
  { header: 'State', cell: ({ status }) => <KeyStateBadge status={status} /> },
  { header: 'Last used', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
  { header: 'Ends', cell: ({ revokedAt, expiresAt }) => <Time at={revokedAt ?? expiresAt} /> },
  {
    header: 'Action',
    align: 'right',
    cell: (token) =>
      isAdmin && token.status === 'active' ? (
        <Button variant="subtle" color="red" size="xs" onClick={() => revoke(token)}>
          Revoke<span className="for-readers"> {token.name}</span>
        </Button>
      ) : null,
  },
]

const boundsInWords = (bounds: ManagementToken['bounds']): string | null => {
  if (bounds === null) return null
  const { connectionIds, methods, paths, ttlSecondsMax, liveKeysMax } = bounds
  const keys = `${connectionIds.length} protected ${connectionIds.length === 1 ? 'key' : 'keys'}`
  const life =
    ttlSecondsMax < 7200 ? `${Math.round(ttlSecondsMax / 60)} minutes` : `${Math.round(ttlSecondsMax / 3600)} hours`
  return `${methods.join(', ')} at ${paths.join(', ')} of ${keys}, for ${life} at most, ${liveKeysMax} at once`
}
