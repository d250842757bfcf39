import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A way to a server that others need too: closed, it looks to those who go through it as if the server had died. */
export class Gate {
  private readonly sockets = new Set<Socket>()
  private server: Server | undefined
  private isClosed = false

  constructor(private readonly target: URL) {}

  /** The target's URL by way of the gate. */
  async open(): Promise<string> {
    this.server = createServer((socket) => this.join(socket)).listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    const url = new URL(this.target)
    url.hostname = '127.0.0.1'
    url.port = String((this.server.address() as AddressInfo).port)
    return url.href
  }

  close(): void {
    this.isClosed = true
    for (const socket of this.sockets) socket.destroy()
  }

  reopen(): void {
    this.isClosed = false
  }

  stop(): void {
    this.close()
    this.server?.close()
  }

  private join(near: Socket): void {
    if (this.isClosed) return void near.destroy()
    const far = connect(Number(this.target.port), this.target.hostname)
    for (const socket of [near, far]) {
      this.sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  }
}
