import { Button, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../api/index.js'
import { ConfirmDialog, Panel, PanelRow, SecretOnce, Time, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { type App, APPS_KEY } from './queries.js'

/** The secrets that prove the app's server. Two at once for as long as a deployment takes to switch. */
export const SecretsPanel = ({ app }: { app: App }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const [ending, setEnding] = useState<string>()
  const [isAsking, asking] = useDisclosure(false)
  const params = { path: { clientId: app.clientId } }
  const refresh = () => queryClient.invalidateQueries({ queryKey: APPS_KEY })
  const rotate = useMutation({
    mutationFn: () =>
      read(client.POST('/v1/apps/{clientId}/secrets', { params, body: {} }), ({ data }) => data.clientSecret),
    onSuccess: refresh,
  })
  return (
    <Panel
      title="Client secrets"
      lead="A new one takes the place of the others, which go on working for a day, so that your deployment can switch."
      actions={
        <Button variant="default" onClick={asking.open}>
          New secret
        </Button>
      }
      flush
    >
      {app.secrets.map(({ id, createdAt, expiresAt }) => (
        <PanelRow
          key={id}
          title={<code>{id}</code>}
          hint={
            <>
              Made <Time at={createdAt} />, ends <Time at={expiresAt} />
            </>
          }
        >
          <Button variant="subtle" color="red" size="xs" onClick={() => setEnding(id)}>
            End now
          </Button>
        </PanelRow>
      ))}
      <Modal
        opened={rotate.data !== undefined}
        onClose={rotate.reset}
        title="New client secret"
        // Neither a click beside the dialog nor a key must throw away what is shown once.
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        <Stack gap="md">
          <p>It is shown only now.</p>
          <SecretOnce label="Client secret" value={rotate.data ?? ''} />
          <Button onClick={rotate.reset}>I have copied it</Button>
        </Stack>
      </Modal>
      <ConfirmDialog
        opened={isAsking}
        onClose={asking.close}
        title="Make a new secret?"
        action="Make it"
        tone="plain"
        run={() => rotate.mutateAsync()}
      >
        <p>Every other secret of this app ends in a day. Until then your server has to use the new one.</p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title="End this secret now?"
        action="End it"
        run={async () => {
          const path = { ...params.path, secretId: ending ?? '' }
          await read(client.DELETE('/v1/apps/{clientId}/secrets/{secretId}', { params: { path } }), () => true)
          await refresh()
          toast.done('The secret has ended.')
        }}
      >
        <p>A server that still uses it is refused at its next call. Connections and access tokens are not touched.</p>
      </ConfirmDialog>
    </Panel>
  )
}
