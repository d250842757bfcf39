import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { read } from '../../api/index.js'
import { ConfirmDialog, Panel, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import { type ProtectedKey, protectedKeysKey } from './queries.js'

/** The end of a protected key and of everything that was issued of it. */
export const DeletePanel = ({ protectedKey: { id: connectionId, name, liveKeys } }: { protectedKey: ProtectedKey }) => {
  const [isAsking, setAsking] = useState(false)
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { id: workspaceId } = useWorkspace()
  return (
    <Panel
      title="Delete this protected key"
      lead="Our sealed copy goes. The real key stays as it is at its vendor."
      tone="danger"
      actions={
        <Button color="red" variant="light" onClick={() => setAsking(true)}>
          Delete
        </Button>
      }
    >
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${name}?`}
        action="Delete"
        {...(liveKeys > 0 ? { typed: name } : {})}
        run={async () => {
          const params = { path: { workspaceId, connectionId }, query: { revokeKeys: true } }
          await read(
            client.DELETE('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}', { params }),
            () => true,
          )
          await navigate({ to: '/workspaces/$workspaceId/protected-keys', params: { workspaceId } })
          await queryClient.invalidateQueries({ queryKey: protectedKeysKey(workspaceId) })
          toast.done(`${name} is deleted.`)
        }}
      >
        <p>
          {liveKeys === 0
            ? 'No key of it is live.'
            : `${liveKeys === 1 ? 'One key of it is' : `${liveKeys} keys of it are`} live and will be revoked: what uses them stops at once.`}
        </p>
      </ConfirmDialog>
    </Panel>
  )
}
