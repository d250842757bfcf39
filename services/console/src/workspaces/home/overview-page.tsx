import { useInfiniteQuery } from '@tanstack/react-query'
import { IconAlertTriangle } from '@tabler/icons-react'
import { AuditTable } from '../audit/audit-table.js'
import { disposableKeysQuery } from '../keys/queries.js'
import { protectedKeysQuery } from '../protected-keys/queries.js'
import { AnchorLink, ButtonLink, Page, Panel, QueryView } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { planName } from '../plan-name.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import { Checklist } from './checklist.js'
import { progressOf } from './progress.js'

const PAGE_SIZE = 100
const REFRESH_MS = 5000

/** A workspace at a glance: what is left to do at first, later what happened last. */
export const OverviewPage = () => {
  const client = useClient()
  const { id: workspaceId, name, plan, role } = useWorkspace()
  const isAdmin = useIsAdmin()
  const protectedKeys = useInfiniteQuery(protectedKeysQuery(client, workspaceId))
  const keys = useInfiniteQuery({
    ...disposableKeysQuery(client, workspaceId, {}, PAGE_SIZE),
    // The third step is done elsewhere, in a shell.
    refetchInterval: REFRESH_MS,
  })
  return (
    <Page
      title={name}
      lead={`${planName(plan)} plan. You are ${role === 'admin' ? 'an admin' : 'a viewer'}.`}
      actions={
        <>
          <ButtonLink
            to="/workspaces/$workspaceId/leak"
            params={{ workspaceId }}
            variant="default"
            leftSection={<IconAlertTriangle size={18} aria-hidden="true" />}
          >
            A key leaked
          </ButtonLink>
          {isAdmin ? (
            <ButtonLink to="/workspaces/$workspaceId/keys/new" params={{ workspaceId }}>
              Issue a key
            </ButtonLink>
          ) : null}
        </>
      }
    >
      <QueryView query={protectedKeys}>
        {(ofProtected) => (
          <QueryView query={keys}>
            {(ofKeys) => {
              const shown = ofKeys.pages.flatMap((page) => page.keys)
              const progress = progressOf(ofProtected.pages[0]?.protectedKeys.length ?? 0, shown)
              return progress.isDone ? null : <Checklist progress={progress} firstKey={shown[0]} />
            }}
          </QueryView>
        )}
      </QueryView>
      <Panel
        title="What happened last"
        actions={
          <AnchorLink to="/workspaces/$workspaceId/audit" params={{ workspaceId }}>
            All of the audit
          </AnchorLink>
        }
        flush
      >
        <AuditTable filter={{}} pageSize={10} isLive />
      </Panel>
    </Page>
  )
}
