import type { Admission } from '../admit/index.js'

export interface AddedHeaders {
  readonly requestId: string
  readonly admission: Extract<Admission, { kind: 'admitted' }>
  /** What the relay itself took until the upstream had the request. */
  readonly overheadMs: number
  readonly isDraining: boolean
}

/** The header pairs that the relay adds to an upstream's answer. */
export const addedHeaders = ({ requestId, admission, overheadMs, isDraining }: AddedHeaders): string[] => {
  const headers = ['x-1relay-request-id', requestId, 'server-timing', `relay;dur=${overheadMs.toFixed(2)}`]
  const { budgetRoomMicros, rate } = admission
  if (budgetRoomMicros !== null) headers.push('x-1relay-budget-remaining-micros', String(budgetRoomMicros))
  if (rate !== null) headers.push(...rateLimitHeaders(rate.limit, rate.remaining, rate.resetMs))
  if (isDraining) headers.push('connection', 'close')
  return headers
}

/** RateLimit fields of draft-ietf-httpapi-ratelimit-headers: what is left, and seconds until all of it is back. */
export const rateLimitHeaders = (limit: number, remaining: number, resetMs: number): string[] => [
  'ratelimit-policy',
  `"requests";q=${limit};w=60`,
  'ratelimit',
  `"requests";r=${remaining};t=${Math.ceil(resetMs / 1000)}`,
]
