import { request as requestPlain, type ClientRequest, type RequestOptions } from 'node:http'
import { request as requestTls } from 'node:https'
import { guardedLookup } from '@1relay/egress'
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

// More are no hints but a flood.
const INTERIM_MAX = 10

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
    // 101 that nobody listens for would end in neither `response` nor `error`.
    request.on('upgrade', (response, socket) => {
      resolve({ status: response.statusCode ?? 0, problem: null })
      socket.on('error', () => undefined).destroy()
    })
    let interim = 0
    const onInterim = (): void => {
      if (++interim > INTERIM_MAX) request.destroy(new Error('too many interim answers'))
    }
    request.on('continue', onInterim).on('information', onInterim)
    request.on('error', (error) => resolve(failed(problemOf(error))))
    // Whatever else ends it.
    request.on('close', () => resolve(failed('unreachable')))
    request.end(sending.body)
  })

const open = (url: URL, options: RequestOptions): ClientRequest =>
  url.protocol === 'https:' ? requestTls(url, options) : requestPlain(url, options)

const failed = (problem: WebhookProblem): Receipt => ({ status: null, problem })

// A name that leads to an address of ours looks like one that leads nowhere: nobody learns here which names there are.
const problemOf = ({ name }: Error): WebhookProblem =>
  name === 'AbortError' || name === 'TimeoutError' ? 'timed_out' : 'unreachable'
