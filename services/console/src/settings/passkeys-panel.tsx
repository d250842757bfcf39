import { Button, Modal, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFingerprint, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '@1relay/contracts'
import { type Account, problemIn, read, unwrap } from '../api/index.js'
import { mustProve, passwordIn, ProveAgain, useAsked } from '../proof/index.js'
import { canUsePasskeys, createPasskey } from '../passkeys/index.js'
import {
  AnchorLink,
  clearSecrets,
  ConfirmDialog,
  Panel,
  PanelRow,
  ProblemNote,
  QueryView,
  StatusBadge,
  Time,
  toast,
  valueOf,
} from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import classes from './settings.module.css'

type Passkey = components['schemas']['Passkey']

const PASSKEYS_KEY = ['passkeys'] as const

/** Passkeys that sign in to the account. */
export const PasskeysPanel = ({ account }: { account: Account }) => {
  const client = useClient()
  const [isAdding, dialog] = useDisclosure(false)
  const query = useQuery({
    queryKey: PASSKEYS_KEY,
    queryFn: () => read(client.GET('/v1/passkeys'), ({ data }) => data.passkeys),
  })
  return (
    <>
      <Panel
        title="Passkeys"
        lead={
          <>
            Sign in with your device instead of a password. A passkey can also{' '}
            <AnchorLink to="/vault/access">unlock your vault</AnchorLink>.
          </>
        }
        actions={
          <Button
            variant="default"
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={dialog.open}
            disabled={!canUsePasskeys()}
          >
            Add a passkey
          </Button>
        }
        flush
      >
        <QueryView query={query}>
          {(passkeys) => passkeys.map((passkey) => <PasskeyRow key={passkey.credentialId} passkey={passkey} />)}
        </QueryView>
      </Panel>
      <Modal opened={isAdding} onClose={dialog.close} title="Add a passkey">
        <AddPasskey account={account} onDone={dialog.close} />
      </Modal>
    </>
  )
}

const PasskeyRow = ({ passkey }: { passkey: Passkey }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const { credentialId, name, createdAt, lastUsedAt, unlocksVault, isBackedUp } = passkey
  const remove = async () => {
    await read(client.DELETE('/v1/passkeys/{credentialId}', { params: { path: { credentialId } } }), () => true)
    await Promise.all(
      [PASSKEYS_KEY, ['vault']].map((queryKey) => queryClient.invalidateQueries({ queryKey: [...queryKey] })),
    )
  }
  return (
    <PanelRow
      mark={<IconFingerprint size={22} aria-hidden="true" />}
      title={name}
      hint={
        <>
          Added <Time at={createdAt} /> · last used <Time at={lastUsedAt} />
          {isBackedUp ? ' · synchronised' : ''}
        </>
      }
    >
      {unlocksVault ? <StatusBadge tone="good">Unlocks the vault</StatusBadge> : null}
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        Remove<span className="for-readers"> {name}</span>
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Remove “${name}”?`}
        action="Remove passkey"
        run={remove}
      >
        <p>
          It will not sign you in any more{unlocksVault ? ', and will not unlock your vault' : ''}. Your device may keep
          it in its list until you delete it there.
        </p>
      </ConfirmDialog>
    </PanelRow>
  )
}

const AddPasskey = ({ account, onDone }: { account: Account; onDone: () => void }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const add = useMutation({
    // The form, not what is in it: the cache keeps what it is given.
    mutationFn: async (form: HTMLFormElement) => {
      const [name, body] = [valueOf(form, 'name').trim(), passwordIn(form)]
      const options = await read(client.POST('/v1/passkeys/options', { body }), ({ data }) => data.options)
      const response = unwrap(await createPasskey(options))
      await read(client.POST('/v1/passkeys', { body: { name, response } }), () => true)
      await queryClient.invalidateQueries({ queryKey: PASSKEYS_KEY })
    },
    onSuccess: () => {
      toast.done('The passkey is added.')
      onDone()
    },
    onSettled: (_, __, form) => clearSecrets(form, 'password'),
  })
  const isAsked = useAsked(add.error)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const form = event.currentTarget
        if (valueOf(form, 'name').trim() !== '' && !add.isPending) add.mutate(form)
      }}
    >
      <TextInput
        label="Name of this passkey"
        description="For you, to tell several apart."
        name="name"
        maxLength={100}
        defaultValue="My device"
        data-autofocus
      />
      {isAsked ? <ProveAgain account={account} reason="a passkey is a way in for good" next="/settings" /> : null}
      {add.isError && !mustProve(add.error) ? <ProblemNote problem={problemIn(add.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={add.isPending}>
          Continue
        </Button>
      </div>
    </form>
  )
}
