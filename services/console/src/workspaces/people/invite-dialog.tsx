import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { problemIn, read } from '../../api/index.js'
import { toast, valueOf } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { ROLES } from './members-panel.js'
import { ProveNote } from './prove-note.js'
import { type MemberRole, peopleKey } from './queries.js'

interface InviteDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** Mails a link to one address. */
export const InviteDialog = ({ opened, onClose }: InviteDialogProps) => (
  <Modal opened={opened} onClose={onClose} title="Invite somebody">
    <InviteForm onClose={onClose} />
  </Modal>
)

const InviteForm = ({ onClose }: { onClose: () => void }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const invite = useMutation({
    mutationFn: (body: { email: string; role: MemberRole }) => {
      const params = { path: { workspaceId } }
      return read(
        client.POST('/v1/workspaces/{workspaceId}/invitations', { params, body }),
        ({ data }) => data.invitation,
      )
    },
    onSuccess: async ({ email }) => {
      await queryClient.invalidateQueries({ queryKey: peopleKey(workspaceId) })
      toast.done(`${email} is invited.`)
      onClose()
    },
  })
  return (
    <form
      className={classes['fields']}
      onSubmit={(event) => {
        event.preventDefault()
        const form = event.currentTarget
        const role = (form.elements.namedItem('role') as HTMLSelectElement).value as MemberRole
        invite.mutate({ email: valueOf(form, 'email').trim(), role })
      }}
    >
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
      />
      <NativeSelect
        name="role"
        label="Role"
        description="Viewers see everything and change nothing; admins may do everything."
        data={ROLES}
      />
      {invite.isError ? <ProveNote problem={problemIn(invite.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={invite.isPending}>
          Send invitation
        </Button>
      </div>
    </form>
  )
}
