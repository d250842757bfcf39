import { Page, Panel, PanelRow } from '../ui/index.js'
import classes from './docs.module.css'

export const DocsPage = () => (
  <div className={classes['place']}>
    <Page title="Documentation" width="narrow">
      <Panel flush>
        <PanelRow title={<a href="/docs/api">API reference</a>} hint="Every call, drawn from the contract" />
        <PanelRow title={<a href="/openapi.json">The contract</a>} hint="OpenAPI 3.1" />
      </Panel>
    </Page>
  </div>
)
