import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import type { ApiClient } from './client.js'
import { read } from './read.js'

export type Provider = components['schemas']['Provider']

/** The catalogue: it changes with a new release only. */
export const providersQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: ['providers'],
    queryFn: () => read(client.GET('/v1/providers'), ({ data }) => data.providers),
    staleTime: Infinity,
  })
