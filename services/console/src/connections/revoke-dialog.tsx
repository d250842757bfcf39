import { useQueryClient } from '@tanstack/react-query'
import { read } from '../api/index.js'
import { ConfirmDialog, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import type { Connection } from './queries.js'

interface RevokeDialogProps {
  readonly connection: Connection
  readonly opened: boolean
  readonly onClose: () => void
}

/** Ends a connection at once. */
export const RevokeDialog = ({ connection, opened, onClose }: RevokeDialogProps) => {
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Revoke ${connection.app.name}?`}
      action="Revoke"
      run={async () => {
        await read(
          client.DELETE('/v1/connections/{connectionId}', { params: { path: { connectionId: connection.id } } }),
          () => true,
        )
        await queryClient.invalidateQueries({ queryKey: ['connections'] })
        toast.done(`${connection.app.name} can no longer use your keys.`)
      }}
    >
      <p>
        Its next request is refused, and streams that are open are cut. Your keys stay as they are. To use it again, the
        app has to ask you anew.
      </p>
    </ConfirmDialog>
  )
}
