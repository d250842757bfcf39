import { EmptyState, Page, Panel } from '../ui/index.js'

export const UsagePage = () => (
  <Page title="Usage">
    <Panel>
      <EmptyState title="Nothing here yet" />
    </Panel>
  </Page>
)
