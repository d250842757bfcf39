import type { components } from '@1relay/contracts'
import { type ApiClient, pagedQuery, read } from '../api/index.js'
import { filterQuery, type RequestFilter, type UsageRange } from './filter.js'

export type UsageRequest = components['schemas']['UsageRequest']

/** Calls, newest first, page by page. */
export const requestsQuery = (
  client: ApiClient,
  { pageSize, ...filter }: RequestFilter & Partial<UsageRange> & { pageSize: number },
) =>
  pagedQuery(['requests', filter, pageSize], pageSize, (page) =>
    read(
      client.GET('/v1/usage/requests', { params: { query: { ...filterQuery(filter), ...page } } }),
      ({ data }) => data,
    ),
  )
