import type { components, operations } from '@1relay/contracts'
import { type Api, dataOf } from './api.fetch.js'
import { eachItem } from './pages.js'
import type { CallOptions } from './settings.js'

/** A page of groups, each with requests, tokens and cost (micro-dollars), and the totals of the whole range. */
export type UsageSummary = components['schemas']['UsageAnswer']['data']
/** Which days (`from`, `to`, in `timeZone`, default UTC), grouped by what, of which connection, provider or model. */
export type UsageQuery = NonNullable<operations['getUsage']['parameters']['query']>
/** One call: when, with which token, what it used and cost (`costMicros`, micro-dollars), and why it was refused if it was. `durationMs` is in milliseconds. */
export type UsageRequest = components['schemas']['UsageRequest']
/** A page of calls; `nextCursor` asks for the next one and is null at the end. */
export type UsageRequestPage = components['schemas']['UsageRequestListAnswer']['data']
/** Which calls, and which page of them: days, connection, provider, model, decision, outcome, class of status. */
export type UsageRequestFilter = NonNullable<operations['listUsageRequests']['parameters']['query']>

/** What your app's calls used and cost. Money is in micro-dollars (1 USD = 1,000,000). */
export interface Usage {
  /** Sums, grouped by day (the default), app, provider, model or connection, and the totals of the whole range. */
  get(query?: UsageQuery, options?: CallOptions): Promise<UsageSummary>
  /** One page of single calls, newest first. */
  requests(filter?: UsageRequestFilter, options?: CallOptions): Promise<UsageRequestPage>
  /** All single calls, newest first, page by page as you go. */
  iterateRequests(
    filter?: Omit<UsageRequestFilter, 'cursor'>,
    options?: CallOptions,
  ): AsyncGenerator<UsageRequest, void>
}

export const makeUsage = ({ client, via }: Api): Usage => {
  const requests: Usage['requests'] = async (filter = {}, options) =>
    dataOf(await client.GET('/v1/usage/requests', { params: { query: filter }, fetch: via(options) }))
  return {
    get: async (query = {}, options) =>
      dataOf(await client.GET('/v1/usage', { params: { query }, fetch: via(options) })),
    requests,
    iterateRequests: (filter = {}, options) =>
      eachItem(
        (cursor) => requests({ ...filter, ...(cursor && { cursor }) }, options),
        (page) => page.requests,
      ),
  }
}
