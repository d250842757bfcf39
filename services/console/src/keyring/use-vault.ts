import { useSyncExternalStore } from 'react'
import { ProblemError } from '../api/index.js'
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

/**
 * Asked before a vault is opened: what comes of it takes the key over. Throws `vault_locked`, and overwrites the key, when the person has signed
 * out meanwhile.
 */
export const useOpenVault = (): (() => (vaultKey: Uint8Array) => void) => {
  const { vaultSession } = useServices()
  return () => {
    const isStillHere = vaultSession.visit()
    return (vaultKey) => {
      if (isStillHere()) return vaultSession.hold(vaultKey)
      vaultKey.fill(0)
      throw new ProblemError({ code: 'vault_locked' })
    }
  }
}
