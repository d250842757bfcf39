import type { DayRange } from './range.js'

export type UsageGrouping = 'day' | 'app' | 'provider' | 'model' | 'connection'

/** Whose usage, of which days, of what. The tenant is not optional. */
export interface UsageFilter extends DayRange {
  readonly tenant: { readonly ownerId: string } | { readonly appId: string }
  readonly connectionId?: string
  readonly appId?: string
  /** `openai-compatible` means every custom origin. */
  readonly provider?: string
  readonly model?: string
}

export type StatusClass = '2xx' | '3xx' | '4xx' | '5xx'

/** Which calls of them. */
export interface CallFilter extends UsageFilter {
  readonly decision?: 'allowed' | 'refused'
  readonly outcome?: string
  readonly statusClass?: StatusClass
}

export interface UsageSums {
  readonly requests: number
  readonly refused: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly costMicros: number
}

export interface UsageGroup extends UsageSums {
  /** The day, app id ('' without an app), upstream, model or grant id. */
  readonly key: string
}

/** What one line of a chart has on one day; null is the line of all others. */
export interface UsagePoint {
  readonly key: string | null
  readonly day: string
  readonly requests: number
  readonly costMicros: number
}

/** One call as it is shown. Counts of tokens contain each other here: all input, all output. */
export interface UsageRow {
  readonly requestId: string
  readonly at: Date
  readonly grantId: string
  readonly appId: string | null
  readonly decision: string
  readonly reason: string | null
  readonly outcome: string | null
  readonly upstream: string | null
  readonly model: string | null
  readonly method: string
  readonly path: string
  readonly status: number
  readonly stream: boolean
  readonly durationMs: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly tokensFrom: string
  readonly costMicros: number
  readonly isPriceGuessed: boolean
  readonly priceVersion: string | null
}

/** A part of a list of calls: what comes behind `after` in the order. */
export interface CallPage {
  readonly limit: number
  readonly order: 'newest-first' | 'oldest-first'
  readonly after?: { readonly at: Date; readonly requestId: string }
}

/** What reports need from storage. Every answer MUST be of the filter's tenant alone; a zone that is unknown there is `invalid_request`. */
export interface UsageReader {
  totals(filter: UsageFilter): Promise<UsageSums>
  /** Days ascending; anything else by cost descending, then by key. */
  groups(
    filter: UsageFilter,
    grouping: UsageGrouping,
    page: { limit: number; after?: { key: string; costMicros: number } },
  ): Promise<UsageGroup[]>
  /** The `top` dearest keys, each with the days on which it has something, and the sum of all others. */
  series(filter: UsageFilter, grouping: Exclude<UsageGrouping, 'day'>, top: number): Promise<UsagePoint[]>
  calls(filter: CallFilter, page: CallPage): Promise<UsageRow[]>
}
