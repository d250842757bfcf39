import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { isProblem } from '../api/index.js'
import { NotFound } from '../frame/index.js'
import { AnchorLink, ButtonLink, CopyButton, Page, Panel, PanelRow, QueryView } from '../ui/index.js'
import { WebhooksPanel } from '../webhooks/index.js'
import { useClient } from '../wiring/index.js'
import { DeletePanel } from './delete-panel.js'
import { LinkSessionsPanel } from './link-sessions-panel.js'
import { LogoRow } from './logo-row.js'
import { type App, appQuery } from './queries.js'
import { SecretsPanel } from './secrets-panel.js'
import { SettingsPanel } from './settings-panel.js'

/** One app of a developer. */
export const AppPage = () => {
  const { clientId } = useParams({ from: '/app/developer/$clientId' })
  const query = useQuery(appQuery(useClient(), clientId))
  if (isProblem(query.error, 'not_found')) return <NotFound />
  return <QueryView query={query}>{(app) => <Details app={app} />}</QueryView>
}

const Details = ({ app }: { app: App }) => (
  <Page
    title={app.name}
    lead={<AnchorLink to="/developer">All apps</AnchorLink>}
    actions={
      <ButtonLink to="/developer/$clientId/playground" params={{ clientId: app.clientId }}>
        Playground
      </ButtonLink>
    }
  >
    <Panel title="Identity" flush>
      <PanelRow title="Client id" hint={<code>{app.clientId}</code>}>
        <CopyButton value={app.clientId} size="xs" />
      </PanelRow>
      <LogoRow app={app} />
    </Panel>
    <SettingsPanel app={app} />
    <SecretsPanel app={app} />
    <WebhooksPanel owner={{ kind: 'app', clientId: app.clientId }} />
    <LinkSessionsPanel clientId={app.clientId} />
    <DeletePanel app={app} />
  </Page>
)
