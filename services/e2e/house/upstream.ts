import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an upstream saw of one request. */
export interface Seen {
  readonly method: string
  readonly target: string
  readonly headers: IncomingMessage['headers']
}

/** Somebody else's API: answers as it is told, and keeps what it saw. */
export class Upstream {
  readonly seen: Seen[] = []

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<Upstream> {
    const server = createServer((req, res) => {
      const { method = '', url: target = '', headers } = req
      upstream.seen.push({ method, target, headers })
      answer(req, res)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const upstream = new Upstream(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    return upstream
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
