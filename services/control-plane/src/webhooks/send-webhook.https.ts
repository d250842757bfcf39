import { request as requestPlain, type ClientRequest, type RequestOptions } from 'node:http'
import { request as requestTls } from 'node:https'
import { guardedLookup, NOT_PUBLIC } from '@1relay/egress'
import type { Receipt, WebhookProblem } from './webhook.js'
import { reachOf } from './webhook-address.js'

export interface Sending {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SendOptions {
  /** Patterns of origins that the operator trusts. */
  readonly allowed: readonly string[]
  readonly timeoutMs: number
  /** How names are resolved; the system's resolver unless a test has its own. */
  readonly resolve?: Parameters<typeof guardedLookup>[0]
}

/** Posts a message once and gives the status. Never rejects, follows no redirect, reads nothing of the answer but its head. */
export const sendWebhook = (sending: Sending, options: SendOptions): Promise<Receipt> =>
  new Promise((resolve) => {
    const url = new URL(sending.url)
    // What an operator allowed yesterday may not be allowed today.
    const reach = reachOf(url, options.allowed)
    if (reach === undefined) return resolve(failed('not_public'))
    const request = open(url, {
      method: 'POST',
      // A connection of its own, which ends with the answer.
      agent: false,
      headers: { ...sending.headers, 'content-length': Buffer.byteLength(sending.body) },
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(reach === 'guarded' && { lookup: guardedLookup(options.resolve) }),
    })
    request.on('response', (response) => {
      resolve({ status: response.statusCode ?? 0, problem: null })
      response.on('error', () => undefined).destroy()
    })
    request.on('error', (error) => resolve(failed(problemOf(error))))
    request.end(sending.body)
  })

const open = (url: URL, options: RequestOptions): ClientRequest =>
  url.protocol === 'https:' ? requestTls(url, options) : requestPlain(url, options)

const failed = (problem: WebhookProblem): Receipt => ({ status: null, problem })

const problemOf = (error: NodeJS.ErrnoException): WebhookProblem => {
  if (error.code === NOT_PUBLIC) return 'not_public'
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'timed_out' : 'unreachable'
}
