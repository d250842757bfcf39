import type { components } from '@1relay/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../../api/index.js'

export type ProtectedKey = components['schemas']['ProtectedKey']
export type UpstreamAuth = components['schemas']['UpstreamAuth']
export type Vendor = components['schemas']['Vendor']

/** Everything that is known of the protected keys of a workspace. */
export const protectedKeysKey = (workspaceId: string) => ['protected-keys', workspaceId] as const

const PAGE_SIZE = 100

/** Protected keys, newest first, page by page. */
export const protectedKeysQuery = (client: ApiClient, workspaceId: string) =>
  infiniteQueryOptions({
    queryKey: [...protectedKeysKey(workspaceId), 'list'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/protected-keys', {
          params: {
            path: { workspaceId },
            query: { pageSize: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) },
          },
        }),
        ({ data }) => data,
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

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
