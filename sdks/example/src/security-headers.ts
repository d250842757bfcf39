import type { RequestHandler } from 'express'

/** This page runs nothing but its own files and frames nothing but Link. Add your 1Relay to `frame-src` in your own app as well. */
export const securityHeaders = (relayOrigin: string): RequestHandler => {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    `frame-src ${relayOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return (_req, res, next) => {
    res.set('content-security-policy', policy)
    res.set('x-content-type-options', 'nosniff')
    res.set('referrer-policy', 'strict-origin-when-cross-origin')
    next()
  }
}
