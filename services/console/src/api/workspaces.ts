import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import type { ApiClient } from './client.js'
import { read } from './read.js'

export type Workspace = components['schemas']['Workspace']

export const WORKSPACES_KEY = ['workspaces'] as const

/** The workspaces that the person is a member of, by name. */
export const workspacesQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: [...WORKSPACES_KEY, 'list'],
    queryFn: () => read(client.GET('/v1/workspaces'), ({ data }) => data.workspaces),
    staleTime: 60_000,
  })
