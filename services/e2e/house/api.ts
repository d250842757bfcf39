import { randomBytes } from 'node:crypto'
import { house } from './house.js'

export interface Answer<T = Record<string, unknown>> {
  status: number
  headers: Headers
  body: { success: boolean; data?: T; error?: { code: string; message: string; requestId: string } }
}

export interface Call {
  method?: string
  /** Session token, or `clientId:clientSecret`. */
  as?: string
  body?: unknown
  headers?: Record<string, string>
}

const authorization = (as: string): string =>
  as.includes(':') ? `Basic ${Buffer.from(as).toString('base64')}` : `Bearer ${as}`

/** One JSON call to the public origin. */
export const call = async <T = Record<string, unknown>>(path: string, options: Call = {}): Promise<Answer<T>> => {
  const answer = await fetch(house().origin + path, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.as ? { authorization: authorization(options.as) } : {}),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer<T>['body'] }
}

/** The data of a call that must succeed. */
export const expectData = async <T>(path: string, options: Call = {}): Promise<T> => {
  const answer = await call<T>(path, options)
  if (!answer.body.success || answer.body.data === undefined) {
    throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body.error)}`)
  }
  return answer.body.data
}

/** A text that occurs nowhere else, so that finding it anywhere is a leak. */
export const canary = (prefix: string): string => `${prefix}${randomBytes(18).toString('hex')}`
