import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemIn, read } from '../../api/index.js'
import { type Column, ConfirmDialog, DataTable, EmptyState, Panel, StatusBadge, Time, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { InviteDialog } from './invite-dialog.js'
import { ProveNote } from './prove-note.js'
import { type Invitation, invitationsQuery, peopleKey } from './queries.js'

/** Who was invited and has not accepted yet. */
export const InvitationsPanel = () => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const [isInviting, setInviting] = useState(false)
  const [ending, setEnding] = useState<Invitation>()
  const refresh = () => queryClient.invalidateQueries({ queryKey: peopleKey(workspaceId) })
  const params = (invitationId: string) => ({ path: { workspaceId, invitationId } })
  const resend = useMutation({
    mutationFn: ({ id }: Invitation) =>
      read(
        client.POST('/v1/workspaces/{workspaceId}/invitations/{invitationId}/resend', { params: params(id) }),
        ({ data }) => data.invitation,
      ),
    onSuccess: ({ email }) => toast.done(`Sent to ${email} again. The former link works no more.`),
    onSettled: refresh,
  })
  const invite = (
    <Button leftSection={<IconUserPlus size={18} aria-hidden="true" />} onClick={() => setInviting(true)}>
      Invite
    </Button>
  )
  return (
    <Panel
      title="Invitations"
      lead="A mailed link works once, for seven days, for that address alone."
      actions={invite}
      flush
    >
      {resend.isError ? (
        <div className={classes['note']}>
          <ProveNote problem={problemIn(resend.error)} />
        </div>
      ) : null}
      <DataTable
        caption="Open invitations, newest first"
        query={useQuery(invitationsQuery(client, workspaceId))}
        columns={columnsOf(resend.mutate, setEnding, resend.isPending)}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No open invitations" />}
      />
      <InviteDialog opened={isInviting} onClose={() => setInviting(false)} />
      <ConfirmDialog
        opened={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title={`Revoke the invitation of ${ending?.email ?? ''}?`}
        action="Revoke"
        run={async () => {
          const given = { params: params(ending?.id ?? '') }
          await read(client.DELETE('/v1/workspaces/{workspaceId}/invitations/{invitationId}', given), () => true)
          await refresh()
          toast.done('The invitation is revoked.')
        }}
      >
        <p>The link in their mail works no more. You can invite them again.</p>
      </ConfirmDialog>
    </Panel>
  )
}

const columnsOf = (
  resend: (invitation: Invitation) => void,
  revoke: (invitation: Invitation) => void,
  isBusy: boolean,
): readonly Column<Invitation>[] => [
  { header: 'Address', isName: true, cell: ({ email }) => email },
  { header: 'As', cell: ({ role }) => role },
  {
    header: 'State',
    cell: ({ status, expiresAt }) =>
      status === 'expired' ? (
        <StatusBadge tone="warning">Expired</StatusBadge>
      ) : (
        <>
          Ends <Time at={expiresAt} />
        </>
      ),
  },
  { header: 'Invited by', cell: ({ invitedBy }) => invitedBy ?? 'somebody who has left' },
  {
    header: 'Action',
    align: 'right',
    cell: (invitation) => (
      <span>
        <Button variant="subtle" size="xs" disabled={isBusy} onClick={() => resend(invitation)}>
          Send again<span className="for-readers"> to {invitation.email}</span>
        </Button>
        <Button variant="subtle" color="red" size="xs" onClick={() => revoke(invitation)}>
          Revoke<span className="for-readers"> the invitation of {invitation.email}</span>
        </Button>
      </span>
    ),
  },
]
