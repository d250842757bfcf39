import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, pagedQuery, read } from '../api/index.js'

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
  pagedQuery([...APPS_KEY, 'link-sessions', clientId], PAGE_SIZE, (page) =>
    read(
      client.GET('/v1/apps/{clientId}/link-sessions', { params: { path: { clientId }, query: page } }),
      ({ data }) => data,
    ),
  )
