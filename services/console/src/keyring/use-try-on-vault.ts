import { isMasterPassword } from '@1relay/custody'
import { ACCOUNT_KEY, type Account } from '../api/index.js'
import { useServices } from '../wiring/index.js'
import { useVaultPorts } from './vault-ports.js'

/** Tries the account password of somebody who signed in on their vault, in a worker, while they go on; tells the session if it opens it. */
export const useTryOnVault = (): ((account: Account, password: string) => Promise<void>) => {
  const { queryClient, vaultSession } = useServices()
  const ports = useVaultPorts()
  return async ({ id: accountId, hasVault }, password) => {
    if (!hasVault) return
    const isShared = await isMasterPassword(ports, { accountId, password })
    const isStillHere = queryClient.getQueryData<Account>(ACCOUNT_KEY)?.id === accountId
    if (isStillHere && isShared.ok) vaultSession.tellShared(isShared.value)
  }
}
