import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { read } from '../api/index.js'
import { SecretOnce } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { AppForm } from './app-form.js'
import { APPS_KEY } from './queries.js'

/** Registers an app, and shows its first secret once. */
export const NewAppDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [made, setMade] = useState<{ clientId: string; clientSecret: string }>()
  const close = () => {
    onClose()
    setMade(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made === undefined ? 'New app' : 'Its client secret'}
      size="lg"
      // A click beside the dialog must not throw away what is shown once.
      closeOnClickOutside={made === undefined}
      closeOnEscape={made === undefined}
    >
      {made === undefined ? (
        <AppForm
          action="Register app"
          onCancel={close}
          save={async (body) => {
            const { app, clientSecret } = await read(client.POST('/v1/apps', { body }), ({ data }) => data)
            await queryClient.invalidateQueries({ queryKey: APPS_KEY })
            setMade({ clientId: app.clientId, clientSecret })
          }}
        />
      ) : (
        <Stack gap="md">
          <p>It belongs on your server, and is shown only now. A lost one is replaced by a new one.</p>
          <SecretOnce label="Client id" value={made.clientId} />
          <SecretOnce label="Client secret" value={made.clientSecret} />
          <Group justify="flex-end">
            <Button
              onClick={() => {
                close()
                void navigate({ to: '/developer/$clientId', params: { clientId: made.clientId } })
              }}
            >
              I have copied it
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
