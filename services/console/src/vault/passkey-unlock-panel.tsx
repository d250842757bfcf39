import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { addPasskeyUnlock, askPasskey, type StoredVault } from '@1relay/custody'
import { problemIn, read, unwrap } from '../api/index.js'
import { UnlockGate, VAULT_KEY } from '../keyring/index.js'
import { AnchorLink, Panel, PanelRow, ProblemNote, QueryView, StatusBadge, toast } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { useOwner } from './use-owner.js'
import classes from './vault.module.css'

interface Passkey {
  readonly credentialId: string
  readonly name: string
}

/** Passkeys as a second way to open the vault: the key they derive never leaves this browser. */
export const PasskeyUnlockPanel = ({ vault }: { vault: StoredVault }) => {
  const { client } = useServices()
  const query = useQuery({
    queryKey: ['passkeys'],
    queryFn: () => read(client.GET('/v1/passkeys'), ({ data }) => data.passkeys),
  })
  return (
    <Panel
      title="Passkeys"
      lead="A passkey of your account can open the vault too, if it can encrypt. What it derives stays in this browser."
      flush
    >
      <QueryView query={query}>
        {(passkeys) =>
          passkeys.length === 0 ? (
            <PanelRow
              title="No passkeys yet"
              hint={
                <>
                  Add one in <AnchorLink to="/settings">Settings</AnchorLink>, then let it unlock the vault here.
                </>
              }
              mark={<IconFingerprint size={22} aria-hidden="true" />}
            />
          ) : (
            passkeys.map((passkey) => (
              <PasskeyRow
                key={passkey.credentialId}
                passkey={passkey}
                unlocks={vault.passkeys.some(({ credentialId }) => credentialId === passkey.credentialId)}
              />
            ))
          )
        }
      </QueryView>
    </Panel>
  )
}

const PasskeyRow = ({ passkey, unlocks }: { passkey: Passkey; unlocks: boolean }) => {
  const { client, queryClient } = useServices()
  const [isOpen, dialog] = useDisclosure(false)
  const { credentialId, name } = passkey
  const remove = useMutation({
    mutationFn: () => {
      const params = { path: { credentialId } }
      return read(client.DELETE('/v1/vault/passkeys/{credentialId}', { params }), () => true)
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: VAULT_KEY }),
    onError: (error) => toast.problem(problemIn(error)),
  })
  return (
    <PanelRow title={name} mark={<IconFingerprint size={22} aria-hidden="true" />}>
      {unlocks ? <StatusBadge tone="good">Unlocks the vault</StatusBadge> : null}
      {unlocks ? (
        <Button variant="default" size="xs" loading={remove.isPending} onClick={() => remove.mutate()}>
          Stop<span className="for-readers"> unlocking with {name}</span>
        </Button>
      ) : (
        <Button variant="default" size="xs" onClick={dialog.open}>
          Use to unlock<span className="for-readers"> the vault: {name}</span>
        </Button>
      )}
      <Modal opened={isOpen} onClose={dialog.close} title={`Unlock with “${name}”`}>
        <UnlockGate purpose="give this passkey the key to it" bare>
          <AddUnlock credentialId={credentialId} onDone={dialog.close} />
        </UnlockGate>
      </Modal>
    </PanelRow>
  )
}

const AddUnlock = ({ credentialId, onDone }: { credentialId: string; onDone: () => void }) => {
  const { queryClient } = useServices()
  const owner = useOwner()
  const add = useMutation({
    mutationFn: async () => {
      const { accountId, vaultKey, ports } = await owner()
      unwrap(
        await addPasskeyUnlock({ ask: askPasskey, api: ports.api }, { accountId, vaultKey: vaultKey(), credentialId }),
      )
      await queryClient.invalidateQueries({ queryKey: VAULT_KEY })
    },
    onSuccess: () => {
      toast.done('This passkey unlocks your vault now.')
      onDone()
    },
  })
  return (
    <>
      <p>
        Your browser asks for the passkey once more. It derives a key that wraps your vault key; only the wrapped one is
        stored.
      </p>
      {add.isError ? <ProblemNote problem={problemIn(add.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button onClick={() => add.mutate()} loading={add.isPending}>
          Continue
        </Button>
      </div>
    </>
  )
}
