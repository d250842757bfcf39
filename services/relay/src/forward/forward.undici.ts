import { subscribe } from 'node:diagnostics_channel'
import type { Duplex } from 'node:stream'
import { LRUCache } from 'lru-cache'
import { Agent, Pool, type Dispatcher } from 'undici'
import { guardedLookup, NOT_PUBLIC } from '../egress/index.js'
import { readFailure } from './failure.js'
import type { Forwarder, Forwarding, ForwardListener, ForwardRequest } from './forward.port.js'

export interface UndiciForwarderOptions {
  readonly connectTimeoutMs: number
  /** How many origins keep a pool of connections; the one that was used least recently is closed first. */
  readonly originsMax: number
  /** How names of caller-chosen upstreams are resolved; the system's resolver unless a test has its own. */
  readonly resolve?: Parameters<typeof guardedLookup>[0]
}

const KEEP_ALIVE_MS = 30_000

// undici keeps a request's headers for as long as its answer flows, which may be hours; it needs them no more once they are written.
subscribe('undici:client:sendHeaders', (message) => {
  const { request } = message as { request: { headers: string[] } }
  request.headers = []
})

/**
 * Forwards with undici's dispatch: raw headers, no redirects, no decompression, no retries. HTTP/1.1 only, so that what is sent and
 * received is exactly the header pairs. Sockets have TCP_NODELAY (undici sets it on each).
 */
export class UndiciForwarder implements Forwarder {
  private readonly pools: LRUCache<string, Pool>

  constructor(private readonly options: UndiciForwarderOptions) {
    this.pools = new LRUCache({
      max: options.originsMax,
      // close() lets open requests end.
      dispose: (pool) => void pool.close(),
    })
  }

  send(request: ForwardRequest, listener: ForwardListener): Forwarding {
    const handler = new Handler(listener)
    try {
      this.poolOf(request.origin, request.isGuarded).dispatch(
        {
          path: request.target,
          method: request.method,
          headers: request.headers,
          body: request.body,
          ...(request.upgrade !== undefined && { upgrade: request.upgrade }),
        },
        handler,
      )
    } catch (error) {
      // Arguments that undici refuses, such as a header value with a control character.
      handler.onResponseError(undefined, error as Error)
    }
    return handler
  }

  async close(): Promise<void> {
    const pools = [...this.pools.values()]
    await Promise.all(pools.map((pool) => pool.close()))
  }

  private poolOf(origin: string, isGuarded: boolean): Pool {
    const key = `${isGuarded ? 'guarded' : 'open'} ${origin}`
    const known = this.pools.get(key)
    if (known !== undefined) return known
    const pool = new Pool(origin, {
      allowH2: false,
      pipelining: 1,
      // A model may think for minutes before its first byte and between two of them: only dialling is timed.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: {
        timeout: this.options.connectTimeoutMs,
        ...(isGuarded && { lookup: guardedLookup(this.options.resolve) }), // net's callback type unites both forms of answer
      },
    })
    this.pools.set(key, pool)
    return pool
  }
}

/** A dispatcher for calls of our own to the control plane. */
export const controlPlaneAgent = (): Agent => new Agent({ allowH2: false, connect: { timeout: 2000 } })

class Handler implements Dispatcher.DispatchHandler, Forwarding {
  // Let go of at the end: it leads to the request's headers, and sockets outlive their handshake.
  private controller: Dispatcher.DispatchController | undefined
  private isOver = false

  constructor(private readonly listener: ForwardListener) {}

  abort(): void {
    if (this.isOver) return
    this.isOver = true
    this.controller?.abort(new Error('aborted by the relay'))
    this.controller = undefined
  }

  resume(): void {
    if (!this.isOver) this.controller?.resume()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    // Aborted while it waited for a connection: it must not be sent any more.
    if (this.isOver) controller.abort(new Error('aborted by the relay'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, reason?: string): void {
    if (this.isOver) return
    const rawHeaders = pairs(controller.rawHeaders)
    if (status < 200) this.listener.onInterim(status, rawHeaders)
    else this.listener.onHead(status, reason ?? '', rawHeaders)
  }

  onRequestUpgrade(controller: Dispatcher.DispatchController, _: number, __: unknown, socket: Duplex): void {
    const wasOver = this.isOver
    this.isOver = true
    this.controller = undefined
    if (wasOver || this.listener.onUpgrade === undefined) socket.destroy()
    else this.listener.onUpgrade(pairs(controller.rawHeaders), socket)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.isOver && !this.listener.onData(chunk)) controller.pause()
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.isOver) return
    this.isOver = true
    this.controller = undefined
    this.listener.onEnd(pairs(controller.rawTrailers))
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.isOver) return
    this.isOver = true
    const wasStarted = this.controller !== undefined
    this.controller = undefined
    this.listener.onFailure(readFailure(error, wasStarted, NOT_PUBLIC))
  }
}

/** Raw header bytes as Latin-1 strings: the form in which Node writes them again, byte for byte. */
const pairs = (raw: Dispatcher.DispatchController['rawHeaders']): string[] =>
  Array.isArray(raw) ? raw.map((item) => (typeof item === 'string' ? item : item.toString('latin1'))) : []
