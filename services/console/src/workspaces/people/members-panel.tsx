import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { accountQuery, problemIn, read, WORKSPACES_KEY } from '../../api/index.js'
import { type Column, ConfirmDialog, DataTable, Panel, ProblemNote, StatusBadge, Time, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { type Member, type MemberRole, membersQuery, peopleKey } from './queries.js'

/** The members with their roles; admins change them, everybody may leave. */
export const MembersPanel = () => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const queryClient = useQueryClient()
  const { data: account } = useQuery(accountQuery(client))
  const [leaving, setLeaving] = useState<Member>()
  const change = useMutation({
    mutationFn: ({ accountId, role }: { accountId: string; role: MemberRole }) =>
      read(
        client.PATCH('/v1/workspaces/{workspaceId}/members/{accountId}', {
          params: { path: { workspaceId, accountId } },
          body: { role },
        }),
        () => true,
      ),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: peopleKey(workspaceId) }),
        queryClient.invalidateQueries({ queryKey: WORKSPACES_KEY }),
      ]),
  })
  const columns = columnsOf({
    isAdmin,
    me: account?.id,
    isBusy: change.isPending,
    onRole: (accountId, role) => change.mutate({ accountId, role }),
    onLeave: setLeaving,
  })
  return (
    <Panel title="Members" flush>
      {change.isError ? (
        <div className={classes['note']}>
          <ProblemNote problem={problemIn(change.error)} />
        </div>
      ) : null}
      <DataTable
        caption="Members, by address"
        query={useQuery(membersQuery(client, workspaceId))}
        columns={columns}
        rowKey={({ accountId }) => accountId}
        empty={null}
      />
      <LeaveDialog member={leaving} isMe={leaving?.accountId === account?.id} onClose={() => setLeaving(undefined)} />
    </Panel>
  )
}

interface Ways {
  readonly isAdmin: boolean
  readonly me: string | undefined
  readonly isBusy: boolean
  readonly onRole: (accountId: string, role: MemberRole) => void
  readonly onLeave: (member: Member) => void
}

const columnsOf = ({ isAdmin, me, isBusy, onRole, onLeave }: Ways): readonly Column<Member>[] => [
  {
    header: 'Member',
    isName: true,
    cell: ({ email, accountId }) => (
      <span className={classes['name']}>
        {email} {accountId === me ? <StatusBadge tone="quiet">You</StatusBadge> : null}
      </span>
    ),
  },
  {
    header: 'Role',
    cell: ({ accountId, email, role }) =>
      isAdmin ? (
        <NativeSelect
          size="xs"
          aria-label={`Role of ${email}`}
          value={role}
          disabled={isBusy}
          onChange={(event) => onRole(accountId, event.currentTarget.value as MemberRole)}
          data={ROLES}
        />
      ) : (
        role
      ),
  },
  { header: 'Joined', cell: ({ joinedAt }) => <Time at={joinedAt} /> },
  {
    header: 'Action',
    align: 'right',
    cell: (member) =>
      isAdmin || member.accountId === me ? (
        <Button variant="subtle" color="red" size="xs" onClick={() => onLeave(member)}>
          {member.accountId === me ? 'Leave' : 'Remove'}
          <span className="for-readers">{member.accountId === me ? ' the workspace' : ` ${member.email}`}</span>
        </Button>
      ) : null,
  },
]

export const ROLES = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'admin', label: 'Admin' },
]

interface LeaveDialogProps {
  readonly member: Member | undefined
  readonly isMe: boolean
  readonly onClose: () => void
}

const LeaveDialog = ({ member, isMe, onClose }: LeaveDialogProps) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { id: workspaceId, name } = useWorkspace()
  return (
    <ConfirmDialog
      opened={member !== undefined}
      onClose={onClose}
      title={isMe ? `Leave ${name}?` : `Remove ${member?.email ?? ''}?`}
      action={isMe ? 'Leave' : 'Remove'}
      run={async () => {
        const path = { workspaceId, accountId: member?.accountId ?? '' }
        await read(client.DELETE('/v1/workspaces/{workspaceId}/members/{accountId}', { params: { path } }), () => true)
        if (isMe) await navigate({ to: '/workspaces' })
        await queryClient.invalidateQueries({ queryKey: isMe ? WORKSPACES_KEY : peopleKey(workspaceId) })
        toast.done(isMe ? `You have left ${name}.` : 'Removed.')
      }}
    >
      <p>
        {isMe ? 'You see nothing of it any more.' : 'They see nothing of it any more.'} Disposable keys stay as they
        are: revoke by hand what {isMe ? 'you hold' : 'they hold'}.
      </p>
    </ConfirmDialog>
  )
}
