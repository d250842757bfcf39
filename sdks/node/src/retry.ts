import { ConnectionError, type OneRelayError } from './errors.js'

/** The longest wait that a server may impose on us. If it asks for more, the caller gets the error and decides. */
export const RETRY_AFTER_MAX_MS = 60_000
const BACKOFF_FIRST_MS = 500
const BACKOFF_MAX_MS = 8_000

export interface Failed {
  readonly error: OneRelayError
  /** Attempts made before this one. */
  readonly retries: number
  readonly maxRetries: number
  /** True if the same request may arrive twice without harm. */
  readonly isRepeatable: boolean
  /** In how many ms a further attempt would do harm. */
  readonly leftMs?: number | undefined
  /** In [0, 1). */
  readonly random: number
}

/**
 * How long to wait before the next attempt, in ms, or undefined: no further attempt. Repeated are refusals of 1Relay that
 * ask for it (429, 503: nothing was forwarded) and connections that failed; a request that may already have arrived only if
 * that is harmless. Never a timeout, never a 402 or 403, never an error of the provider.
 */
export const retryDelayMs = (failed: Failed): number | undefined => {
  const { retries, maxRetries, leftMs = Infinity } = failed
  if (retries >= maxRetries || !mayRepeat(failed)) return undefined
  const delayMs = waitMs(failed)
  return delayMs === undefined || delayMs >= leftMs ? undefined : delayMs
}

const waitMs = ({ error, retries, random }: Failed): number | undefined => {
  const backoff = Math.min(BACKOFF_FIRST_MS * 2 ** retries, BACKOFF_MAX_MS)
  if (error.retryAfterMs === undefined) return backoff / 2 + (backoff / 2) * random
  if (error.retryAfterMs > RETRY_AFTER_MAX_MS) return undefined
  // Never before the time named, and not all callers at the same instant after it.
  return error.retryAfterMs + Math.min(error.retryAfterMs, BACKOFF_FIRST_MS) * random
}

const mayRepeat = ({ error, isRepeatable }: Failed): boolean => {
  if (error instanceof ConnectionError) return isRepeatable || !error.wasSent
  return error.source === '1relay' && (error.status === 429 || error.status === 503)
}

/** `retry-after` (RFC 9110 §10.2.3: seconds or a date) in ms, or undefined. */
export const parseRetryAfter = (headers: Headers, nowMs: number): number | undefined => {
  const text = headers.get('retry-after')?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Math.ceil(Number(text) * 1000)
  // Date.parse takes '-1' for a day in 2001.
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
