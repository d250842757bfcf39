import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { read } from '../api/index.js'
import { ConfirmDialog, Panel, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { type App, appsQuery } from './queries.js'

/** The end of an app and of every connection that it has. */
export const DeletePanel = ({ app }: { app: App }) => {
  const [isAsking, setAsking] = useState(false)
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return (
    <Panel
      title="Delete this app"
      lead="Revokes every connection that people have made with it. There is no way back."
      tone="danger"
      actions={
        <Button color="red" variant="light" onClick={() => setAsking(true)}>
          Delete
        </Button>
      }
    >
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${app.name}?`}
        action="Delete"
        typed={app.name}
        run={async () => {
          await read(client.DELETE('/v1/apps/{clientId}', { params: { path: { clientId: app.clientId } } }), () => true)
          await navigate({ to: '/developer' })
          await queryClient.invalidateQueries({ queryKey: appsQuery(client).queryKey })
          toast.done(`${app.name} is deleted.`)
        }}
      >
        <p>Its client secrets and all access tokens of its users stop working at once.</p>
      </ConfirmDialog>
    </Panel>
  )
}
