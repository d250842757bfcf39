import type { DayRange } from './range.js'

export type UsageGrouping = 'day' | 'app' | 'provider' | 'model' | 'connection'

/** Whose usage, of which days, of what. The tenant is not optional. */
export interface UsageFilter extends DayRange {
  readonly tenant: { readonly accountId: string } | { readonly appId: string }
  readonly connectionId?: string
  readonly appId?: string
  /** `openai-compatible` means every custom origin. */
  readonly provider?: string
  readonly model?: string
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

/** What reports need from storage. Every answer MUST be of the filter's tenant alone. */
export interface UsageReader {
  totals(filter: UsageFilter): Promise<UsageSums>
  /** Days ascending; anything else by cost descending, then by key. */
  groups(
    filter: UsageFilter,
    grouping: UsageGrouping,
    page: { limit: number; after?: { key: string; costMicros: number } },
  ): Promise<UsageGroup[]>
  /** Newest first. */
  requests(
    filter: UsageFilter & { readonly decision?: 'allowed' | 'refused' },
    page: { limit: number; after?: { at: Date; requestId: string } },
  ): Promise<UsageRow[]>
}
