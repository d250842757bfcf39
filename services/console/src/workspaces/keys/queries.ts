import type { components, operations } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, pagedQuery, read } from '../../api/index.js'
import type { KeysView } from './view.js'

export type DisposableKey = components['schemas']['DisposableKey']
export type NewKey = operations['issueDisposableKey']['requestBody']['content']['application/json']
export type KeyChange = operations['updateDisposableKey']['requestBody']['content']['application/json']
/** What is shown once. */
export type IssuedKey = operations['issueDisposableKey']['responses']['201']['content']['application/json']['data']

/** Everything that is known of the disposable keys of a workspace. */
export const disposableKeysKey = (workspaceId: string) => ['disposable-keys', workspaceId] as const

/** Keys, newest first, page by page. */
export const disposableKeysQuery = (client: ApiClient, workspaceId: string, view: KeysView, pageSize = 50) =>
  pagedQuery([...disposableKeysKey(workspaceId), 'list', view, pageSize], pageSize, (page) =>
    read(
      client.GET('/v1/workspaces/{workspaceId}/keys', {
        params: { path: { workspaceId }, query: { ...view, ...page } },
      }),
      ({ data }) => data,
    ),
  )

export const disposableKeyQuery = (client: ApiClient, workspaceId: string, keyId: string) =>
  queryOptions({
    queryKey: [...disposableKeysKey(workspaceId), 'one', keyId],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/keys/{keyId}', { params: { path: { workspaceId, keyId } } }),
        ({ data }) => data.key,
      ),
  })
