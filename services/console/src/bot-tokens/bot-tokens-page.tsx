import { EmptyState, Page, Panel } from '../ui/index.js'

export const BotTokensPage = () => (
  <Page title="Bot tokens">
    <Panel>
      <EmptyState title="Nothing here yet" />
    </Panel>
  </Page>
)
