import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, pagedQuery, type PageQuery, read, readAll } from '../../api/index.js'

export type ProtectedKey = components['schemas']['ProtectedKey']
export type UpstreamAuth = components['schemas']['UpstreamAuth']
export type Vendor = components['schemas']['Vendor']

/** Everything that is known of the protected keys of a workspace. */
export const protectedKeysKey = (workspaceId: string) => ['protected-keys', workspaceId] as const

const PAGE_SIZE = 100

/** Protected keys, newest first, page by page. */
export const protectedKeysQuery = (client: ApiClient, workspaceId: string) =>
  pagedQuery([...protectedKeysKey(workspaceId), 'list'], PAGE_SIZE, readPage(client, workspaceId))

/** All protected keys, newest first, to choose from: plans allow several pages of them. */
export const allProtectedKeysQuery = (client: ApiClient, workspaceId: string) =>
  queryOptions({
    queryKey: [...protectedKeysKey(workspaceId), 'all'],
    queryFn: () => readAll(PAGE_SIZE, readPage(client, workspaceId), ({ protectedKeys }) => protectedKeys),
  })

const readPage = (client: ApiClient, workspaceId: string) => (page: PageQuery) =>
  read(
    client.GET('/v1/workspaces/{workspaceId}/protected-keys', { params: { path: { workspaceId }, query: page } }),
    ({ data }) => data,
  )

export const protectedKeyQuery = (client: ApiClient, workspaceId: string, connectionId: string) =>
  queryOptions({
    queryKey: [...protectedKeysKey(workspaceId), 'one', connectionId],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}', {
          params: { path: { workspaceId, connectionId } },
        }),
        ({ data }) => data.protectedKey,
      ),
  })

/** The catalogue: it changes with a new release only. */
export const vendorsQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: ['vendors'],
    queryFn: () => read(client.GET('/v1/vendors'), ({ data }) => data.vendors),
    staleTime: Infinity,
  })
