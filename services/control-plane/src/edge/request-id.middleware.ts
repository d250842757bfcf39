import { makeId } from '@1relay/vault'
import type { NextFunction, Request, Response } from 'express'

export const REQUEST_ID_HEADER = 'x-1relay-request-id'

/** Gives every answer an id of ours. One that the caller sends is not taken over: it would end up in our logs. */
export const requestId = (_: Request, response: Response, next: NextFunction): void => {
  response.setHeader(REQUEST_ID_HEADER, `req_${makeId()}`)
  next()
}

/** The id of the answer; made now if the failure came before the middleware. */
export const requestIdOf = (response: Response): string => {
  const id = response.getHeader(REQUEST_ID_HEADER)
  if (typeof id === 'string') return id
  const made = `req_${makeId()}`
  if (!response.headersSent) response.setHeader(REQUEST_ID_HEADER, made)
  return made
}
