import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** An upstream that reads no HTTP: it keeps the heads that it got, byte for byte, and answers each with the same bytes. */
export class RawUpstream {
  readonly heads: string[] = []
  /** Whether it hangs up after each answer. */
  ends = false
  answer = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine'
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  private constructor() {
    this.server = createServer((socket) => {
      this.sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket))
      let head = ''
      socket.on('data', (chunk: Buffer) => {
        head += chunk.toString('latin1')
        if (!head.includes('\r\n\r\n')) return
        this.heads.push(head)
        head = ''
        socket.write(this.answer, 'latin1')
        if (this.ends) socket.end()
      })
    })
  }

  static async start(): Promise<RawUpstream> {
    const upstream = new RawUpstream()
    await new Promise<void>((resolve) => upstream.server.listen(0, '127.0.0.1', resolve))
    return upstream
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** The target of the last request, as it stood in its first line. */
  get target(): string | undefined {
    return this.heads.at(-1)?.split('\r\n', 1)[0]?.split(' ')[1]
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
