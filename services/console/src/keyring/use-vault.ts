import { useSyncExternalStore } from 'react'
import { useServices } from '../wiring/index.js'
import type { VaultSnapshot } from './vault-session.service.js'

/** Whether the vault is open in this tab; the page renders again when that changes. */
export const useVaultStatus = (): VaultSnapshot => {
  const { vaultSession } = useServices()
  return useSyncExternalStore(vaultSession.subscribe, vaultSession.snapshot)
}

/** A new recovery code that the person has yet to save. */
export const useUnsavedCode = (): string | undefined => {
  const { vaultSession } = useServices()
  return useSyncExternalStore(vaultSession.subscribe, () => vaultSession.unsavedCode)
}

/** True when the account password was found to be the master password too. */
export const useIsPasswordShared = (): boolean => {
  const { vaultSession } = useServices()
  return useSyncExternalStore(vaultSession.subscribe, () => vaultSession.isPasswordShared)
}

/** Borrows the vault key; what comes of it gives the key, or undefined once the vault was locked. Ask it again after every await. */
export const useVaultLease = (): (() => () => Uint8Array | undefined) => {
  const { vaultSession } = useServices()
  return () => vaultSession.lease()
}

/** Takes a vault key that was just opened over into the session. */
export const useOpenVault = (): ((vaultKey: Uint8Array) => void) => {
  const { vaultSession } = useServices()
  return (vaultKey) => vaultSession.hold(vaultKey)
}
