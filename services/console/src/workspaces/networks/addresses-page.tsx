import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconMapPin } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../api/index.js'
import {
  AnchorLink,
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
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { type TrustedIp, trustedIpsKey, trustedIpsQuery } from './queries.js'

const TYPING_MS = 300
// A part of an address finds nobody, and the server says so as an error.
const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** From where people may call with their keys. */
export const AddressesPage = () => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const [holder, setHolder] = useState<string>()
  const [ending, setEnding] = useState<TrustedIp>()
  const find = useDebouncedCallback((text: string) => setHolder(isAddress(text) ? text : undefined), TYPING_MS)
  const query = useInfiniteQuery(trustedIpsQuery(client, workspaceId, holder))
  return (
    <Page
      title="Trusted addresses"
      lead="A person’s key works from networks that they confirmed. The first one is trusted; from any later one the call gets 423, the API hears nothing, and a mail asks the holder."
    >
      <Panel flush>
        <div className={classes['filters']} role="search" aria-label="Filter addresses">
          <TextInput
            data-wide
            size="sm"
            type="email"
            label="Holder"
            placeholder="sam@example.com"
            onChange={(event) => find(event.currentTarget.value.trim())}
          />
        </div>
        <DataTable
          caption="Trusted addresses, newest first"
          query={{ ...query, data: query.data?.pages.flatMap(({ trustedIps }) => trustedIps) }}
          columns={columnsOf(workspaceId, isAdmin, setEnding)}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={<IconMapPin size={28} stroke={1.6} />} title="No trusted addresses">
              When a person first calls with their key, the network they call from appears here.
            </EmptyState>
          }
        />
        <More query={query} />
      </Panel>
      <RevokeDialog trusted={ending} onClose={() => setEnding(undefined)} />
    </Page>
  )
}

const RevokeDialog = ({ trusted, onClose }: { trusted: TrustedIp | undefined; onClose: () => void }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  return (
    <ConfirmDialog
      opened={trusted !== undefined}
      onClose={onClose}
      title={`Trust ${trusted?.network ?? ''} no longer?`}
      action="Revoke"
      run={async () => {
        const path = { workspaceId, trustedIpId: trusted?.id ?? '' }
        await read(
          client.DELETE('/v1/workspaces/{workspaceId}/trusted-ips/{trustedIpId}', { params: { path } }),
          () => true,
        )
        await queryClient.invalidateQueries({ queryKey: trustedIpsKey(workspaceId) })
        toast.done('Revoked. The next call from there gets 423.')
      }}
    >
      <p>
        Every key of {trusted?.holderEmail} is blocked from there until they confirm it by mail again. It is never
        trusted on first use again.
      </p>
    </ConfirmDialog>
  )
}

const columnsOf = (
  workspaceId: string,
  isAdmin: boolean,
  revoke: (trusted: TrustedIp) => void,
): readonly Column<TrustedIp>[] => [
  { header: 'Holder', isName: true, cell: ({ holderEmail }) => holderEmail },
  {
    header: 'Network',
    cell: ({ network, client, keyId }) => (
      <span>
        <code className={classes['whole']}>{network}</code>
        <span className={classes['sub']}>
          {client} with{' '}
          <AnchorLink to="/workspaces/$workspaceId/keys/$keyId" params={{ workspaceId, keyId }}>
            this key
          </AnchorLink>
        </span>
      </span>
    ),
  },
  {
    header: 'How',
    cell: ({ how }) => (
      <StatusBadge tone={how === 'confirmed' ? 'good' : 'quiet'}>
        {how === 'confirmed' ? 'Confirmed' : 'First use'}
      </StatusBadge>
    ),
  },
  { header: 'Since', cell: ({ trustedAt }) => <Time at={trustedAt} /> },
  ...(isAdmin
    ? [
        {
          header: 'Action',
          align: 'right',
          cell: (trusted) => (
            <Button variant="subtle" color="red" size="xs" onClick={() => revoke(trusted)}>
              Revoke
              <span className="for-readers">{` ${trusted.network} of ${trusted.holderEmail}`}</span>
            </Button>
          ),
        } satisfies Column<TrustedIp>,
      ]
    : []),
]
