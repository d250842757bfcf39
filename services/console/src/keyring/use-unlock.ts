import { useMutation } from '@tanstack/react-query'
import { askPasskey, openVault, openVaultWithPasskey } from '@1relay/custody'
import { accountQuery, unwrap } from '../api/index.js'
import { clearSecrets, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { useVaultPorts } from './vault-ports.js'
import { useOpenVault } from './use-vault.js'
import { vaultQuery } from './vault-query.js'

/** Who it is, and their vault as it is now: the master password may have been changed in another window. */
const useFreshVault = () => {
  const { client, queryClient } = useServices()
  return async () => {
    const [account, vault] = await Promise.all([
      queryClient.ensureQueryData(accountQuery(client)),
      queryClient.fetchQuery({ ...vaultQuery(client), staleTime: 0 }),
    ])
    return { accountId: account.id, vault }
  }
}

/** Opens the vault with the master password in a form. The form is handed over, not the password: the cache keeps what it is given. */
export const useUnlock = () => {
  const beginOpening = useOpenVault()
  const ports = useVaultPorts()
  const freshVault = useFreshVault()
  return useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const hold = beginOpening()
      const masterPassword = valueOf(form, 'masterPassword')
      hold(unwrap(await openVault(ports, { ...(await freshVault()), masterPassword })))
    },
    onError: (_, form) => clearSecrets(form, 'masterPassword'),
  })
}

/** Opens the vault with a passkey. */
export const useUnlockWithPasskey = () => {
  const beginOpening = useOpenVault()
  const freshVault = useFreshVault()
  return useMutation({
    mutationFn: async () => {
      const hold = beginOpening()
      hold(unwrap(await openVaultWithPasskey({ ask: askPasskey }, await freshVault())))
    },
  })
}
