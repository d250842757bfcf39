import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { isMasterPassword } from '@1relay/custody'
import { ACCOUNT_KEY, type Account, isProblem, problemIn, ProblemError, read, unwrap } from '../api/index.js'
import { useVaultPorts } from '../keyring/index.js'
import { SignInAgain } from '../proof/index.js'
import { clearSecrets, Panel, ProblemNote, SecretField, toast, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import classes from './settings.module.css'

/** The account password: set one, or another one. It has nothing to do with the master password. */
export const PasswordPanel = ({ account }: { account: Account }) => {
  const [isChanging, setChanging] = useState(false)
  const action = account.hasPassword ? 'Change password' : 'Set a password'
  return (
    <Panel
      title="Account password"
      lead={
        account.hasPassword
          ? 'It signs you in. It does not open your vault.'
          : 'You sign in by mailed link or passkey. A password is one more way in.'
      }
      actions={
        isChanging ? undefined : (
          <Button variant="default" onClick={() => setChanging(true)}>
            {action}
          </Button>
        )
      }
    >
      {isChanging ? <PasswordForm account={account} action={action} onDone={() => setChanging(false)} /> : undefined}
    </Panel>
  )
}

interface PasswordFormProps {
  readonly account: Account
  readonly action: string
  readonly onDone: () => void
}

const PasswordForm = ({ account, action, onDone }: PasswordFormProps) => {
  const { client, queryClient, vaultSession } = useServices()
  const ports = useVaultPorts()
  const change = useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const [currentPassword, newPassword] = [valueOf(form, 'currentPassword'), valueOf(form, 'newPassword')]
      const body = account.hasPassword ? { currentPassword, newPassword } : { newPassword }
      if (unwrap(await isMasterPassword(ports, { accountId: account.id, password: newPassword }))) {
        throw new ProblemError({ code: 'is_master_password' })
      }
      await read(client.PUT('/v1/account/password', { body }), () => true)
      await vaultSession.noteAccountPassword(newPassword)
      vaultSession.tellShared(false)
      await queryClient.invalidateQueries({ queryKey: ACCOUNT_KEY })
      await queryClient.invalidateQueries({ queryKey: ['sessions'] })
    },
    onSuccess: () => {
      toast.done('The account password is changed. Every other session has ended.')
      onDone()
    },
    onSettled: (_, __, form) => clearSecrets(form, 'currentPassword', 'newPassword'),
  })
  return (
    <form
      className={classes['stack']}
      onSubmit={(event) => {
        event.preventDefault()
        if (!change.isPending) change.mutate(event.currentTarget)
      }}
    >
      <input type="text" name="username" autoComplete="username" value={account.email} readOnly hidden />
      {account.hasPassword ? (
        <SecretField
          label="Present account password"
          name="currentPassword"
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
      ) : null}
      <SecretField
        label="New account password"
        name="newPassword"
        autoComplete="new-password"
        description="At least 10 characters, and not your master password."
        minLength={10}
        required
        withAsterisk={false}
      />
      {isProblem(change.error, 'recent_sign_in_required') ? <SignInAgain /> : null}
      {change.isError && !isProblem(change.error, 'recent_sign_in_required') ? (
        <ProblemNote problem={problemIn(change.error)} />
      ) : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={change.isPending}>
          {action}
        </Button>
      </div>
    </form>
  )
}
