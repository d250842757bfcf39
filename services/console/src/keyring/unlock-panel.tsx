import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { accountQuery, problemIn } from '../api/index.js'
import { AnchorLink, ProblemNote, SecretField, valueOf } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { Deriving } from './deriving.js'
import classes from './unlock-panel.module.css'
import { useUnlock, useUnlockWithPasskey } from './use-unlock.js'
import { VaultUserName } from './vault-user-name.js'
import { vaultQuery } from './vault-query.js'

/** Opens the vault in this browser: with the master password, or with a passkey that was made a second way in. */
export const UnlockPanel = () => {
  const client = useClient()
  const { data: account } = useQuery(accountQuery(client))
  const { data: vault } = useQuery(vaultQuery(client))
  const [unlock, byPasskey] = [useUnlock(), useUnlockWithPasskey()]
  const error = unlock.error ?? byPasskey.error
  const isBusy = unlock.isPending || byPasskey.isPending
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (valueOf(event.currentTarget, 'masterPassword') === '' || isBusy) return
        byPasskey.reset()
        unlock.mutate(event.currentTarget)
      }}
    >
      <VaultUserName email={account?.email} />
      <SecretField
        label="Master password"
        name="masterPassword"
        autoComplete="current-password"
        readOnly={isBusy}
        data-autofocus
      />
      {error === null || isBusy ? null : <ProblemNote problem={problemIn(error)} />}
      <Deriving isActive={unlock.isPending} />
      <div className={classes['buttons']}>
        <Button type="submit" loading={unlock.isPending} disabled={byPasskey.isPending}>
          Unlock
        </Button>
        {vault !== undefined && vault.passkeys.length > 0 ? (
          <Button
            variant="default"
            leftSection={<IconFingerprint size={18} aria-hidden="true" />}
            loading={byPasskey.isPending}
            disabled={unlock.isPending}
            onClick={() => {
              unlock.reset()
              byPasskey.mutate()
            }}
          >
            Unlock with passkey
          </Button>
        ) : null}
      </div>
      <p className={classes['other']}>
        Forgot it? <AnchorLink to="/vault/recover">Use recovery code</AnchorLink>
      </p>
    </form>
  )
}
