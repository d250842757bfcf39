import { LRUCache } from 'lru-cache'
import type { guardedLookup } from '@1relay/egress'
import { Exchange } from './connection.net.js'
import type { Forwarder, Forwarding, ForwardListener, ForwardRequest } from './forward.port.js'
import { Pool } from './pool.net.js'
import { requestHead } from './request-head.js'

export interface NetForwarderOptions {
  readonly connectTimeoutMs: number
  /** For an upstream that was asked to switch protocols and has not said anything. */
  readonly handshakeTimeoutMs: number
  /** How many origins keep a pool of connections; the one that was used least recently is closed first. */
  readonly originsMax: number
  /** How names of caller-chosen upstreams are resolved; the system's resolver unless a test has its own. */
  readonly resolve?: Parameters<typeof guardedLookup>[0]
}

const SWEEP_MS = 1000

/**
 * Forwards over sockets, HTTP/1.1 only, so that what is sent and received is exactly the header pairs: no redirects, no decompression,
 * no retries, no pipelining. An HTTP client of our own because it is what a relay is made of: undici did the same at half as much CPU again, and
 * wants the credential as a string.
 */
export class NetForwarder implements Forwarder {
  private readonly pools: LRUCache<string, Pool>
  private readonly sweeper: NodeJS.Timeout

  constructor(private readonly options: NetForwarderOptions) {
    this.pools = new LRUCache({
      max: options.originsMax,
      // close() lets open requests end.
      dispose: (pool) => void pool.close(),
    })
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS)
    this.sweeper.unref()
  }

  send(request: ForwardRequest, listener: ForwardListener): Forwarding {
    const exchange = new Exchange(listener)
    const pool = this.poolOf(request.origin, request.isGuarded)
    const head = requestHead(request, pool.host)
    if (head !== undefined) pool.send(exchange, request, head)
    else {
      request.secret?.bytes.fill(0)
      exchange.fail(new Error('the request has a character that no head can carry'), false)
    }
    return exchange
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper)
    await Promise.all([...this.pools.values()].map((pool) => pool.close()))
  }

  private sweep(): void {
    for (const pool of this.pools.values()) pool.sweep()
  }

  private poolOf(origin: string, isGuarded: boolean): Pool {
    const key = isGuarded ? `guarded ${origin}` : origin
    const known = this.pools.get(key)
    if (known !== undefined) return known
    const { connectTimeoutMs, handshakeTimeoutMs, resolve } = this.options
    const now = (): number => performance.now()
    const pool = new Pool({ origin, isGuarded, connectTimeoutMs, handshakeTimeoutMs, resolve, now })
    this.pools.set(key, pool)
    return pool
  }
}
