import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { type Account, read } from '../api/index.js'
import { forgetPerson } from '../frame/index.js'
import { ConfirmDialog, Panel, PanelRow, SecretField, toast, valueOf } from '../ui/index.js'
import { useServices } from '../wiring/index.js'

/** What cannot be taken back. */
export const DangerPanel = ({ account }: { account: Account }) => {
  const [asking, setAsking] = useState<'revoke' | 'delete'>()
  const close = () => setAsking(undefined)
  return (
    <>
      <Panel title="Revoke and delete" tone="danger" flush>
        <PanelRow
          title="Revoke everything"
          hint="Every connection and bot token ends at once, and streams in flight are cut. Your vault stays."
        >
          <Button color="red" variant="light" onClick={() => setAsking('revoke')}>
            Revoke everything
          </Button>
        </PanelRow>
        <PanelRow
          title="Delete account"
          hint="Everything ends and your vault is deleted with all keys in it. There is no way back."
        >
          <Button color="red" variant="light" onClick={() => setAsking('delete')}>
            Delete account
          </Button>
        </PanelRow>
      </Panel>
      <RevokeEverything opened={asking === 'revoke'} onClose={close} />
      <DeleteAccount opened={asking === 'delete'} onClose={close} account={account} />
    </>
  )
}

interface DialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

const RevokeEverything = ({ opened, onClose }: DialogProps) => {
  const { client, queryClient } = useServices()
  const run = async () => {
    const ended = await read(client.POST('/v1/account/revoke-everything'), ({ data }) => data)
    await queryClient.invalidateQueries()
    toast.done(`Revoked: ${count(ended.connections, 'connection')}, ${count(ended.botTokens, 'bot token')}.`)
  }
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Revoke everything?"
      action="Revoke everything"
      typed="REVOKE"
      run={run}
    >
      <p>
        No app and no bot can use your keys any more from this moment on. To connect an app again, start in the app.
        What you have at a provider is untouched.
      </p>
    </ConfirmDialog>
  )
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

const DeleteAccount = ({ opened, onClose, account }: DialogProps & { account: Account }) => {
  const services = useServices()
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const run = async () => {
    const form = field.current?.form
    const body = form ? { password: valueOf(form, 'password') } : {}
    await read(services.client.POST('/v1/account/delete', { body }), () => true)
    forgetPerson(services)
    await navigate({ to: '/' })
  }
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Delete your account?"
      action="Delete account"
      typed="DELETE"
      run={run}
    >
      <p>
        Connections, bot tokens and apps are revoked. Then vault, keys, passkeys and sessions are deleted. Usage stays
        as sums without your name.
      </p>
      {account.hasPassword ? (
        <SecretField ref={field} mt="md" label="Account password" name="password" autoComplete="current-password" />
      ) : null}
    </ConfirmDialog>
  )
}
