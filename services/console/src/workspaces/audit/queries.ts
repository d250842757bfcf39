import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, pagedQuery, read } from '../../api/index.js'
import type { AuditFilter } from './view.js'

export type AuditRecord = components['schemas']['AuditRecord']
export type AuditChain = components['schemas']['AuditChain']

export const auditKey = (workspaceId: string) => ['audit', workspaceId] as const

/** Records, newest first, page by page. A page may be short or empty although more follow. */
export const auditQuery = (client: ApiClient, workspaceId: string, filter: AuditFilter, pageSize: number) =>
  pagedQuery([...auditKey(workspaceId), 'list', filter, pageSize], pageSize, (page) =>
    read(
      client.GET('/v1/workspaces/{workspaceId}/audit', {
        params: { path: { workspaceId }, query: { ...filter, ...page } },
      }),
      ({ data }) => data,
    ),
  )

export const chainQuery = (client: ApiClient, workspaceId: string) =>
  queryOptions({
    queryKey: [...auditKey(workspaceId), 'chain'],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/audit/chain', { params: { path: { workspaceId } } }),
        ({ data }) => data.chain,
      ),
  })
