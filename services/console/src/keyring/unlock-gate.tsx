import { useQuery } from '@tanstack/react-query'
import { IconLock, IconShieldLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { accountQuery } from '../api/index.js'
import { ButtonLink, EmptyState, Panel, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { UnlockPanel } from './unlock-panel.js'
import classes from './unlock-gate.module.css'
import { useVaultStatus } from './use-vault.js'
import { vaultQuery } from './vault-query.js'

interface UnlockGateProps {
  /** What the vault has to be open for, as the end of "Unlock your vault to …". */
  readonly purpose: string
  /** In a dialog, which has a heading and a sheet of its own. */
  readonly bare?: boolean
  readonly children: ReactNode
}

/** Shows its children while the vault is open; before that, the way to open or to make one. */
export const UnlockGate = ({ purpose, bare = false, children }: UnlockGateProps) => {
  const { isOpen } = useVaultStatus()
  const client = useClient()
  const account = useQuery(accountQuery(client))
  const hasVault = account.data?.hasVault
  const query = useQuery({ ...vaultQuery(client), enabled: !isOpen && hasVault === true })
  if (isOpen) return children
  if (hasVault === false) return <NoVault />
  return <QueryView query={query}>{() => (bare ? <Bare purpose={purpose} /> : <Sheet purpose={purpose} />)}</QueryView>
}

const LEAD = 'Your keys are encrypted. Only your master password opens them, here in this browser.'

const Bare = ({ purpose }: { purpose: string }) => (
  <>
    <p className={classes['lead']}>
      Unlock your vault to {purpose}. {LEAD}
    </p>
    <UnlockPanel />
  </>
)

const Sheet = ({ purpose }: { purpose: string }) => (
  <Panel>
    <div className={classes['gate']}>
      <div className={classes['icon']} aria-hidden="true">
        <IconLock />
      </div>
      <h2 className={classes['title']}>Unlock your vault to {purpose}</h2>
      <p className={classes['lead']}>{LEAD}</p>
      <UnlockPanel />
    </div>
  </Panel>
)

const NoVault = () => (
  <Panel>
    <EmptyState
      icon={<IconShieldLock />}
      title="You have no vault yet"
      action={<ButtonLink to="/vault">Create your vault</ButtonLink>}
    >
      It takes one password that only you know.
    </EmptyState>
  </Panel>
)
