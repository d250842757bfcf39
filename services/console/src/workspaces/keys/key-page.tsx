import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isProblem } from '../../api/index.js'
import { NotFound } from '../../frame/index.js'
import { BudgetBars } from '../../terms/index.js'
import { AnchorLink, ButtonLink, formatCount, Page, Panel, PanelRow, QueryView, Time } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { AuditTable } from '../audit/audit-table.js'
import { protectedKeyQuery } from '../protected-keys/queries.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { EditDialog } from './edit-dialog.js'
import { KeyStateBadge } from './key-state.js'
import { type DisposableKey, disposableKeyQuery, disposableKeysKey } from './queries.js'
import { RevokeDialog } from './revoke-dialog.js'
import { OWNER_WORDS } from './words.js'

/** One disposable key: what it may do, what it did, and its end. */
export const KeyPage = () => {
  const { keyId } = useParams({ from: '/app/workspaces/$workspaceId/keys/$keyId' })
  const { id: workspaceId } = useWorkspace()
  const query = useQuery(disposableKeyQuery(useClient(), workspaceId, keyId))
  if (isProblem(query.error, 'not_found') || isProblem(query.error, 'invalid_request')) return <NotFound />
  return <QueryView query={query}>{(key) => <Details issued={key} />}</QueryView>
}

const Details = ({ issued }: { issued: DisposableKey }) => {
  const [asking, setAsking] = useState<'edit' | 'revoke'>()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const canChange = useIsAdmin() && issued.status === 'active'
  return (
    <Page
      title={issued.name}
      lead={
        <AnchorLink to="/workspaces/$workspaceId/keys" params={{ workspaceId }}>
          All disposable keys
        </AnchorLink>
      }
      actions={
        canChange ? (
          <>
            <ButtonLink
              to="/workspaces/$workspaceId/leak"
              params={{ workspaceId }}
              search={{ key: issued.id }}
              variant="default"
            >
              It leaked
            </ButtonLink>
            <Button color="red" variant="light" onClick={() => setAsking('revoke')}>
              Revoke
            </Button>
          </>
        ) : undefined
      }
    >
      <FactsPanel issued={issued} />
      <ScopePanel issued={issued} onEdit={canChange ? () => setAsking('edit') : undefined} />
      <Panel
        title="Latest calls"
        actions={
          <AnchorLink to="/workspaces/$workspaceId/audit" params={{ workspaceId }} search={{ keyId: issued.id }}>
            All in the audit
          </AnchorLink>
        }
        flush
      >
        <AuditTable filter={{ keyId: issued.id, kind: 'call' }} pageSize={10} isLive />
      </Panel>
      <EditDialog issued={issued} opened={asking === 'edit'} onClose={() => setAsking(undefined)} />
      <RevokeDialog
        issued={asking === 'revoke' ? issued : undefined}
        onClose={() => setAsking(undefined)}
        onRevoked={() => queryClient.invalidateQueries({ queryKey: disposableKeysKey(workspaceId) })}
      />
    </Page>
  )
}

const FactsPanel = ({ issued }: { issued: DisposableKey }) => {
  const { id: workspaceId } = useWorkspace()
  const { data: protectedKey } = useQuery(protectedKeyQuery(useClient(), workspaceId, issued.connectionId))
  const { connectionId, owner, holderEmail, status, hint, requests, lastUsedAt, createdAt, createdBy, environment } =
    issued
  return (
    <Panel title="What it is" flush>
      <PanelRow title="State">
        <KeyStateBadge status={status} />
      </PanelRow>
      <PanelRow title="Begins with">
        <code>{hint}</code>
      </PanelRow>
      <PanelRow title="Stands in for">
        <AnchorLink to="/workspaces/$workspaceId/protected-keys/$connectionId" params={{ workspaceId, connectionId }}>
          {protectedKey?.name ?? connectionId}
        </AnchorLink>
      </PanelRow>
      <PanelRow title="For">
        {OWNER_WORDS[owner].label}
        {holderEmail === null ? '' : `, ${holderEmail}`}
      </PanelRow>
      <PanelRow title="Environment">{environment ?? 'none'}</PanelRow>
      <PanelRow title="Calls">{formatCount(requests)}</PanelRow>
      <PanelRow title="Last used">
        <Time at={lastUsedAt} />
      </PanelRow>
      <PanelRow title="Issued">
        <span>
          <Time at={createdAt} /> by {createdBy.label}
        </span>
      </PanelRow>
      <PanelRow title={status === 'active' ? 'Ends' : 'Ended'}>
        <Time at={issued.revokedAt ?? issued.expiresAt} />
      </PanelRow>
    </Panel>
  )
}

const ScopePanel = ({ issued, onEdit }: { issued: DisposableKey; onEdit: (() => void) | undefined }) => {
  const { id: workspaceId } = useWorkspace()
  const { methods, paths, deniedQueryParameters, models, limits, budgets, network } = issued
  return (
    <Panel
      title="What it may do"
      lead="Everything else is refused before the API hears of it."
      actions={
        onEdit === undefined ? undefined : (
          <Button variant="default" onClick={onEdit}>
            Change
          </Button>
        )
      }
      flush
    >
      <PanelRow title="Methods">{methods.join(', ')}</PanelRow>
      <PanelRow title="Paths" hint={<code>{paths.join('  ')}</code>} />
      {deniedQueryParameters.length === 0 ? null : (
        <PanelRow title="Denied query parameters">{deniedQueryParameters.join(', ')}</PanelRow>
      )}
      {models === null ? null : <PanelRow title="Models">{models.join(', ')}</PanelRow>}
      <PanelRow title="Calls a minute">{limits.requestsPerMinute ?? 'no limit'}</PanelRow>
      <PanelRow title="Calls at once">{limits.concurrentRequests ?? 'no limit'}</PanelRow>
      <PanelRow title="Network" hint={networkHint(network)}>
        {network.mode === 'confirm' ? (
          <AnchorLink to="/workspaces/$workspaceId/addresses" params={{ workspaceId }}>
            {NETWORKS.confirm}
          </AnchorLink>
        ) : (
          NETWORKS[network.mode]
        )}
      </PanelRow>
      {budgets.length === 0 ? null : (
        <div className={classes['budgets']}>
          <BudgetBars budgets={budgets} />
        </div>
      )}
    </Panel>
  )
}

const NETWORKS = { any: 'From anywhere', allowlist: 'Fixed addresses', confirm: 'Confirmed by the holder' }

const networkHint = ({ mode, cidrs }: DisposableKey['network']) =>
  mode === 'any' ? undefined : cidrs.length === 0 ? (
    'None yet: the first one is trusted.'
  ) : (
    <code>{cidrs.join('  ')}</code>
  )
