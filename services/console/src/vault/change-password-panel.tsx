import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { changeMasterPassword } from '@1relay/custody'
import { accountQuery, problemIn, ProblemError, unwrap } from '../api/index.js'
import { mustProve, passwordIn, ProveAgain, useAsked } from '../proof/index.js'
import { Deriving, useVaultPorts, VAULT_KEY, VaultUserName, vaultQuery } from '../keyring/index.js'
import { clearSecrets, Panel, ProblemNote, SecretField, toast, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { checkNewPassword, MasterPasswordFields, type PasswordProblems } from './master-password-fields.js'
import classes from './vault.module.css'

const useChangePassword = (onChanged: () => void) => {
  const { client, queryClient, vaultSession } = useServices()
  const ports = useVaultPorts()
  return useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const [masterPassword, newMasterPassword] = [valueOf(form, 'masterPassword'), valueOf(form, 'newPassword')]
      if (await vaultSession.isAccountPassword(newMasterPassword)) throw new ProblemError({ code: 'same_password' })
      const { id: accountId } = await queryClient.ensureQueryData(accountQuery(client))
      const vault = await queryClient.fetchQuery({ ...vaultQuery(client), staleTime: 0 })
      const input = { accountId, masterPassword, newMasterPassword, vault, ...passwordIn(form) }
      queryClient.setQueryData(VAULT_KEY, unwrap(await changeMasterPassword(ports, input)))
      vaultSession.tellShared(false)
    },
    onSuccess: () => {
      toast.done('Your master password is changed.')
      onChanged()
    },
    // Whoever only has to prove themselves types the rest once.
    onSettled: (_, error, form) => {
      if (!mustProve(error)) clearSecrets(form, 'masterPassword', 'newPassword', 'repeated', 'password')
    },
  })
}

/** Another master password for the same vault: one key is wrapped anew, nothing else changes. */
export const ChangePasswordPanel = () => {
  const [isChanging, setChanging] = useState(false)
  return (
    <Panel
      title="Master password"
      lead="It derives the key to your vault in this browser. Changing it touches no key and no connection."
      actions={
        isChanging ? undefined : (
          <Button variant="default" onClick={() => setChanging(true)}>
            Change master password
          </Button>
        )
      }
    >
      {isChanging ? <ChangeForm onDone={() => setChanging(false)} /> : undefined}
    </Panel>
  )
}

const ChangeForm = ({ onDone }: { onDone: () => void }) => {
  const { client } = useServices()
  const { data: account } = useQuery(accountQuery(client))
  const [problems, setProblems] = useState<PasswordProblems>({})
  const change = useChangePassword(onDone)
  const isAsked = useAsked(change.error)
  return (
    <form
      className={classes['fields']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const found = checkNewPassword(event.currentTarget)
        setProblems(found)
        if (Object.keys(found).length === 0 && !change.isPending) change.mutate(event.currentTarget)
      }}
    >
      <VaultUserName email={account?.email} />
      <SecretField
        label="Present master password"
        name="masterPassword"
        autoComplete="current-password"
        readOnly={change.isPending}
      />
      <MasterPasswordFields label="New master password" problems={problems} isBusy={change.isPending} />
      {isAsked && account !== undefined ? (
        <ProveAgain account={account} reason="this replaces what opens your vault" next="/vault/access" />
      ) : null}
      {change.isError && !mustProve(change.error) ? <ProblemNote problem={problemIn(change.error)} /> : null}
      <Deriving isActive={change.isPending} />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onDone} disabled={change.isPending}>
          Cancel
        </Button>
        <Button type="submit" loading={change.isPending}>
          Change master password
        </Button>
      </div>
    </form>
  )
}
