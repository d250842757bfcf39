import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { makeVault } from '@1relay/custody'
import { ACCOUNT_KEY, accountQuery, isProblem, problemIn, ProblemError, unwrap } from '../api/index.js'
import { Deriving, useCodeComing, useOpenVault, useVaultPorts, VAULT_KEY, VaultUserName } from '../keyring/index.js'
import { clearSecrets, Page, Panel, ProblemNote, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { checkNewPassword, MasterPasswordFields, type PasswordProblems } from './master-password-fields.js'
import classes from './vault.module.css'
import { WhatTheServerHas } from './what-the-server-has.js'

const useCreateVault = () => {
  const { client, queryClient, vaultSession } = useServices()
  const ports = useVaultPorts()
  const beginOpening = useOpenVault()
  return useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const hold = beginOpening()
      const masterPassword = valueOf(form, 'newPassword')
      if (await vaultSession.isAccountPassword(masterPassword)) throw new ProblemError({ code: 'same_password' })
      const { id: accountId } = await queryClient.ensureQueryData(accountQuery(client))
      const made = unwrap(await makeVault(ports, { accountId, masterPassword }))
      hold(made.vaultKey)
      vaultSession.showCode(made.recoveryCode)
      queryClient.setQueryData(VAULT_KEY, made.vault)
      await queryClient.invalidateQueries({ queryKey: ACCOUNT_KEY })
    },
    onError: async (error, form) => {
      clearSecrets(form, 'newPassword', 'repeated')
      // Made in another window in the meantime: that one is opened instead.
      if (isProblem(error, 'vault_exists')) await queryClient.invalidateQueries({ queryKey: ACCOUNT_KEY })
    },
  })
}

/** The first visit: a master password, chosen here and never sent. */
export const CreateVault = () => {
  const { client } = useServices()
  const { data: account } = useQuery(accountQuery(client))
  const [problems, setProblems] = useState<PasswordProblems>({})
  const create = useCreateVault()
  useCodeComing(create.isPending)
  return (
    <Page
      title="Create your vault"
      lead="One more password, the one that matters: it encrypts your keys in this browser, and it is never sent anywhere."
    >
      <div className={classes['columns']}>
        <Panel>
          <form
            className={classes['fields']}
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              const found = checkNewPassword(event.currentTarget)
              setProblems(found)
              if (Object.keys(found).length === 0 && !create.isPending) create.mutate(event.currentTarget)
            }}
          >
            <VaultUserName email={account?.email} />
            <MasterPasswordFields label="Master password" problems={problems} isBusy={create.isPending} />
            {create.isError ? <ProblemNote problem={problemIn(create.error)} /> : null}
            <Deriving isActive={create.isPending} />
            <Button type="submit" size="md" loading={create.isPending}>
              Create vault
            </Button>
          </form>
        </Panel>
        <WhatTheServerHas />
      </div>
    </Page>
  )
}
