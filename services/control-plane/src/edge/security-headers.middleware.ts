import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet from 'helmet'

const noStore = (request: Request, response: Response, next: NextFunction): void => {
  if (/^\/(?:v1|api|internal)(?:\/|$)/.test(request.path)) response.setHeader('Cache-Control', 'no-store')
  next()
}

/**
 * Headers of every answer. JSON needs no page rights at all; the few pages set a policy of their own. HSTS only where
 * the public origin is https: on http it would be ignored, on localhost it would break other local projects.
 */
export const securityHeaders = (publicOrigin: string): RequestHandler[] => [
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: publicOrigin.startsWith('https:') && { maxAge: 31_536_000, includeSubDomains: false },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  }),
  noStore,
]
