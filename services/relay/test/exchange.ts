import {
  createServer,
  request,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export type Listener = (req: IncomingMessage, res: ServerResponse) => void

/** A node:http server on a free port. */
export const serve = async (
  listener: Listener,
): Promise<{ origin: string; server: Server; close(): Promise<void> }> => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin, server, close }
}

export interface Exchange {
  readonly status: number
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  readonly trailers: NodeJS.Dict<string>
  /** False: the answer broke off. */
  readonly isComplete: boolean
}

/** One request by node:http, which sends the target as it is and shows the answer as it came. */
export const exchange = (
  origin: string,
  options: RequestOptions & { readonly body?: string | Buffer },
): Promise<Exchange> =>
  new Promise((resolve, reject) => {
    const { body, ...rest } = options
    const req = request(origin, { agent: false, ...rest }, (res) => {
      const chunks: Buffer[] = []
      const done = (isComplete: boolean): void =>
        resolve({
          status: res.statusCode ?? 0,
          rawHeaders: res.rawHeaders,
          body: Buffer.concat(chunks),
          trailers: res.trailers,
          isComplete,
        })
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => done(true)).on('error', () => done(false))
    })
    req.on('error', reject)
    req.end(body)
  })

// Long beside any wait of the relay itself: a busy machine is no failure. Looking without a pause would be what makes it busy.
const PATIENCE_MS = 30_000
const PAUSE_MS = 5

/** Waits until something is so; fails when that never happens. */
export const eventually = async <T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > until) throw new Error('it never happened')
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
