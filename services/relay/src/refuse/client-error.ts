import { ERRORS, type ErrorCode } from '@1relay/contracts'
import { fault, toErrorBody } from '@1relay/faults'

// llhttp's codes for messages that two servers could cut apart differently: request smuggling (RFC 9112 §6.1, §11.2).
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'HPE_UNEXPECTED_CONTENT_LENGTH',
  'HPE_INVALID_CONTENT_LENGTH',
  'HPE_INVALID_TRANSFER_ENCODING',
  'HPE_INVALID_HEADER_TOKEN',
  'HPE_INVALID_CHUNK_SIZE',
  'HPE_CR_EXPECTED',
  'HPE_LF_EXPECTED',
])

/** The whole answer, head and body, to bytes that the HTTP parser refused. */
export const clientErrorAnswer = (parserCode: string | undefined, requestId: string): string => {
  const code = codeOf(parserCode)
  const body = JSON.stringify(toErrorBody(fault(code, 'refused by the HTTP parser'), requestId))
  const head = [
    `HTTP/1.1 ${ERRORS[code].status} Refused`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-1relay-request-id: ${requestId}`,
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

const codeOf = (parserCode: string | undefined): ErrorCode => {
  if (parserCode === 'HPE_HEADER_OVERFLOW') return 'headers_too_large'
  return parserCode !== undefined && AMBIGUOUS.has(parserCode) ? 'ambiguous_request' : 'invalid_request'
}
