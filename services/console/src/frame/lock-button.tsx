import { ActionIcon } from '@mantine/core'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useVaultStatus } from '../keyring/index.js'
import { useServices } from '../wiring/index.js'
import classes from './foot.module.css'

/** Whether the vault is open, wherever one is; a click locks it. */
export const LockButton = () => {
  const { vaultSession } = useServices()
  const { isOpen } = useVaultStatus()
  if (!isOpen) {
    return (
      <p className={classes['line']}>
        <IconLock size={18} aria-hidden="true" />
        <span>Vault is locked</span>
      </p>
    )
  }
  return (
    <button type="button" className={classes['button']} onClick={() => vaultSession.lock()}>
      <IconLockOpen size={18} aria-hidden="true" />
      <span>Lock vault now</span>
    </button>
  )
}

/** The same for the bar of a phone, where there is room for a sign only. Nothing while the vault is locked. */
export const LockIcon = () => {
  const { vaultSession } = useServices()
  const { isOpen } = useVaultStatus()
  if (!isOpen) return null
  return (
    <ActionIcon variant="light" size="lg" onClick={() => vaultSession.lock()} aria-label="Lock vault now">
      <IconLockOpen size={20} aria-hidden="true" />
    </ActionIcon>
  )
}
