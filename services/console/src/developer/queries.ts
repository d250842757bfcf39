import type { components } from '@1relay/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../api/index.js'

export type App = components['schemas']['App']
export type LinkSessionSeen = components['schemas']['LinkSessionSeen']

/** Everything that is known of apps. */
export const APPS_KEY = ['apps'] as const

export const appsQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: [...APPS_KEY, 'list'],
    queryFn: () => read(client.GET('/v1/apps'), ({ data }) => data.apps),
  })

export const appQuery = (client: ApiClient, clientId: string) =>
  queryOptions({
    queryKey: [...APPS_KEY, 'one', clientId],
    queryFn: () => read(client.GET('/v1/apps/{clientId}', { params: { path: { clientId } } }), ({ data }) => data.app),
  })

const PAGE_SIZE = 20

/** Link sessions of an app with what happened in them, newest first. */
export const linkSessionsQuery = (client: ApiClient, clientId: string) =>
  infiniteQueryOptions({
    queryKey: [...APPS_KEY, 'link-sessions', clientId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      read(
        client.GET('/v1/apps/{clientId}/link-sessions', {
          params: { path: { clientId }, query: { pageSize: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) } },
        }),
        ({ data }) => data,
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
