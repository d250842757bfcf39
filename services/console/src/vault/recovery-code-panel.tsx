import { Button, Checkbox, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { renewCode } from '@1relay/custody'
import { accountQuery, problemIn, unwrap } from '../api/index.js'
import { UnlockGate, VAULT_KEY, vaultQuery } from '../keyring/index.js'
import { mustProve, passwordIn, ProveAgain, useAsked } from '../proof/index.js'
import { AnchorLink, clearSecrets, Panel, ProblemNote, SecretOnce } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { useOwner } from './use-owner.js'
import classes from './vault.module.css'

/** A new recovery code, for one that was seen or lost. */
export const RecoveryCodePanel = () => {
  const [isOpen, dialog] = useDisclosure(false)
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
      <Modal opened={isOpen} onClose={dialog.close} title="New recovery code" closeOnClickOutside={false}>
        <UnlockGate purpose="make a new recovery code" bare>
          <Renewal onDone={dialog.close} />
        </UnlockGate>
      </Modal>
    </>
  )
}

const Renewal = ({ onDone }: { onDone: () => void }) => {
  const { client, queryClient } = useServices()
  const owner = useOwner()
  const { data: account } = useQuery(accountQuery(client))
  const [code, setCode] = useState<string>()
  const [isSaved, setSaved] = useState(false)
  const renew = useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      const { accountId, vaultKey, ports } = await owner()
      const vault = await queryClient.fetchQuery({ ...vaultQuery(client), staleTime: 0 })
      const renewed = unwrap(await renewCode(ports, { accountId, vaultKey: vaultKey(), vault, ...passwordIn(form) }))
      queryClient.setQueryData(VAULT_KEY, renewed.vault)
      setCode(renewed.recoveryCode)
    },
    onSettled: (_, __, form) => clearSecrets(form, 'password'),
  })
  const isAsked = useAsked(renew.error)
  if (code === undefined) {
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
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={renew.isPending}>
            Make a new code
          </Button>
        </div>
      </form>
    )
  }
  return (
    <>
      <SecretOnce label="Recovery code" value={code} fileName="1relay-recovery-code.txt" large />
      <Checkbox
        mt="lg"
        label="I saved my recovery code"
        checked={isSaved}
        onChange={(event) => setSaved(event.currentTarget.checked)}
      />
      <div className={classes['buttons']}>
        <Button disabled={!isSaved} onClick={onDone}>
          Done
        </Button>
      </div>
    </>
  )
}
