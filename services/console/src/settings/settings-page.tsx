import { useQuery } from '@tanstack/react-query'
import { accountQuery } from '../api/index.js'
import { Page, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { BudgetsPanel } from './budgets-panel.js'
import { DangerPanel } from './danger-panel.js'
import { ExportPanel } from './export-panel.js'
import { PasskeysPanel } from './passkeys-panel.js'
import { PasswordPanel } from './password-panel.js'
import { ProvePanel } from './prove-panel.js'
import { SessionsPanel } from './sessions-panel.js'

/** The account: how one signs in, from where, what it may spend, and how it ends. */
export const SettingsPage = () => {
  const query = useQuery(accountQuery(useClient()))
  return (
    <QueryView query={query}>
      {(account) => (
        <Page title="Settings" lead={account.email} width="narrow">
          {account.isEmailProved ? null : <ProvePanel email={account.email} />}
          <BudgetsPanel />
          <PasswordPanel account={account} />
          <PasskeysPanel account={account} />
          <SessionsPanel />
          <ExportPanel />
          <DangerPanel account={account} />
        </Page>
      )}
    </QueryView>
  )
}
