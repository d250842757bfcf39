import { connect, isIP, type OnReadOpts, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { guardedLookup } from '@1relay/egress'
import { Connection, type ConnectionOwner, type Exchange } from './connection.net.js'
import { tookTooLong } from './failure.js'
import type { ForwardRequest } from './forward.port.js'
import type { RequestHead } from './request-head.js'

export interface PoolOptions {
  readonly origin: string
  readonly isGuarded: boolean
  readonly connectTimeoutMs: number
  /** For an upstream that was asked to switch protocols and has not said anything. */
  readonly handshakeTimeoutMs: number
  readonly resolve: Parameters<typeof guardedLookup>[0]
  readonly now: () => number
}

/** Idle connections are not used after this time, so that it is rarely the upstream who closes first. */
const IDLE_MS = 30_000
/** What an upstream says about its patience is believed with this much in reserve. */
const IDLE_MARGIN_MS = 1000
const TCP_KEEP_ALIVE_MS = 60_000

// One piece of memory into which every connection reads: what it reads is used or copied before the next read. Memory of 64 KB for each
// read, as streams have it, was a third of what forwarding costs.
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024)

/** The connections to one origin: any number, each for one request at a time; the one used last is used next. */
export class Pool implements ConnectionOwner {
  readonly host: string
  private readonly idle: Connection[] = []
  private readonly open = new Set<Connection>()
  private readonly target: { host: string; port: number; isTls: boolean }
  private isClosing = false
  private session: Buffer | undefined
  private onDrained: (() => void) | undefined

  constructor(private readonly options: PoolOptions) {
    const { protocol, hostname, port, host } = new URL(options.origin)
    const isTls = protocol === 'https:'
    this.host = host
    this.target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (isTls ? 443 : 80)), isTls }
  }

  /** Sends on an idle connection, or dials. A request waits for its own dial only, and is never sent a second time. */
  send(exchange: Exchange, request: ForwardRequest, head: RequestHead): void {
    // A connection that is to be switched is read as a stream from the start.
    const known = request.upgrade === undefined ? this.takeIdle() : undefined
    if (known === undefined) this.dial(exchange, request, head)
    else known.send(exchange, request, head)
  }

  onIdle(connection: Connection, idleMs: number): void {
    const usableMs = Math.min(IDLE_MS, idleMs - IDLE_MARGIN_MS)
    if (this.isClosing || usableMs <= 0) return connection.destroy()
    connection.idleUntil = this.options.now() + usableMs
    this.idle.push(connection)
  }

  onClosed(connection: Connection): void {
    this.open.delete(connection)
    const at = this.idle.indexOf(connection)
    if (at >= 0) this.idle.splice(at, 1)
    if (this.open.size === 0) this.onDrained?.()
  }

  /** Closes what has been idle for too long. */
  sweep(): void {
    const now = this.options.now()
    for (const connection of [...this.idle]) if (connection.idleUntil <= now) connection.destroy()
  }

  /** Lets open requests end. */
  close(): Promise<void> {
    this.isClosing = true
    for (const connection of [...this.idle]) connection.destroy()
    return this.open.size === 0 ? Promise.resolve() : new Promise((resolve) => (this.onDrained = resolve))
  }

  private takeIdle(): Connection | undefined {
    const now = this.options.now()
    for (let known = this.idle.pop(); known !== undefined; known = this.idle.pop()) {
      if (known.isUsable && known.idleUntil > now) return known
      known.destroy()
    }
    return undefined
  }

  private dial(exchange: Exchange, request: ForwardRequest, head: RequestHead): void {
    const isSwitch = request.upgrade !== undefined
    const connection = isSwitch ? this.streaming() : this.reading()
    const { socket } = connection
    this.open.add(connection)
    exchange.attach(connection)
    const timer = setTimeout(() => socket.destroy(tookTooLong('dial')), this.options.connectTimeoutMs)
    let failure: unknown
    const onError = (error: unknown): void => void (failure = error)
    const onClose = (): void => {
      clearTimeout(timer)
      request.secret?.bytes.fill(0)
      if (request.body instanceof Readable) request.body.destroy()
      exchange.fail(failure, false)
    }
    socket.on('error', onError).on('close', onClose)
    socket.once(this.target.isTls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      socket.off('error', onError).off('close', onClose)
      if (isSwitch) connection.expectWithin(this.options.handshakeTimeoutMs)
      connection.send(exchange, request, head)
    })
  }

  // Apart from dial(), so that what a connection lives with does not keep its first request alive.
  private reading(): Connection {
    const callback = (size: number): boolean => connection.take(READ_BUFFER.subarray(0, size))
    const connection = new Connection(this.connect({ buffer: READ_BUFFER, callback }), this)
    return connection
  }

  private streaming(): Connection {
    const connection = new Connection(this.connect(undefined), this)
    connection.socket.on('data', (bytes: Buffer) => connection.take(bytes))
    return connection
  }

  private connect(onread: OnReadOpts | undefined): Socket {
    const { isGuarded, resolve } = this.options
    const { host, port, isTls } = this.target
    const options = { host, port, ...(isGuarded && { lookup: guardedLookup(resolve) }), ...(onread && { onread }) }
    const socket = isTls ? this.secure(options) : connect(options)
    return socket.setNoDelay(true).setKeepAlive(true, TCP_KEEP_ALIVE_MS)
  }

  private secure(options: { host: string; port: number }): Socket {
    const { session } = this
    const named = isIP(options.host) === 0 ? { servername: options.host } : {}
    const socket = connectTls({ ...options, ...named, ALPNProtocols: ['http/1.1'], ...(session && { session }) })
    socket.on('session', (ticket: Buffer) => (this.session = ticket))
    return socket
  }
}
