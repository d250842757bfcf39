import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Harness, serve, type Granted } from './harness.js'

export const BASE = '/v1/proxy/passthrough/openai'
export const SECRET = 'sk-upstream-of-transport-tests'

type Answer = (req: IncomingMessage, res: ServerResponse) => void

/** A relay between a caller that writes what it likes and an upstream that keeps what it got and answers as it is told. */
export class Rig {
  readonly received: { readonly req: IncomingMessage; readonly body: Buffer }[] = []
  answer!: Answer
  harness!: Harness
  granted!: Granted
  upstream!: Awaited<ReturnType<typeof serve>>

  static async start(env: Readonly<Record<string, string>> = {}): Promise<Rig> {
    const rig = new Rig()
    rig.reset()
    rig.upstream = await serve((req, res) => rig.answer(req, res))
    const origins = { openai: rig.upstream.origin, google: rig.upstream.origin }
    rig.harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify(origins), ...env })
    rig.granted = await rig.harness.grant({ secrets: { openai: SECRET, google: 'AIza-upstream' } })
    return rig
  }

  get origin(): string {
    return this.harness.origin
  }

  reset(): void {
    this.received.length = 0
    this.answer = this.collect((_, res) => res.end('fine'))
  }

  /** An answer that is given once the whole request is here and noted. */
  collect(then: Answer): Answer {
    return (req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.on('end', () => {
        this.received.push({ req, body: Buffer.concat(chunks) })
        then(req, res)
      })
    }
  }

  bearer(): { authorization: string } {
    return { authorization: `Bearer ${this.granted.token}` }
  }

  last(): { readonly req: IncomingMessage; readonly body: Buffer } {
    const last = this.received.at(-1)
    if (last === undefined) throw new Error('the upstream has received nothing')
    return last
  }

  /** A bare connection to the relay. */
  connect(): Socket {
    return connect(Number(new URL(this.origin).port), '127.0.0.1').on('error', () => undefined)
  }

  /** Writes bytes on a connection of their own and gives what comes back until the relay closes it, or until `isEnough`. */
  async raw(bytes: string | Buffer, isEnough: (seen: string) => boolean = () => false): Promise<string> {
    const socket = this.connect()
    let seen = ''
    socket.on('data', (chunk: Buffer) => {
      seen += chunk.toString('latin1')
      if (isEnough(seen)) socket.destroy()
    })
    socket.write(bytes, 'latin1')
    await once(socket, 'close')
    return seen
  }

  async stop(): Promise<void> {
    await this.harness.stop()
    await this.upstream.close()
  }
}
