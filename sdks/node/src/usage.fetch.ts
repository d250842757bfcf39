import type { components, operations } from '@1relay/contracts'
import { type Api, dataOf } from './api.fetch.js'
import { eachItem } from './pages.js'
import type { CallOptions } from './settings.js'

export type UsageSummary = components['schemas']['UsageAnswer']['data']
export type UsageQuery = NonNullable<operations['getUsage']['parameters']['query']>
export type UsageRequest = components['schemas']['UsageRequest']
export type UsageRequestPage = components['schemas']['UsageRequestListAnswer']['data']
export type UsageRequestFilter = NonNullable<operations['listUsageRequests']['parameters']['query']>

/** What your app's calls used and cost. Money is in micro-dollars (1 USD = 1,000,000). */
export class Usage {
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
  }

  /** Sums, grouped by day (the default), app, provider, model or connection, and the totals of the whole range. */
  async get(query: UsageQuery = {}, options?: CallOptions): Promise<UsageSummary> {
    const request = { params: { query }, fetch: this.#api.via(options) }
    return dataOf(await this.#api.client.GET('/v1/usage', request))
  }

  /** One page of single calls, newest first. */
  async requests(filter: UsageRequestFilter = {}, options?: CallOptions): Promise<UsageRequestPage> {
    const request = { params: { query: filter }, fetch: this.#api.via(options) }
    return dataOf(await this.#api.client.GET('/v1/usage/requests', request))
  }

  /** All single calls, newest first, page by page as you go. */
  iterateRequests(
    filter: Omit<UsageRequestFilter, 'cursor'> = {},
    options?: CallOptions,
  ): AsyncGenerator<UsageRequest, void> {
    const find = (cursor: string | undefined) => this.requests({ ...filter, ...(cursor && { cursor }) }, options)
    return eachItem(find, (page) => page.requests)
  }
}
