import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLock } from '@tabler/icons-react'
import { useEffect } from 'react'
import { UnlockPanel, useVaultStatus } from '../keyring/index.js'
import classes from './vault.module.css'

/** The vault is locked: what can be seen, and the way to open it. */
export const LockedNote = () => {
  const [isOpen, dialog] = useDisclosure(false)
  const vault = useVaultStatus()
  useEffect(() => {
    if (vault.isOpen) dialog.close()
  }, [vault.isOpen, dialog])
  return (
    <div className={classes['locked']}>
      <IconLock size={20} aria-hidden="true" />
      <p>Your vault is locked. You see which keys are in it; to add, read or replace one, unlock it.</p>
      <Button size="sm" onClick={dialog.open}>
        Unlock vault
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title="Unlock your vault">
        <UnlockPanel />
      </Modal>
    </div>
  )
}
