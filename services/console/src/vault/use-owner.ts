import type { VaultPorts } from '@1relay/custody'
import { accountQuery, ProblemError } from '../api/index.js'
import { useVaultLease, useVaultPorts } from '../keyring/index.js'
import { useServices } from '../wiring/index.js'

export interface OpenOwner {
  readonly accountId: string
  /** For the call at hand, asked in its arguments: locking overwrites it. Throws `vault_locked` once the vault was locked. */
  readonly vaultKey: () => Uint8Array
  readonly ports: VaultPorts
}

/** Whose vault is open, and with what it is worked on. Throws `vault_locked` when it has been locked meanwhile. */
export const useOwner = (): (() => Promise<OpenOwner>) => {
  const { client, queryClient } = useServices()
  const ports = useVaultPorts()
  const lend = useVaultLease()
  return async () => {
    const lease = lend()
    const vaultKey = () => {
      const key = lease()
      if (key === undefined) throw new ProblemError({ code: 'vault_locked' })
      return key
    }
    const { id: accountId } = await queryClient.ensureQueryData(accountQuery(client))
    vaultKey()
    return { accountId, vaultKey, ports }
  }
}
