import { plainStatusOf, toPlainBody } from '@1relay/browser-apps'
import { statusOf, toErrorBody, type Fault } from '@1relay/faults'
import type { ServerResponse } from 'node:http'
import { pagePairs } from '../pages/index.js'

/** Discarding this much of an upload is cheaper than a new connection. */
const DISCARD_MAX_BYTES = 64 * 1024

/**
 * Answers with a fault, the one place where the relay turns failures into HTTP: `{ success: false, error }`, a plain sentence for pages, Retry-After where the
 * fault has a time. Does nothing if an answer has begun. Returns the status.
 */
export const writeRefusal = (
  res: ServerResponse,
  fault: Fault,
  requestId: string,
  extraHeaders: readonly string[] = [],
): number => {
  const forPage = pagePairs(res)
  const status = forPage === undefined ? statusOf(fault) : plainStatusOf(fault)
  if (res.headersSent || res.destroyed) return status
  const body = JSON.stringify(forPage === undefined ? toErrorBody(fault, requestId) : toPlainBody(fault, requestId))
  const headers = [
    'content-type',
    'application/json; charset=utf-8',
    'content-length',
    String(Buffer.byteLength(body)),
    'cache-control',
    'no-store',
    'x-1relay-request-id',
    requestId,
    ...(forPage ?? []),
    ...extraHeaders,
  ]
  if (fault.retryAfterMs !== undefined)
    headers.push('retry-after', String(Math.max(1, Math.ceil(fault.retryAfterMs / 1000))))
  if (leavesUploadUnread(res) && !headers.includes('connection')) headers.push('connection', 'close')
  res.writeHead(status, headers)
  res.end(res.req.method === 'HEAD' ? undefined : body)
  return status
}

const leavesUploadUnread = ({ req }: ServerResponse): boolean =>
  !req.complete &&
  (req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > DISCARD_MAX_BYTES)
