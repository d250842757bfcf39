import { Modal } from '@mantine/core'
import { useState } from 'react'
import { UnlockGate } from '../keyring/index.js'
import { NewTokenForm } from './new-token-form.js'
import { TokenOnce } from './token-once.js'

/** Makes a bot token, and shows it once. */
export const NewTokenDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const [made, setMade] = useState<{ token: string; provider: string }>()
  const close = () => {
    onClose()
    setMade(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made === undefined ? 'New bot token' : 'Your bot token'}
      size="lg"
      // A click beside the dialog must not throw away what is shown once.
      closeOnClickOutside={made === undefined}
      closeOnEscape={made === undefined}
    >
      {made === undefined ? (
        <UnlockGate purpose="seal keys for a token" bare>
          <NewTokenForm onMade={setMade} onCancel={close} />
        </UnlockGate>
      ) : (
        <TokenOnce {...made} onDone={close} />
      )}
    </Modal>
  )
}
