import { EmptyState, Page, Panel } from '../ui/index.js'

export const SettingsPage = () => (
  <Page title="Settings">
    <Panel>
      <EmptyState title="Nothing here yet" />
    </Panel>
  </Page>
)
