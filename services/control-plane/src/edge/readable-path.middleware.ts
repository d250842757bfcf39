import { fault } from '@1relay/faults'
import type { NextFunction, Request, Response } from 'express'

const decodes = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** Refuses URLs that do not decode as UTF-8, or hold U+0000, before a router or a database trips over them. */
export const readablePath = (request: Request, _: Response, next: NextFunction): void => {
  // Only the first one begins the query.
  const [path = '', ...rest] = request.originalUrl.split('?')
  const query = rest.join('?')
  if (!decodes(path) || /%00/.test(path)) throw fault('invalid_path', 'the path does not decode')
  if (!decodes(query) || /%00/.test(query)) throw fault('invalid_request', 'the query does not decode')
  next()
}
