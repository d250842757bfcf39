import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { isProblem } from '../../api/index.js'
import { AnchorLink, Page, QueryView } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { disposableKeyQuery } from '../keys/queries.js'
import { useWorkspace } from '../use-workspace.js'
import { ChooseStep } from './choose-step.js'
import { ContainStep } from './contain-step.js'
import { EvidenceStep } from './evidence-step.js'

/** What to do when a key is where it should not be: which one, what was done with it, its end. */
export const LeakPage = () => {
  const { id: workspaceId } = useWorkspace()
  const { key: keyId } = useSearch({ from: '/app/workspaces/$workspaceId/leak' })
  const navigate = useNavigate({ from: '/workspaces/$workspaceId/leak' })
  const client = useClient()
  const query = useQuery({ ...disposableKeyQuery(client, workspaceId, keyId ?? ''), enabled: keyId !== undefined })
  const isUnknown = isProblem(query.error, 'not_found') || isProblem(query.error, 'invalid_request')
  return (
    <Page
      title="A key leaked"
      lead="Keep calm: what leaked is disposable. Find it, see what was done with it, and end it. The real key stays where it is."
      width="narrow"
    >
      <ChooseStep
        chosen={isUnknown ? undefined : query.data}
        isUnknown={isUnknown}
        onChoose={(key) => void navigate({ search: key === undefined ? {} : { key }, replace: true })}
      />
      {keyId === undefined || isUnknown ? null : (
        <QueryView query={query}>
          {(issued) => (
            <>
              <EvidenceStep issued={issued} />
              <ContainStep issued={issued} />
            </>
          )}
        </QueryView>
      )}
      <p style={{ marginTop: 24 }}>
        Was it a management token?{' '}
        <AnchorLink to="/workspaces/$workspaceId/management-tokens" params={{ workspaceId }}>
          Revoke it with all keys that it minted
        </AnchorLink>
        .
      </p>
    </Page>
  )
}
