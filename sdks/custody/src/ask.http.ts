import type { ErrorCode } from '@1relay/contracts'
import { done, failed, type Outcome, type Problem } from './problem.js'

/** What openapi-fetch gives. */
export interface Answer {
  data?: unknown
  error?: unknown
  response: Response
}

/** One call of an openapi-fetch client. Settles always: an answer that is not the contract's (a proxy's error page) counts as no answer. */
export const ask = async <A extends Answer, T>(
  call: Promise<A>,
  read: (data: NonNullable<A['data']>) => T | undefined,
): Promise<Outcome<T>> => {
  try {
    const { data, error, response } = await call
    if (data === undefined || data === null) return failed(problemOf(error, response))
    const value = read(data)
    return value === undefined ? failed({ code: 'network' }) : done(value)
  } catch {
    return failed({ code: 'network' })
  }
}

/** What an error answer of 1Relay, or of something in front of it, says. */
export const problemOf = (error: unknown, response: Response): Problem => {
  const { code, requestId } = ((error ?? {}) as { error?: { code?: ErrorCode; requestId?: string } }).error ?? {}
  const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'))
  return {
    code: code ?? (response.status === 429 ? 'rate_limited' : 'network'),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

/** Seconds only: 1Relay never sends the date form. */
const parseRetryAfter = (text: string | null): number | undefined =>
  text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined
