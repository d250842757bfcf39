import { useQuery } from '@tanstack/react-query'
import { AnchorLink, Page, Panel, QueryView } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import { knownApis } from './catalogue.js'
import { ProtectForm } from './protect-form.js'
import { vendorsQuery } from './queries.js'

/** Adds a real key to the workspace. */
export const ProtectPage = () => {
  const { id: workspaceId } = useWorkspace()
  const query = useQuery(vendorsQuery(useClient()))
  return (
    <Page
      title="Protect a key"
      lead={
        <AnchorLink to="/workspaces/$workspaceId/protected-keys" params={{ workspaceId }}>
          All protected keys
        </AnchorLink>
      }
      width="narrow"
    >
      <Panel>
        <QueryView query={query}>{(vendors) => <ProtectForm known={knownApis(vendors)} />}</QueryView>
      </Panel>
    </Page>
  )
}
