import type { VaultPorts } from '@1relay/custody'
import { accountQuery, ProblemError } from '../api/index.js'
import { useVaultKey, useVaultPorts } from '../keyring/index.js'
import { useServices } from '../wiring/index.js'

export interface OpenOwner {
  readonly accountId: string
  readonly vaultKey: Uint8Array
  readonly ports: VaultPorts
}

/** Whose vault is open, and with what it is worked on. Throws `vault_locked` when it has been locked meanwhile. */
export const useOwner = (): (() => Promise<OpenOwner>) => {
  const { client, queryClient } = useServices()
  const ports = useVaultPorts()
  const vaultKeyNow = useVaultKey()
  return async () => {
    const { id: accountId } = await queryClient.ensureQueryData(accountQuery(client))
    const vaultKey = vaultKeyNow()
    if (vaultKey === undefined) throw new ProblemError({ code: 'vault_locked' })
    return { accountId, vaultKey, ports }
  }
}
