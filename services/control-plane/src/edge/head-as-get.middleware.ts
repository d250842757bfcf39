import type { NextFunction, Request, Response } from 'express'

/** Answers HEAD as GET without a body (RFC 9110 §9.3.2): Node leaves the body out, whatever runs from here on. */
export const headAsGet = (request: Request, _: Response, next: NextFunction): void => {
  if (request.method === 'HEAD') request.method = 'GET'
  next()
}
