import { IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type Workspace, workspacesQuery } from '../../api/index.js'
import { AnchorLink, type Column, DataTable, EmptyState, Page, Panel, StatusBadge } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { planName } from '../plan-name.js'
import { NewWorkspaceForm } from './new-workspace-form.js'

/** The workspaces of a person, and how to make one. */
export const WorkspacesPage = () => {
  const query = useQuery(workspacesQuery(useClient()))
  const isFirst = query.data?.length === 0
  return (
    <Page
      title="Workspaces"
      lead="A workspace keeps a team’s real API keys sealed and issues disposable ones in their place. Whoever needs access gets a key of their own, which you can limit, watch and revoke without touching the real one."
      width="narrow"
    >
      {isFirst ? null : (
        <Panel title="Yours" flush>
          <DataTable
            caption="Your workspaces, by name"
            query={query}
            columns={COLUMNS}
            rowKey={({ id }) => id}
            empty={<EmptyState icon={<IconUsersGroup size={28} stroke={1.6} />} title="No workspaces yet" />}
          />
        </Panel>
      )}
      <Panel
        title={isFirst ? 'Create your first workspace' : 'Create a workspace'}
        lead="You become its admin; your personal vault stays yours alone."
      >
        <NewWorkspaceForm />
      </Panel>
    </Page>
  )
}

const COLUMNS: readonly Column<Workspace>[] = [
  {
    header: 'Name',
    isName: true,
    cell: ({ id, name }) => (
      <AnchorLink to="/workspaces/$workspaceId" params={{ workspaceId: id }}>
        {name}
      </AnchorLink>
    ),
  },
  {
    header: 'You are',
    cell: ({ role }) => <StatusBadge tone={role === 'admin' ? 'accent' : 'quiet'}>{role}</StatusBadge>,
  },
  { header: 'Plan', cell: ({ plan }) => planName(plan) },
  { header: 'Members', align: 'right', cell: ({ members }) => members },
]
