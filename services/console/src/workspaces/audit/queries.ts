import type { components } from '@1relay/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../../api/index.js'
import type { AuditFilter } from './view.js'

export type AuditRecord = components['schemas']['AuditRecord']
export type AuditChain = components['schemas']['AuditChain']

export const auditKey = (workspaceId: string) => ['audit', workspaceId] as const

/** Records, newest first, page by page. A page may be short or empty although more follow. */
export const auditQuery = (client: ApiClient, workspaceId: string, filter: AuditFilter, pageSize: number) =>
  infiniteQueryOptions({
    queryKey: [...auditKey(workspaceId), 'list', filter, pageSize],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/audit', {
          params: {
            path: { workspaceId },
            query: { ...filter, pageSize, ...(cursor === undefined ? {} : { cursor }) },
          },
        }),
        ({ data }) => data,
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

export const chainQuery = (client: ApiClient, workspaceId: string) =>
  queryOptions({
    queryKey: [...auditKey(workspaceId), 'chain'],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/audit/chain', { params: { path: { workspaceId } } }),
        ({ data }) => data.chain,
      ),
  })
