import type { operations } from '@1relay/contracts'

type Query = NonNullable<operations['listUsageRequests']['parameters']['query']>

/** Days in the time zone of the person, both inclusive. */
export interface UsageRange {
  readonly from: string
  readonly to: string
  readonly timeZone: string
}

/** What a list of calls is narrowed to; what is missing is not narrowed. */
export interface RequestFilter {
  readonly connectionId?: string | undefined
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly decision?: Query['decision']
  readonly outcome?: Query['outcome']
  readonly statusClass?: Query['statusClass']
}

/** As parameters of the contract, without those that are not set. */
export const filterQuery = (filter: RequestFilter & Partial<UsageRange>): Query =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''))
