import { STATUS_CODES, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '@1relay/contracts'
import { fault, statusOf, toErrorBody } from '@1relay/faults'
import { makeId } from '@1relay/vault'

const byNodeCode: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'ambiguous_request',
  HPE_INVALID_TRANSFER_ENCODING: 'ambiguous_request',
}

/** What does not even parse as HTTP, or comes too slowly, is answered in the one form of errors and cut off. */
export const answerBrokenRequests = (server: Server): void => {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const failure = fault(byNodeCode[error.code ?? ''] ?? 'invalid_request', 'not HTTP')
    socket.end(rawAnswer(statusOf(failure), toErrorBody(failure, `req_${makeId()}`)))
  })
}

const rawAnswer = (status: number, body: ReturnType<typeof toErrorBody>): string => {
  const json = JSON.stringify(body)
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(json)}`,
    `X-1Relay-Request-Id: ${body.error.requestId}`,
    '',
    json,
  ].join('\r\n')
}
