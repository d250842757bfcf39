import { useQueryClient } from '@tanstack/react-query'
import type { StoredKey } from '@1relay/custody'
import { read } from '../api/index.js'
import { AnchorLink, ConfirmDialog, QueryView, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { countInWords, GrantNames, useHoldingGrants } from './holding-grants.js'
import { KEYS_KEY } from './keys.js'

interface DeleteKeyDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly item: StoredKey
  readonly title: string
}

/** Deletes a key from the vault, having said what that does not do. */
export const DeleteKeyDialog = ({ opened, onClose, item, title }: DeleteKeyDialogProps) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { provider, label } = item
  const run = async () => {
    const params = { path: { provider }, query: { label } }
    await read(client.DELETE('/v1/keys/{provider}', { params }), () => true)
    await queryClient.invalidateQueries({ queryKey: KEYS_KEY })
    toast.done('The key is deleted from your vault.')
  }
  return (
    <ConfirmDialog opened={opened} onClose={onClose} title={`Delete ${title}?`} action="Delete key" run={run}>
      <Affected item={item} isAsked={opened} />
    </ConfirmDialog>
  )
}

const Affected = ({ item, isAsked }: { item: StoredKey; isAsked: boolean }) => {
  const query = useHoldingGrants(item, isAsked)
  return (
    <QueryView query={query}>
      {(grants) =>
        grants.length === 0 ? (
          <p>
            No connection and no bot token uses it. The key itself stays valid at the provider until you revoke it
            there.
          </p>
        ) : (
          <>
            <p>
              It leaves your vault, but {countInWords(grants)} keep{grants.length === 1 ? 's' : ''} a sealed copy and go
              {grants.length === 1 ? 'es' : ''} on working. To end them,{' '}
              <AnchorLink to="/connections">revoke them</AnchorLink>.
            </p>
            <GrantNames grants={grants} />
          </>
        )
      }
    </QueryView>
  )
}
