import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isProblem } from '../../api/index.js'
import { NotFound } from '../../frame/index.js'
import { AnchorLink, ButtonLink, CopyButton, Page, Panel, PanelRow, QueryView, Time } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { KeyTable } from '../keys/key-table.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import { knownApis, upstreamName } from './catalogue.js'
import { DeletePanel } from './delete-panel.js'
import { authInWords } from './parse-protection.js'
import { type ProtectedKey, protectedKeyQuery, vendorsQuery } from './queries.js'
import { QueryPanel } from './query-panel.js'
import { ReplaceDialog } from './replace-dialog.js'

/** One protected key: where it goes, what was issued of it, and how it is replaced or ended. */
export const ProtectedKeyPage = () => {
  const { connectionId } = useParams({ from: '/app/workspaces/$workspaceId/protected-keys/$connectionId' })
  const { id: workspaceId } = useWorkspace()
  const query = useQuery(protectedKeyQuery(useClient(), workspaceId, connectionId))
  if (isProblem(query.error, 'not_found') || isProblem(query.error, 'invalid_request')) return <NotFound />
  return <QueryView query={query}>{(protectedKey) => <Details protectedKey={protectedKey} />}</QueryView>
}

const Details = ({ protectedKey }: { protectedKey: ProtectedKey }) => {
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const { id, name } = protectedKey
  return (
    <Page
      title={name}
      lead={
        <AnchorLink to="/workspaces/$workspaceId/protected-keys" params={{ workspaceId }}>
          All protected keys
        </AnchorLink>
      }
      actions={
        isAdmin ? (
          <ButtonLink to="/workspaces/$workspaceId/keys/new" params={{ workspaceId }} search={{ of: id }}>
            Issue a key
          </ButtonLink>
        ) : undefined
      }
    >
      <FactsPanel protectedKey={protectedKey} />
      <Panel
        title="Issued of it"
        lead="Each is a key of its own, with its own scope and end."
        actions={
          <AnchorLink to="/workspaces/$workspaceId/audit" params={{ workspaceId }} search={{ connectionId: id }}>
            All calls
          </AnchorLink>
        }
        flush
      >
        <KeyTable filter={{ connectionId: id }} />
      </Panel>
      {isAdmin ? <QueryPanel protectedKey={protectedKey} /> : null}
      {isAdmin ? <DeletePanel protectedKey={protectedKey} /> : null}
    </Page>
  )
}

const FactsPanel = ({ protectedKey }: { protectedKey: ProtectedKey }) => {
  const [isReplacing, setReplacing] = useState(false)
  const isAdmin = useIsAdmin()
  const { data: vendors = [] } = useQuery(vendorsQuery(useClient()))
  const { upstream, auth, environment, baseUrl, createdAt, createdBy, credentialChangedAt, lastUsedAt } = protectedKey
  return (
    <Panel title="What it is" flush>
      <PanelRow
        title="Real key"
        hint="Sealed to the relays. Replacing it changes nothing for the keys that are issued of it."
      >
        {isAdmin ? (
          <Button variant="default" size="xs" onClick={() => setReplacing(true)}>
            Replace
          </Button>
        ) : null}
      </PanelRow>
      <PanelRow title="Set">
        <Time at={credentialChangedAt} />
      </PanelRow>
      <PanelRow title="Goes to">{upstreamName(upstream, knownApis(vendors))}</PanelRow>
      <PanelRow title="Shown as">{authInWords(auth)}</PanelRow>
      <PanelRow title="Base URL" hint={<code>{baseUrl}</code>}>
        <CopyButton value={baseUrl} size="xs" />
      </PanelRow>
      <PanelRow title="Environment">{environment ?? 'none'}</PanelRow>
      <PanelRow title="Last used">
        <Time at={lastUsedAt} />
      </PanelRow>
      <PanelRow title="Protected">
        <span>
          <Time at={createdAt} /> by {createdBy.label}
        </span>
      </PanelRow>
      <ReplaceDialog protectedKey={protectedKey} opened={isReplacing} onClose={() => setReplacing(false)} />
    </Panel>
  )
}
