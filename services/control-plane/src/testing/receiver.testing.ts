import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server of somebody else's that gets webhooks. */
export interface TestReceiver {
  readonly url: string
  readonly received: readonly Received[]
  /** What it does with what comes from now on: a status, or something of its own. */
  answer(how: number | ((res: ServerResponse) => void)): void
  close(): Promise<void>
}

export const startReceiver = async (): Promise<TestReceiver> => {
  const received: Received[] = []
  let how: number | ((res: ServerResponse) => void) = 204
  const server = createServer((req, res) => {
    void text(req).then((body) => {
      received.push({ path: req.url ?? '', headers: req.headers, body })
      if (typeof how === 'number') res.writeHead(how).end()
      else how(res)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: (next) => void (how = next),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
