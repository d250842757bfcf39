import { answerHeaders, allowsOrigin, isBrowserAppPath, preflightHeaders } from '@1relay/browser-apps'
import { fault } from '@1relay/faults'
import type { NextFunction, Request, RequestHandler, Response } from 'express'

/**
 * The paths of browser-app mode for pages of other origins: preflights are answered here, answers and refusals can be read by pages that
 * are allowed, and pages that are not get nothing done, whatever their browser lets them read. Without allowed origins these paths
 * do not exist. A caller that is no page sends no `Origin` and is asked for none.
 */
export const browserApps =
  (allowedOrigins: readonly string[]): RequestHandler =>
  (request: Request, response: Response, next: NextFunction): void => {
    if (!isBrowserAppPath(request.path)) return next()
    if (allowedOrigins.length === 0) throw fault('not_found', 'browser-app mode is off')
    const { origin } = request.headers
    const isAllowed = origin === undefined || allowsOrigin(allowedOrigins, origin)
    const isPreflight = request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined
    const pairs = isPreflight
      ? preflightHeaders(allowedOrigins, origin, request.get('access-control-request-headers'))
      : answerHeaders(allowedOrigins, origin)
    for (const [name, value] of pairs) response.setHeader(name, value)
    response.setHeader('Cache-Control', 'no-store')
    if (!isAllowed) throw fault('forbidden_origin', 'a page that no allowed origin names')
    if (!isPreflight) return next()
    response.status(204).end()
  }
