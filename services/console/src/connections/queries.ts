import type { components } from '@1relay/contracts'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type ApiClient, pagedQuery, read } from '../api/index.js'
import type { GrantNews } from '../live/index.js'

export type Connection = components['schemas']['Connection']

const LIST = ['connections', 'list'] as const
const PAGE_SIZE = 50

/** Connections of one state, newest first, page by page. */
export const connectionsQuery = (client: ApiClient, status: Connection['status']) =>
  pagedQuery([...LIST, status], PAGE_SIZE, (page) =>
    read(client.GET('/v1/connections', { params: { query: { status, ...page } } }), ({ data }) => data),
  )

export const connectionQuery = (client: ApiClient, connectionId: string) =>
  queryOptions({
    queryKey: ['connections', 'one', connectionId],
    queryFn: () =>
      read(
        client.GET('/v1/connections/{connectionId}', { params: { path: { connectionId } } }),
        ({ data }) => data.connection,
      ),
  })

/** What just happened to a connection, into whatever is shown of it. */
export const applyNews = (queryClient: QueryClient, { grantId, kind, status, budgets }: GrantNews): void => {
  if (kind !== 'connection') return
  const isKnown = queryClient.getQueryData(connectionQueryKey(grantId)) !== undefined
  if (isKnown) {
    queryClient.setQueryData<Connection>(connectionQueryKey(grantId), (one) => one && { ...one, status, budgets })
  }
  void queryClient.invalidateQueries({ queryKey: LIST })
}

const connectionQueryKey = (connectionId: string) => ['connections', 'one', connectionId] as const
