import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { renewCode } from '@1relay/custody'
import { accountQuery, problemIn, unwrap } from '../api/index.js'
import { UnlockGate, useCodeComing, VAULT_KEY, vaultQuery } from '../keyring/index.js'
import { mustProve, passwordIn, ProveAgain, useAsked } from '../proof/index.js'
import { AnchorLink, clearSecrets, Panel, ProblemNote } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { useOwner } from './use-owner.js'
import classes from './vault.module.css'

const useRenewal = () => {
  const { client, queryClient, vaultSession } = useServices()
  const owner = useOwner()
  return useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const { accountId, vaultKey, ports } = await owner()
      const vault = await queryClient.fetchQuery({ ...vaultQuery(client), staleTime: 0 })
      const input = { accountId, vaultKey: vaultKey(), vault, ...passwordIn(form) }
      const renewed = unwrap(await renewCode(ports, input))
      vaultSession.showCode(renewed.recoveryCode)
      queryClient.setQueryData(VAULT_KEY, renewed.vault)
    },
    onSettled: (_, __, form) => clearSecrets(form, 'password'),
  })
}

/** A new recovery code, for one that was seen or lost. Once made it is shown before any other page. */
export const RecoveryCodePanel = () => {
  const [isOpen, dialog] = useDisclosure(false)
  const renew = useRenewal()
  useCodeComing(renew.isPending)
  return (
    <>
      <Panel
        title="Recovery code"
        lead={
          <>
            Opens your vault if you forget the master password. Lost it, or somebody saw it? Make a new one; the old one
            ends. Have it at hand? <AnchorLink to="/vault/recover">Recover your vault</AnchorLink>.
          </>
        }
        actions={
          <Button variant="default" onClick={dialog.open}>
            New recovery code
          </Button>
        }
      />
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title="New recovery code"
        closeOnClickOutside={false}
        closeOnEscape={!renew.isPending}
        withCloseButton={!renew.isPending}
      >
        <UnlockGate purpose="make a new recovery code" bare>
          <Renewal renew={renew} onCancel={dialog.close} />
        </UnlockGate>
      </Modal>
    </>
  )
}

const Renewal = ({ renew, onCancel }: { renew: ReturnType<typeof useRenewal>; onCancel: () => void }) => {
  const { client } = useServices()
  const { data: account } = useQuery(accountQuery(client))
  const isAsked = useAsked(renew.error)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!renew.isPending) renew.mutate(event.currentTarget)
      }}
    >
      <p>The present code stops working at once. You see the new one now and never again.</p>
      {isAsked && account !== undefined ? (
        <ProveAgain account={account} reason="this replaces what opens your vault" next="/vault/access" />
      ) : null}
      {renew.isError && !mustProve(renew.error) ? <ProblemNote problem={problemIn(renew.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onCancel} disabled={renew.isPending}>
          Cancel
        </Button>
        <Button type="submit" loading={renew.isPending}>
          Make a new code
        </Button>
      </div>
    </form>
  )
}
