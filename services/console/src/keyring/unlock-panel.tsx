import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { openVault } from '@1relay/custody'
import { accountQuery, problemIn, unwrap } from '../api/index.js'
import { ButtonLink, clearSecrets, ProblemNote, SecretField, valueOf } from '../ui/index.js'
import { useClient, useServices } from '../wiring/index.js'
import { Deriving } from './deriving.js'
import classes from './unlock-panel.module.css'
import { useVaultPorts } from './vault-ports.js'
import { vaultQuery } from './vault-query.js'

/** Opens the vault with the master password, in this browser. */
export const UnlockPanel = () => {
  const { queryClient, vaultSession } = useServices()
  const client = useClient()
  const ports = useVaultPorts()
  const { data: account } = useQuery(accountQuery(client))
  const unlock = useMutation({
    mutationFn: async (masterPassword: string) => {
      // Fresh: the master password may have been changed in another window.
      const [owner, vault] = await Promise.all([
        queryClient.ensureQueryData(accountQuery(client)),
        queryClient.fetchQuery(vaultQuery(client)),
      ])
      return unwrap(await openVault(ports, { accountId: owner.id, masterPassword, vault }))
    },
    onSuccess: (vaultKey) => vaultSession.hold(vaultKey),
  })
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        const form = event.currentTarget
        const masterPassword = valueOf(form, 'masterPassword')
        if (masterPassword !== '' && !unlock.isPending)
          unlock.mutate(masterPassword, { onError: () => clearSecrets(form, 'masterPassword') })
      }}
    >
      <input
        type="text"
        name="username"
        autoComplete="username"
        value={`${account?.email ?? ''} (1Relay vault)`}
        readOnly
        hidden
      />
      <SecretField
        label="Master password"
        name="masterPassword"
        autoComplete="current-password"
        disabled={unlock.isPending}
        data-autofocus
      />
      {unlock.isError ? <ProblemNote problem={problemIn(unlock.error)} /> : null}
      <Deriving isActive={unlock.isPending} />
      <div className={classes['buttons']}>
        <Button type="submit" loading={unlock.isPending}>
          Unlock
        </Button>
        <ButtonLink to="/vault/recover" variant="subtle">
          Use recovery code
        </ButtonLink>
      </div>
    </form>
  )
}
