import type { components, operations } from '@1relay/contracts'
import { type ApiClient, pagedQuery, read } from '../../api/index.js'

export type ManagementToken = components['schemas']['ManagementToken']
export type NewManagementToken = operations['createManagementToken']['requestBody']['content']['application/json']
export type Bounds = components['schemas']['ProvisionerBounds']

export const managementTokensKey = (workspaceId: string) => ['management-tokens', workspaceId] as const

const PAGE_SIZE = 50

/** Management tokens, newest first, page by page. */
export const managementTokensQuery = (client: ApiClient, workspaceId: string) =>
  pagedQuery(managementTokensKey(workspaceId), PAGE_SIZE, (page) =>
    read(
      client.GET('/v1/workspaces/{workspaceId}/management-tokens', { params: { path: { workspaceId }, query: page } }),
      ({ data }) => data,
    ),
  )
