import { Button, NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { accountQuery, read, WORKSPACES_KEY } from '../../api/index.js'
import { type Column, ConfirmDialog, DataTable, Panel, StatusBadge, Time, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { type Member, type MemberRole, membersQuery, peopleKey } from './queries.js'

/** The members with their roles; admins change them, everybody may leave. */
export const MembersPanel = () => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const { data: account } = useQuery(accountQuery(client))
  const [leaving, setLeaving] = useState<Member>()
  const [changing, setChanging] = useState<RoleChange>()
  const columns = columnsOf({ isAdmin, me: account?.id, onRole: setChanging, onLeave: setLeaving })
  return (
    <Panel title="Members" flush>
      <DataTable
        caption="Members, by address"
        query={useQuery(membersQuery(client, workspaceId))}
        columns={columns}
        rowKey={({ accountId }) => accountId}
        empty={null}
      />
      <RoleDialog
        change={changing}
        isMe={changing?.member.accountId === account?.id}
        onClose={() => setChanging(undefined)}
      />
      <LeaveDialog member={leaving} isMe={leaving?.accountId === account?.id} onClose={() => setLeaving(undefined)} />
    </Panel>
  )
}

interface RoleChange {
  readonly member: Member
  readonly role: MemberRole
}

interface Ways {
  readonly isAdmin: boolean
  readonly me: string | undefined
  readonly onRole: (change: RoleChange) => void
  readonly onLeave: (member: Member) => void
}

const columnsOf = ({ isAdmin, me, onRole, onLeave }: Ways): readonly Column<Member>[] => [
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
    cell: (member) =>
      isAdmin ? (
        <NativeSelect
          size="xs"
          aria-label={`Role of ${member.email}`}
          value={member.role}
          // A key on a closed list chooses too: it asks, and shows the role of now until the answer.
          onChange={(event) => onRole({ member, role: event.currentTarget.value as MemberRole })}
          data={ROLES}
        />
      ) : (
        member.role
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

interface RoleDialogProps {
  readonly change: RoleChange | undefined
  readonly isMe: boolean
  readonly onClose: () => void
}

const RoleDialog = ({ change, isMe, onClose }: RoleDialogProps) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const isPromotion = change?.role === 'admin'
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: peopleKey(workspaceId) }),
      queryClient.invalidateQueries({ queryKey: WORKSPACES_KEY }),
    ])
  return (
    <ConfirmDialog
      opened={change !== undefined}
      onClose={onClose}
      title={`Make ${isMe ? 'yourself' : (change?.member.email ?? '')} ${isPromotion ? 'an admin' : 'a viewer'}?`}
      action={isPromotion ? 'Make admin' : 'Make viewer'}
      tone={isPromotion ? 'danger' : 'plain'}
      run={async () => {
        const path = { workspaceId, accountId: change?.member.accountId ?? '' }
        const body = { role: change?.role ?? 'viewer' }
        const call = client.PATCH('/v1/workspaces/{workspaceId}/members/{accountId}', { params: { path }, body })
        await read(call, () => true).finally(refresh)
      }}
    >
      <p>
        {isPromotion
          ? 'An admin changes everything here: keys, members, networks, and who is an admin.'
          : 'A viewer sees the workspace and changes nothing in it.'}
      </p>
    </ConfirmDialog>
  )
}

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
