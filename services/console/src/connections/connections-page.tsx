import { EmptyState, Page, Panel } from '../ui/index.js'

export const ConnectionsPage = () => (
  <Page title="Connections">
    <Panel>
      <EmptyState title="Nothing here yet" />
    </Panel>
  </Page>
)
