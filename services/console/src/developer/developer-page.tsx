import { EmptyState, Page, Panel } from '../ui/index.js'

export const DeveloperPage = () => (
  <Page title="Developer">
    <Panel>
      <EmptyState title="Nothing here yet" />
    </Panel>
  </Page>
)
