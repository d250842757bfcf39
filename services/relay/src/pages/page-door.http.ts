import { allowsOrigin, answerHeaders, preflightHeaders } from '@1relay/browser-apps'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { markForPage } from './page-answer.js'

/**
 * Receives a request on a route for pages: marks its answer, and answers a preflight. `forbidden`: a page that no allowed origin names, whose
 * request must not be served. Who is no page sends no `Origin` and is asked for none.
 */
export const receivePage = (
  req: IncomingMessage,
  res: ServerResponse,
  allowedOrigins: readonly string[],
): 'serve' | 'answered' | 'forbidden' => {
  const { origin } = req.headers
  const isAllowed = origin === undefined || allowsOrigin(allowedOrigins, origin)
  const isPreflight = req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined
  if (!isPreflight || !isAllowed) {
    markForPage(res, answerHeaders(allowedOrigins, origin))
    return isAllowed ? 'serve' : 'forbidden'
  }
  const pairs = preflightHeaders(allowedOrigins, origin, req.headers['access-control-request-headers'])
  res.writeHead(204, pairs.flat()).end()
  return 'answered'
}
