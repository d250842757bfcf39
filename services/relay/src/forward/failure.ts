import type { ErrorCode } from '@1relay/contracts'
import { NOT_PUBLIC } from '@1relay/egress'

/** Why an upstream gave no whole answer. `wasSent`: bytes of the request may have reached it. */
export interface ForwardFailure {
  readonly code: Extract<
    ErrorCode,
    'upstream_unreachable' | 'upstream_failed' | 'upstream_timeout' | 'upstream_not_allowed' | 'upstream_redirected'
  >
  readonly wasSent: boolean
  readonly cause: unknown
}

/**
 * Reads an error of a dial, or of a connection that broke after the request was sent. By what was sent, never by the code: a network that
 * goes away in the middle of an answer is EHOSTUNREACH, too.
 */
export const readFailure = (cause: unknown, wasSent: boolean): ForwardFailure => {
  const codes = codesOf(cause)
  if (codes.has(NOT_PUBLIC)) return { code: 'upstream_not_allowed', wasSent: false, cause }
  if (codes.has('ETIMEDOUT')) return { code: 'upstream_timeout', wasSent, cause }
  return { code: wasSent ? 'upstream_failed' : 'upstream_unreachable', wasSent, cause }
}

/** What an upstream is given up with that lets us wait. */
export const tookTooLong = (what: 'dial' | 'handshake'): Error =>
  Object.assign(new Error(`the ${what} took too long`), { code: 'ETIMEDOUT' })

const codesOf = (error: unknown, depth = 0): Set<string> => {
  if (typeof error !== 'object' || error === null || depth > 4) return new Set()
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown }
  const inner = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])]
  const codes = new Set(inner.flatMap((one) => [...codesOf(one, depth + 1)]))
  if (typeof code === 'string') codes.add(code)
  return codes
}
