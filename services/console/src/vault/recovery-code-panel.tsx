import { Button, Checkbox, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { renewCode } from '@1relay/custody'
import { problemIn, unwrap } from '../api/index.js'
import { UnlockGate, VAULT_KEY, vaultQuery } from '../keyring/index.js'
import { AnchorLink, Panel, ProblemNote, SecretOnce } from '../ui/index.js'
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
  const [code, setCode] = useState<string>()
  const [isSaved, setSaved] = useState(false)
  const renew = useMutation({
    mutationFn: async () => {
      const { accountId, vaultKey, ports } = await owner()
      const vault = await queryClient.fetchQuery({ ...vaultQuery(client), staleTime: 0 })
      const renewed = unwrap(await renewCode(ports, { accountId, vaultKey, vault }))
      queryClient.setQueryData(VAULT_KEY, renewed.vault)
      setCode(renewed.recoveryCode)
    },
  })
  if (code === undefined) {
    return (
      <>
        <p>The present code stops working at once. You see the new one now and never again.</p>
        {renew.isError ? <ProblemNote problem={problemIn(renew.error)} /> : null}
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button onClick={() => renew.mutate()} loading={renew.isPending}>
            Make a new code
          </Button>
        </div>
      </>
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
