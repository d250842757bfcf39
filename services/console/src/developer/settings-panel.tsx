import { useQueryClient } from '@tanstack/react-query'
import { read } from '../api/index.js'
import { Panel, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { AppForm } from './app-form.js'
import { type App, APPS_KEY } from './queries.js'

/** What people see, and where. */
export const SettingsPanel = ({ app }: { app: App }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <Panel title="Settings">
      <AppForm
        app={app}
        action="Save"
        save={async (body) => {
          const params = { path: { clientId: app.clientId } }
          await read(client.PATCH('/v1/apps/{clientId}', { params, body }), () => true)
          await queryClient.invalidateQueries({ queryKey: APPS_KEY })
          toast.done('Saved.')
        }}
      />
    </Panel>
  )
}
