import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { recoverVault } from '@1relay/custody'
import { accountQuery, problemIn, ProblemError, unwrap } from '../api/index.js'
import { mustProve, passwordIn, ProveAgain, useAsked } from '../proof/index.js'
import {
  Deriving,
  useCodeComing,
  useOpenVault,
  useVaultPorts,
  VAULT_KEY,
  VaultUserName,
  vaultQuery,
} from '../keyring/index.js'
import { clearSecrets, ButtonLink, Page, Panel, ProblemNote, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { checkNewPassword, MasterPasswordFields, type PasswordProblems } from './master-password-fields.js'
import classes from './vault.module.css'

const useRecover = () => {
  const { client, queryClient, vaultSession } = useServices()
  const ports = useVaultPorts()
  const beginOpening = useOpenVault()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const hold = beginOpening()
      const newMasterPassword = valueOf(form, 'newPassword')
      if (await vaultSession.isAccountPassword(newMasterPassword)) throw new ProblemError({ code: 'same_password' })
      const { id: accountId } = await queryClient.ensureQueryData(accountQuery(client))
      const vault = await queryClient.fetchQuery({ ...vaultQuery(client), staleTime: 0 })
      const recoveryCode = valueOf(form, 'recoveryCode')
      const recovered = unwrap(
        await recoverVault(ports, { accountId, recoveryCode, newMasterPassword, vault, ...passwordIn(form) }),
      )
      hold(recovered.vaultKey)
      queryClient.setQueryData(VAULT_KEY, recovered.vault)
      vaultSession.tellShared(false)
      vaultSession.showCode(recovered.recoveryCode)
      await navigate({ to: '/vault' })
    },
    // Whoever only has to prove themselves types the rest once.
    onError: (error, form) => {
      if (!mustProve(error)) clearSecrets(form, 'newPassword', 'repeated', 'password')
    },
  })
}

/** The recovery code opens the vault once; the person leaves with a new master password and a new code. */
export const RecoverPage = () => {
  const { client } = useServices()
  const { data: account } = useQuery(accountQuery(client))
  const [problems, setProblems] = useState<PasswordProblems>({})
  const recover = useRecover()
  useCodeComing(recover.isPending)
  const isAsked = useAsked(recover.error)
  return (
    <Page
      title="Recover your vault"
      lead="Your recovery code opens the vault. Then you choose a new master password and get a new code; the old ones end."
      width="narrow"
    >
      <Panel>
        <form
          className={classes['fields']}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const found = checkNewPassword(event.currentTarget)
            setProblems(found)
            if (Object.keys(found).length === 0 && !recover.isPending) recover.mutate(event.currentTarget)
          }}
        >
          <TextInput
            label="Recovery code"
            name="recoveryCode"
            description="Seven groups of four, such as 7MZK-…"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
          />
          <VaultUserName email={account?.email} />
          <MasterPasswordFields label="New master password" problems={problems} isBusy={recover.isPending} />
          {isAsked && account !== undefined ? (
            <ProveAgain account={account} reason="this replaces what opens your vault" next="/vault/recover" />
          ) : null}
          {recover.isError && !mustProve(recover.error) ? <ProblemNote problem={problemIn(recover.error)} /> : null}
          <Deriving isActive={recover.isPending} />
          <div className={classes['buttons']}>
            <ButtonLink to="/vault" variant="default" size="md">
              Back
            </ButtonLink>
            <Button type="submit" size="md" loading={recover.isPending}>
              Recover vault
            </Button>
          </div>
        </form>
      </Panel>
    </Page>
  )
}
