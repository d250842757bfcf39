import { useQuery } from '@tanstack/react-query'
import { accountQuery } from '../api/index.js'
import { vaultQuery } from '../keyring/index.js'
import { ButtonLink, EmptyState, Page, Panel, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { AutoLockPanel } from './auto-lock-panel.js'
import { ChangePasswordPanel } from './change-password-panel.js'
import { PasskeyUnlockPanel } from './passkey-unlock-panel.js'
import { RecoveryCodePanel } from './recovery-code-panel.js'
import { WhatTheServerHas } from './what-the-server-has.js'

/** How the vault opens, and when it locks. */
export const AccessPage = () => {
  const client = useClient()
  const { data: account } = useQuery(accountQuery(client))
  const query = useQuery({ ...vaultQuery(client), enabled: account?.hasVault === true })
  return (
    <Page
      title="Ways to unlock"
      lead="How your vault opens, and when it locks again."
      width="narrow"
      actions={
        <ButtonLink to="/vault" variant="default">
          Back to the vault
        </ButtonLink>
      }
    >
      {account?.hasVault === false ? (
        <Panel>
          <EmptyState title="You have no vault yet" action={<ButtonLink to="/vault">Create your vault</ButtonLink>} />
        </Panel>
      ) : (
        <QueryView query={query}>
          {(vault) => (
            <>
              <ChangePasswordPanel />
              <RecoveryCodePanel />
              <PasskeyUnlockPanel vault={vault} />
              <AutoLockPanel />
              <Panel title="Who has what">
                <WhatTheServerHas />
              </Panel>
            </>
          )}
        </QueryView>
      )}
    </Page>
  )
}
