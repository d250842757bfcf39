import { ERRORS, type ErrorCode, type ErrorDetail } from '@1relay/contracts'
import { fault, isFault, type Fault } from '@1relay/faults'

/** What the errors of Express, body-parser, the contract validator and Nest have in common. */
interface ForeignError {
  status?: unknown
  type?: unknown
  getStatus?: () => number
  errors?: readonly { path?: string; message?: string; errorCode?: string }[]
}

const byBodyParserType: Readonly<Record<string, ErrorCode>> = {
  'entity.parse.failed': 'invalid_json',
  'entity.verify.failed': 'invalid_json',
  'entity.too.large': 'body_too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
  'request.size.invalid': 'invalid_request',
  'request.aborted': 'invalid_request',
  'stream.encoding.set': 'invalid_request',
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  404: 'not_found',
  405: 'method_not_supported',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  431: 'headers_too_large',
  503: 'unavailable',
}

// The name of a field that the contract does not have was chosen by the caller: shown only if it cannot be a secret.
const harmlessName = /^[A-Za-z]{1,32}$/

const problems: readonly [RegExp, string][] = [
  [/additional properties|Unknown query parameter/, 'is not a field of this request'],
  [/^Empty value/, 'must not be empty'],
  [/pattern/, 'does not have the form it must have'],
]

const problemOf = (message: string): string =>
  problems.find(([pattern]) => pattern.test(message))?.[1] ?? message.replace(/'[^']*'/g, '…').slice(0, 200)

const detailsOf = (error: ForeignError): ErrorDetail[] => {
  return (error.errors ?? []).slice(0, 20).map(({ path = '', message = '' }) => {
    const segments = path.split('/').filter((segment) => segment !== '')
    const field = `/${segments.map((segment) => (harmlessName.test(segment) || /^\d+$/.test(segment) ? segment : '…')).join('/')}`
    return { field, problem: problemOf(message) }
  })
}

/**
 * The fault that an error of Express, body-parser, the contract validator or Nest stands for; undefined if it is none of
 * theirs. Nothing of the request but field names is taken over.
 */
export const readForeignError = (error: unknown): Fault | undefined => {
  if (isFault(error)) return error
  if (typeof error !== 'object' || error === null) return undefined
  if (error instanceof URIError) return fault('invalid_path', 'malformed percent-encoding', { cause: error })
  const foreign = error as ForeignError
  const status = typeof foreign.getStatus === 'function' ? foreign.getStatus() : foreign.status
  const parsed = typeof foreign.type === 'string' ? byBodyParserType[foreign.type] : undefined
  const code = parsed ?? (typeof status === 'number' ? byStatus[status] : undefined)
  if (code === undefined) {
    const isTheirs = typeof status === 'number' && status >= 400 && status < 500
    return isTheirs ? fault('invalid_request', `status ${status}`, { cause: error }) : undefined
  }
  const details = code === 'invalid_request' ? detailsOf(foreign) : []
  return fault(code, ERRORS[code].type, { cause: error, ...(details.length > 0 && { details }) })
}
