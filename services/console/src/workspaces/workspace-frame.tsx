import { queryOptions, useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { type ApiClient, isProblem, read, WORKSPACES_KEY } from '../api/index.js'
import { NotFound } from '../frame/index.js'
import { QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { WorkspaceProvider } from './use-workspace.js'

const workspaceQuery = (client: ApiClient, workspaceId: string) =>
  queryOptions({
    queryKey: [...WORKSPACES_KEY, 'one', workspaceId],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}', { params: { path: { workspaceId } } }),
        ({ data }) => data.workspace,
      ),
  })

/** Around every page of a workspace: which one it is, or that there is none that this person may see. */
export const WorkspaceFrame = () => {
  const { workspaceId } = useParams({ from: '/app/workspaces/$workspaceId' })
  const query = useQuery(workspaceQuery(useClient(), workspaceId))
  if (isProblem(query.error, 'not_found') || isProblem(query.error, 'invalid_request')) return <NotFound />
  return (
    <QueryView query={query}>
      {(workspace) => (
        // Another workspace is another page: no form and no dialog of the former one stays.
        <WorkspaceProvider key={workspace.id} value={workspace}>
          <Outlet />
        </WorkspaceProvider>
      )}
    </QueryView>
  )
}
