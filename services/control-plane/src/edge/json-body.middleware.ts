import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { fault } from '@1relay/faults'
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express'

const BODY_MAX = '256kb'

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * Bodies are JSON in UTF-8, not compressed, or there is none. The header is then written in one form: the contract
 * validator compiles and keeps a schema for every different spelling it sees, which strangers could fill memory with.
 */
const mediaType = (request: Request, _: Response, next: NextFunction): void => {
  const { headers } = request
  if (!hasBody(request)) {
    delete headers['content-type']
    return next()
  }
  const isPlain = headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity'
  if (!isPlain) throw fault('unsupported_media_type', 'a compressed body')
  if (!/^application\/json *(?:; *charset="?utf-8"? *)?$/i.test(headers['content-type'] ?? '')) {
    throw fault('unsupported_media_type', 'a body that is not application/json in UTF-8')
  }
  headers['content-type'] = 'application/json'
  next()
}

const mayHoldNul = new WeakSet<IncomingMessage>()

// The parser would replace broken sequences silently, so that we would store something that was never sent.
const verify = (request: IncomingMessage, _: unknown, bytes: Buffer): void => {
  if (!isUtf8(bytes)) throw fault('invalid_json', 'the body is not UTF-8')
  if (bytes.includes('\\u0000')) mayHoldNul.add(request)
}

// PostgreSQL cannot store U+0000 in text; without this check each such field would be a 500.
const noNul = (request: Request, _: Response, next: NextFunction): void => {
  if (!mayHoldNul.has(request)) return next()
  const rest: unknown[] = [request.body]
  for (let value = rest.pop(); value !== undefined; value = rest.pop()) {
    if (typeof value === 'string' && value.includes('\0')) throw fault('invalid_request', 'U+0000 in a string')
    if (typeof value === 'object' && value !== null) rest.push(...Object.entries<unknown>({ ...value }).flat())
  }
  next()
}

/** Reads the body, or refuses it: media type, size, encoding, syntax. `strict` allows objects and arrays only. */
export const jsonBody: readonly RequestHandler[] = [
  mediaType,
  express.json({ strict: true, limit: BODY_MAX, inflate: false, type: 'application/json', verify }),
  noNul,
]
