import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { providersQuery } from '../api/index.js'
import { UnlockGate } from '../keyring/index.js'
import { QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { AddKeyForm } from './add-key-form.js'

interface AddKeyDialogProps {
  readonly opened: boolean
  readonly provider: string | undefined
  readonly onClose: () => void
}

/** A new key: of which provider, under which name. */
export const AddKeyDialog = ({ opened, provider, onClose }: AddKeyDialogProps) => {
  const query = useQuery(providersQuery(useClient()))
  return (
    <Modal opened={opened} onClose={onClose} title="Add a key">
      <UnlockGate purpose="add a key" bare>
        <QueryView query={query}>
          {(providers) => <AddKeyForm providers={providers} provider={provider} onDone={onClose} />}
        </QueryView>
      </UnlockGate>
    </Modal>
  )
}
