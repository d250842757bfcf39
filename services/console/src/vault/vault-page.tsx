import { EmptyState, Page, Panel } from '../ui/index.js'

export const VaultPage = () => (
  <Page title="Vault">
    <Panel>
      <EmptyState title="Nothing here yet" />
    </Panel>
  </Page>
)
