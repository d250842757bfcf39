import { read } from '../../api/index.js'
import { ConfirmDialog, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import type { DisposableKey } from './queries.js'

interface RevokeDialogProps {
  /** The key that is asked about; undefined: nothing is asked. */
  readonly issued: Pick<DisposableKey, 'id' | 'name'> | undefined
  readonly onClose: () => void
  readonly onRevoked: () => unknown
}

/** Ends one key; the real one is untouched. */
export const RevokeDialog = ({ issued, onClose, onRevoked }: RevokeDialogProps) => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  return (
    <ConfirmDialog
      opened={issued !== undefined}
      onClose={onClose}
      title={`Revoke ${issued?.name ?? ''}?`}
      action="Revoke"
      run={async () => {
        const path = { workspaceId, keyId: issued?.id ?? '' }
        await read(client.DELETE('/v1/workspaces/{workspaceId}/keys/{keyId}', { params: { path } }), () => true)
        await onRevoked()
        toast.done(`${issued?.name ?? 'The key'} is revoked. The real key is untouched.`)
      }}
    >
      <p>Its next call is refused. The real key and every other key of it go on as they are.</p>
    </ConfirmDialog>
  )
}
