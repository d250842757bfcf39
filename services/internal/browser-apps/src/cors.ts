import { allowsOrigin } from './origins.js'

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
// Chromium caches a preflight no longer than two hours.
const MAX_AGE_S = 7200
const ASKED_MAX = 2048
const FIELD_NAMES = /^[!#$%&'*+\-.^_`|~0-9a-z]+(?: *, *[!#$%&'*+\-.^_`|~0-9a-z]+)*$/i

/**
 * The pairs that let a page read an answer; none but `Vary` for a page that may not, and for no page at all. Cookies are never allowed,
 * so `*` may expose every header: Retry-After, rate limits and whatever a provider sends.
 */
export const answerHeaders = (patterns: readonly string[], origin: string | undefined): [string, string][] => {
  const vary: [string, string] = ['vary', 'Origin']
  if (origin === undefined || !allowsOrigin(patterns, origin)) return [vary]
  const named = patterns.includes('*') ? '*' : origin
  return [['access-control-allow-origin', named], ['access-control-expose-headers', '*'], vary]
}

/**
 * The pairs of the answer to a preflight. Whatever headers a page asks for are allowed by name, because `*` does not cover
 * `Authorization`, and every provider has headers of its own.
 */
export const preflightHeaders = (
  patterns: readonly string[],
  origin: string | undefined,
  asked: string | undefined,
): [string, string][] => {
  const vary: [string, string] = ['vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers']
  if (origin === undefined || !allowsOrigin(patterns, origin)) return [vary]
  const isReadable = asked !== undefined && asked.length <= ASKED_MAX && FIELD_NAMES.test(asked)
  return [
    ['access-control-allow-origin', patterns.includes('*') ? '*' : origin],
    ['access-control-allow-methods', METHODS],
    ...(isReadable ? [['access-control-allow-headers', asked] as [string, string]] : []),
    ['access-control-max-age', String(MAX_AGE_S)],
    vary,
  ]
}
