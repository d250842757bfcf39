import { type ErrorCode, ERRORS, type ErrorDetail } from '@1relay/contracts'
import type { Fault } from '@1relay/faults'

/** The body of a failed answer to a page: `error` is what byok-relay's clients show. */
export interface PlainBody {
  error: string
  code: ErrorCode
  type: string
  requestId: string
  details?: ErrorDetail[]
}

// byok-relay answers 400 to a call for which no key is stored, and to a base URL that it will not call.
const STATUS: Partial<Record<ErrorCode, number>> = { provider_not_granted: 400, upstream_not_allowed: 400 }
const SENTENCE: Partial<Record<ErrorCode, string>> = {
  invalid_token: 'Invalid or expired token',
  provider_not_granted: 'No API key stored for this provider. POST /keys/:provider first.',
}

/** The HTTP status of a fault towards a page. */
export const plainStatusOf = ({ code }: Fault): number => STATUS[code] ?? ERRORS[code].status

/** A fault as a page gets it. Sentences come from the catalogue or from here, never from the throw site. */
export const toPlainBody = ({ code, details }: Fault, requestId: string): PlainBody => ({
  error: SENTENCE[code] ?? ERRORS[code].message,
  code,
  type: ERRORS[code].type,
  requestId,
  ...(details && {
    details: details.map(({ field, problem }) => (field === undefined ? { problem } : { field, problem })),
  }),
})
