import { useSyncExternalStore } from 'react'
import { useServices } from '../wiring/index.js'
import type { VaultSnapshot } from './vault-session.service.js'

/** Whether the vault is open in this tab; the page renders again when that changes. */
export const useVaultStatus = (): VaultSnapshot => {
  const { vaultSession } = useServices()
  return useSyncExternalStore(vaultSession.subscribe, vaultSession.snapshot)
}

/** The vault key, or undefined while the vault is locked. Ask again for each use: it may have been wiped meanwhile. */
export const useVaultKey = (): (() => Uint8Array | undefined) => {
  const { vaultSession } = useServices()
  return () => vaultSession.vaultKey
}

/** Takes a vault key that was just opened over into the session. */
export const useOpenVault = (): ((vaultKey: Uint8Array) => void) => {
  const { vaultSession } = useServices()
  return (vaultKey) => vaultSession.hold(vaultKey)
}
