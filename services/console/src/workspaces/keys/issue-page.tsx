import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { AnchorLink, ButtonLink, EmptyState, Page, Panel, ProblemNote, QueryView } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { knownApis } from '../protected-keys/catalogue.js'
import { allProtectedKeysQuery, vendorsQuery } from '../protected-keys/queries.js'
import { useWorkspace } from '../use-workspace.js'
import { IssueForm } from './issue-form.js'
import { KeyOnce } from './key-once.js'
import type { IssuedKey } from './queries.js'

/** Issues a disposable key, and shows it once. */
export const IssuePage = () => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  const { of } = useSearch({ from: '/app/workspaces/$workspaceId/keys/new' })
  const query = useQuery({ ...allProtectedKeysQuery(client, workspaceId), staleTime: 0 })
  const { data: vendors } = useQuery(vendorsQuery(client))
  const [issued, setIssued] = useState<IssuedKey>()
  if (issued !== undefined) return <KeyOnce issued={issued} />
  return (
    <Page
      title="Issue a key"
      lead={
        <AnchorLink to="/workspaces/$workspaceId/keys" params={{ workspaceId }}>
          All disposable keys
        </AnchorLink>
      }
    >
      <QueryView query={query}>
        {(protectedKeys) => {
          if (protectedKeys.length === 0) return <NothingProtected />
          if (vendors === undefined) return null
          // Never another one than was asked for: the new key would open what nobody meant.
          const first = of === undefined ? protectedKeys[0] : protectedKeys.find(({ id }) => id === of)
          if (first === undefined) return query.isFetching ? null : <ProblemNote problem={{ code: 'not_found' }} />
          const known = knownApis(vendors)
          return <IssueForm protectedKeys={protectedKeys} known={known} first={first.id} onIssued={setIssued} />
        }}
      </QueryView>
    </Page>
  )
}

const NothingProtected = () => {
  const { id: workspaceId } = useWorkspace()
  return (
    <Panel>
      <EmptyState
        title="There is no key to issue from yet"
        action={
          <ButtonLink to="/workspaces/$workspaceId/protected-keys/new" params={{ workspaceId }}>
            Protect a key
          </ButtonLink>
        }
      >
        A disposable key stands in for a real one, which has to be protected first.
      </EmptyState>
    </Panel>
  )
}
