import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../api/index.js'
import { filterQuery, type RequestFilter, type UsageRange } from '../requests/index.js'
import type { Grouping } from './view.js'

export type UsageGroup = components['schemas']['UsageAnswer']['data']['groups'][number]

type Narrow = Pick<RequestFilter, 'connectionId' | 'provider' | 'model'>

const MOST_GROUPS = 100

/** Sums of a range, in total and by group, the dearest first. */
export const sumsQuery = (client: ApiClient, by: Grouping, range: UsageRange, narrow: Narrow) =>
  queryOptions({
    queryKey: ['usage', 'sums', by, range, narrow],
    queryFn: () =>
      read(
        client.GET('/v1/usage', {
          params: { query: { ...filterQuery({ ...range, ...narrow }), groupBy: by, pageSize: MOST_GROUPS } },
        }),
        ({ data }) => data,
      ),
    placeholderData: (before) => before,
  })

/** One line a group, a value a day. */
export const seriesQuery = (client: ApiClient, by: Grouping, range: UsageRange, narrow: Narrow) =>
  queryOptions({
    queryKey: ['usage', 'series', by, range, narrow],
    queryFn: () =>
      read(
        client.GET('/v1/usage/series', { params: { query: { ...filterQuery({ ...range, ...narrow }), by, top: 6 } } }),
        ({ data }) => data,
      ),
    placeholderData: (before) => before,
  })
