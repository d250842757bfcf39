import { readCustomOrigin } from '@1relay/egress'
import type { Forwarder, ForwardListener, ForwardRequest } from '../forward/index.js'
import { readTokenAnswer } from './token-answer.js'
import type { Oauth2Auth, TokenAnswer, TokenEndpoint } from './token-endpoint.port.js'
import { tokenRequest } from './token-request.js'

const ANSWER_MAX_BYTES = 64 * 1024
const UNREACHABLE = 'the token endpoint cannot be reached, or broke off its answer'

export interface ForwarderTokenEndpointOptions {
  readonly forwarder: Forwarder
  /** Origins in place of those of token URLs, set by the operator: not address-guarded. */
  readonly operatorOrigins: Readonly<Record<string, string>>
  /** From the question to the last byte of the answer. */
  readonly timeoutMs: number
}

/** Asks over the relay's own client: the address guard, no redirects, secrets as bytes that are wiped; bounded in time and size. */
export class ForwarderTokenEndpoint implements TokenEndpoint {
  constructor(private readonly options: ForwarderTokenEndpointOptions) {}

  async fetch(auth: Oauth2Auth, credential: Buffer): Promise<TokenAnswer> {
    const place = this.placeOf(auth.tokenUrl)
    if (place === undefined) {
      credential.fill(0)
      return { ok: false, code: 'upstream_not_allowed' }
    }
    const request = { ...place, method: 'POST', bodyLength: null, ...tokenRequest(auth, credential) }
    return this.ask(request)
  }

  private placeOf(tokenUrl: string): Pick<ForwardRequest, 'origin' | 'isGuarded' | 'target'> | undefined {
    const { origin, pathname, search } = new URL(tokenUrl)
    const { operatorOrigins } = this.options
    const target = pathname + search
    const override = Object.hasOwn(operatorOrigins, origin) ? operatorOrigins[origin] : undefined
    if (override !== undefined) return { origin: override, isGuarded: false, target }
    return readCustomOrigin(origin) === undefined ? undefined : { origin, isGuarded: true, target }
  }

  private ask(request: ForwardRequest): Promise<TokenAnswer> {
    const { forwarder, timeoutMs } = this.options
    return new Promise((resolve) => {
      const answer = new Answer((result) => {
        clearTimeout(timer)
        resolve(result)
      })
      const timer = setTimeout(() => answer.giveUp('the token endpoint did not answer in time'), timeoutMs)
      const forwarding = forwarder.send(request, answer)
      answer.abort = () => forwarding.abort()
    })
  }
}

class Answer implements ForwardListener {
  abort: () => void = () => undefined
  private status = 0
  private chunks: Buffer[] = []
  private size = 0
  private isOver = false

  constructor(private readonly onResult: (answer: TokenAnswer) => void) {}

  onInterim(): void {
    // Hints are for browsers.
  }

  onHead(status: number): void {
    this.status = status
  }

  onData(chunk: Buffer): boolean {
    this.size += chunk.length
    // The chunk is the connection's, and is overwritten by the next one.
    if (this.size <= ANSWER_MAX_BYTES) this.chunks.push(Buffer.from(chunk))
    else this.giveUp('the token endpoint’s answer is too long')
    return true
  }

  onEnd(_rawTrailers: readonly string[], last?: Buffer): void {
    if (last !== undefined) this.onData(last)
    if (this.isOver) return
    const body = Buffer.concat(this.chunks)
    this.finish(readTokenAnswer(this.status, body))
  }

  onFailure({ code }: { readonly code: string }): void {
    if (code === 'upstream_not_allowed') this.finish({ ok: false, code })
    else this.finish({ ok: false, code: 'upstream_authorization_failed', problem: UNREACHABLE })
  }

  giveUp(problem: string): void {
    if (this.isOver) return
    this.finish({ ok: false, code: 'upstream_authorization_failed', problem })
    this.abort()
  }

  private finish(answer: TokenAnswer): void {
    for (const chunk of this.chunks) chunk.fill(0)
    this.chunks = []
    if (this.isOver) return
    this.isOver = true
    this.onResult(answer)
  }
}
