import type { components } from '@1relay/contracts'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../api/index.js'
import { filterQuery, type RequestFilter, type UsageRange } from './filter.js'

export type UsageRequest = components['schemas']['UsageRequest']

/** Calls, newest first, page by page. */
export const requestsQuery = (
  client: ApiClient,
  { pageSize, ...filter }: RequestFilter & Partial<UsageRange> & { pageSize: number },
) =>
  infiniteQueryOptions({
    queryKey: ['requests', filter, pageSize],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      read(
        client.GET('/v1/usage/requests', {
          params: { query: { ...filterQuery(filter), pageSize, ...(cursor === undefined ? {} : { cursor }) } },
        }),
        ({ data }) => data,
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
