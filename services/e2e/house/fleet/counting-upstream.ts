import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the upstream should do, named by the request itself. */
export interface Wish {
  readonly inputTokens: number
  readonly outputTokens: number
  /** The answer waits in the middle until `release`. */
  readonly isPatient?: boolean
}

export interface Served {
  /** Micro-dollars at the price of gpt-4o; 0 until the usage was reported. */
  costMicros: number
  isOpen: boolean
}

// gpt-4o, micro-dollars a token.
const costOf = ({ inputTokens, outputTokens }: Wish): number => Math.ceil(inputTokens * 2.5 + outputTokens * 10)

const event = (body: object): string => `data: ${JSON.stringify({ id: 'c', model: 'gpt-4o', ...body })}\n\n`

const usageOf = ({ inputTokens, outputTokens }: Wish): object => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
})

/** An OpenAI that does what a request wishes and keeps its own accounting, by user agent. */
export class CountingUpstream {
  origin = ''
  readonly served = new Map<string, Served>()
  private server: Server | undefined
  private waiting: (() => void)[] = []
  private isReleased = false

  async start(): Promise<void> {
    this.server = createServer((req, res) => void this.answer(req, res)).listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Requests that are being served. */
  get open(): number {
    return [...this.served.values()].filter(({ isOpen }) => isOpen).length
  }

  /** What all whole answers cost. */
  get costMicros(): number {
    return [...this.served.values()].reduce((sum, { costMicros }) => sum + costMicros, 0)
  }

  /** Lets patient answers go on, also those to come. */
  release(): void {
    this.isReleased = true
    for (const go of this.waiting) go()
    this.waiting = []
  }

  /** Patient answers wait again. */
  hold(): void {
    this.isReleased = false
  }

  stop(): void {
    this.server?.close()
    this.server?.closeAllConnections()
  }

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = ''
    for await (const part of req as AsyncIterable<Buffer>) body += part.toString()
    const { stream, metadata } = JSON.parse(body) as { stream?: boolean; metadata: { wish: string } }
    const wish = JSON.parse(metadata.wish) as Wish
    const served: Served = { costMicros: 0, isOpen: true }
    this.served.set(req.headers['user-agent'] ?? '', served)
    res.on('close', () => (served.isOpen = false))
    res.on('finish', () => (served.costMicros = costOf(wish)))
    res.writeHead(200, { 'content-type': stream === true ? 'text/event-stream' : 'application/json' })
    if (stream === true) res.write(event({ choices: [{ index: 0, delta: { content: 'x'.repeat(40) } }] }))
    if (wish.isPatient === true && !this.isReleased) await new Promise<void>((go) => this.waiting.push(go))
    if (res.destroyed) return
    if (stream === true) res.end(`${event({ choices: [], usage: usageOf(wish) })}data: [DONE]\n\n`)
    else res.end(JSON.stringify({ id: 'c', model: 'gpt-4o', choices: [], usage: usageOf(wish) }))
  }
}
