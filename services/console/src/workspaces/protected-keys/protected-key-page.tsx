import { Button, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isProblem, problemIn, read } from '../../api/index.js'
import { NotFound } from '../../frame/index.js'
import {
  AnchorLink,
  ButtonLink,
  ConfirmDialog,
  CopyButton,
  Page,
  Panel,
  PanelRow,
  ProblemNote,
  QueryView,
  Time,
  toast,
} from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { KeyTable } from '../keys/key-table.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { knownApis, upstreamName } from './catalogue.js'
import { authInWords } from './parse-protection.js'
import { type ProtectedKey, protectedKeyQuery, protectedKeysKey, vendorsQuery } from './queries.js'
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

const QueryPanel = ({ protectedKey: { id: connectionId, recordsQuery } }: { protectedKey: ProtectedKey }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const [isAsking, setAsking] = useState(false)
  const set = async (body: { recordsQuery: boolean; acceptsQueryWarning?: true }) => {
    const params = { path: { workspaceId, connectionId } }
    await read(client.PATCH('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}', { params, body }), () => true)
    await queryClient.invalidateQueries({ queryKey: protectedKeysKey(workspaceId) })
  }
  const stop = useMutation({ mutationFn: () => set({ recordsQuery: false }) })
  return (
    <Panel
      title="Query strings"
      lead="The audit records methods and paths. What stands behind the ? is left out, unless you say otherwise."
    >
      <Switch
        label="Record query strings of calls with this key"
        checked={recordsQuery}
        disabled={stop.isPending}
        onChange={() => (recordsQuery ? stop.mutate() : setAsking(true))}
      />
      {stop.isError ? <ProblemNote problem={problemIn(stop.error)} /> : null}
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Record query strings?"
        action="I have read this: record them"
        tone="plain"
        run={() => set({ recordsQuery: true, acceptsQueryWarning: true })}
      >
        <p className={classes['warning']}>
          Query strings may contain sensitive data: tokens, e-mail addresses, search terms. From the next call on they
          are in the audit of this workspace, for as long as its plan keeps records, and every member can read and
          export them.
        </p>
      </ConfirmDialog>
    </Panel>
  )
}

const DeletePanel = ({ protectedKey: { id: connectionId, name, liveKeys } }: { protectedKey: ProtectedKey }) => {
  const [isAsking, setAsking] = useState(false)
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { id: workspaceId } = useWorkspace()
  return (
    <Panel
      title="Delete this protected key"
      lead="Our sealed copy goes. The real key stays as it is at its vendor."
      tone="danger"
      actions={
        <Button color="red" variant="light" onClick={() => setAsking(true)}>
          Delete
        </Button>
      }
    >
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${name}?`}
        action="Delete"
        {...(liveKeys > 0 ? { typed: name } : {})}
        run={async () => {
          const params = { path: { workspaceId, connectionId }, query: { revokeKeys: true } }
          await read(
            client.DELETE('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}', { params }),
            () => true,
          )
          await navigate({ to: '/workspaces/$workspaceId/protected-keys', params: { workspaceId } })
          await queryClient.invalidateQueries({ queryKey: protectedKeysKey(workspaceId) })
          toast.done(`${name} is deleted.`)
        }}
      >
        <p>
          {liveKeys === 0
            ? 'No key of it is live.'
            : `${liveKeys === 1 ? 'One key of it is' : `${liveKeys} keys of it are`} live and will be revoked: what uses them stops at once.`}
        </p>
      </ConfirmDialog>
    </Panel>
  )
}
