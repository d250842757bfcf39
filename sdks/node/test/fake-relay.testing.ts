import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatClientId, formatPublicToken, formatToken, makeHalf, makeId } from '@1relay/vault'
import { OneRelayClient, type OneRelayClientOptions } from '../src/index.js'

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Answer = (req: Seen, res: ServerResponse, count: number) => void

/** A real HTTP server in the place of 1Relay. What it answers is up to each test; what it saw is recorded. */
export class FakeRelay {
  readonly seen: Seen[] = []
  answer: Answer = (_req, res) => res.writeHead(500).end()
  readonly closed: Promise<void>[] = []
  readonly #server = createServer((req, res) => {
    let body = ''
    req.setEncoding('utf8').on('data', (piece: string) => (body += piece))
    this.closed.push(new Promise((resolve) => res.on('close', resolve)))
    req.on('end', () => {
      const seen = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body }
      this.seen.push(seen)
      this.answer(seen, res, this.seen.length)
    })
  })

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** Secrets of one app and one connection, all unique, so that any of them is recognised wherever it turns up. */
export const makeSecrets = () => {
  const id = makeId()
  const seal = makeHalf()
  const auth = makeHalf()
  return {
    id,
    seal,
    auth,
    clientId: formatClientId(makeId()),
    clientSecret: formatToken({ prefix: '1r_cs', id: makeId(), auth: makeHalf() }),
    publicToken: formatPublicToken({ id, seal }),
    accessToken: formatToken({ prefix: '1r_at', id, auth, seal }),
  }
}

export const makeClient = (
  relay: { url: string },
  secrets: { clientId: string; clientSecret: string },
  options: Partial<OneRelayClientOptions> = {},
): OneRelayClient =>
  new OneRelayClient({ clientId: secrets.clientId, clientSecret: secrets.clientSecret, baseUrl: relay.url, ...options })

export const REQUEST_ID = 'req-1'

/** An answer of 1Relay itself. */
export const succeed = (res: ServerResponse, data: unknown, status = 200): void => {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, data }))
}

/** A refusal of 1Relay itself. */
export const refuse = (
  res: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
  requestId = REQUEST_ID,
): void => {
  const error = { code, message: `Sentence of ${code}.`, type: 'some_error', requestId }
  res
    .writeHead(status, { 'content-type': 'application/json', 'x-1relay-request-id': REQUEST_ID, ...headers })
    .end(JSON.stringify({ success: false, error }))
}

/** An answer of the provider behind the proxy. */
export const provide = (
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  res
    .writeHead(status, { 'content-type': 'application/json', 'x-1relay-request-id': REQUEST_ID, ...headers })
    .end(JSON.stringify(body))
}

export const caught = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not reject')
}
