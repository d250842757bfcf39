import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { readFailure, tookTooLong } from './failure.js'
import type { Forwarding, ForwardListener, ForwardRequest } from './forward.port.js'
import { RequestBody } from './request-body.net.js'
import type { RequestHead } from './request-head.js'
import { writeRequest } from './request-writer.net.js'
import type { ResponseHead } from './response-head.js'
import { ResponseReader, type ResponseSink } from './response-reader.js'

/** What a connection belongs to. */
export interface ConnectionOwner {
  /** It can carry another request, for at most so many milliseconds if the upstream has said so. */
  onIdle(connection: Connection, idleMs: number): void
  onClosed(connection: Connection): void
}

/** One request on its way and back: what the caller of the forwarder holds. */
export class Exchange implements Forwarding {
  private connection: Connection | undefined
  private isOver = false

  constructor(readonly listener: ForwardListener) {}

  get isAborted(): boolean {
    return this.isOver
  }

  attach(connection: Connection): void {
    this.connection = connection
  }

  abort(): void {
    this.isOver = true
    this.detach()?.destroy()
  }

  resume(): void {
    this.connection?.resume()
  }

  /** Lets the connection go: sockets outlive their exchanges, and must not keep what belongs to them. */
  detach(): Connection | undefined {
    const { connection } = this
    this.connection = undefined
    return connection
  }

  fail(cause: unknown, wasSent: boolean): void {
    this.detach()
    if (this.isOver) return
    this.isOver = true
    this.listener.onFailure(readFailure(cause, wasSent))
  }
}

/** A connection to an upstream: carries one exchange at a time and is closed as soon as anything about it is unclear. */
export class Connection implements ResponseSink {
  private exchange: Exchange | undefined
  private reader: ResponseReader | undefined
  private body: RequestBody | undefined
  private head: ResponseHead | undefined
  private isPaused = false
  private error: unknown
  private deadline: NodeJS.Timeout | undefined
  /** Moment after which it is no longer used, by its owner's clock. */
  idleUntil = 0

  constructor(
    readonly socket: Socket,
    private readonly owner: ConnectionOwner,
  ) {
    socket.on('error', (error) => (this.error = error))
    socket.on('end', this.onSocketEnd).on('close', this.onSocketClose)
  }

  get isUsable(): boolean {
    return this.socket.writable && this.socket.readable && this.exchange === undefined
  }

  /** Sends a request whose head was made by requestHead. */
  send(exchange: Exchange, request: ForwardRequest, head: RequestHead): void {
    this.exchange = exchange
    this.reader = new ResponseReader(this, request.method, request.upgrade !== undefined)
    exchange.attach(this)
    const { body } = request
    writeRequest(this.socket, head, request.secret, Buffer.isBuffer(body) ? body : null)
    if (body !== null && !Buffer.isBuffer(body)) this.pump(body, request.bodyLength)
  }

  /** Gives an answer that has not begun by then up. A handshake is no work that a model may think about. */
  expectWithin(ms: number): void {
    this.deadline = setTimeout(() => this.socket.destroy(tookTooLong('handshake')), ms)
  }

  /** Takes bytes of the upstream, valid during the call; false: no more until resume(). */
  take(bytes: Buffer): boolean {
    // Whoever speaks unasked would have the answer to the next request.
    if (this.reader === undefined) this.destroy()
    else this.feed(this.reader, bytes)
    return !this.isPaused
  }

  /** An answer that somebody stumbles over ends its exchange, not the process with everybody's. */
  private feed(reader: ResponseReader, bytes: Buffer): void {
    try {
      reader.feed(bytes)
    } catch (error) {
      if (this.exchange === undefined) throw error
      this.broken(error)
    }
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.socket.resume()
  }

  destroy(): void {
    this.clear()
    this.socket.destroy()
  }

  onInterim({ status, rawHeaders }: ResponseHead): void {
    this.exchange?.listener.onInterim(status, rawHeaders)
  }

  onHead(head: ResponseHead, isAlone: boolean): void {
    clearTimeout(this.deadline)
    this.head = head
    this.exchange?.listener.onHead(head.status, head.reason, head.rawHeaders, isAlone)
  }

  onBody(bytes: Buffer): void {
    const isFlowing = this.exchange?.listener.onData(Buffer.from(bytes)) ?? true
    // The listener may have ended the exchange.
    if (isFlowing || this.exchange === undefined) return
    this.isPaused = true
    this.socket.pause()
  }

  onEnd(last: Buffer, rawTrailers: string[], hasRest: boolean): void {
    const { exchange, head } = this
    this.resume()
    // An answer that came before the request was whole ends the connection, since the rest of the request is not sent.
    const isReusable = head?.isPersistent === true && !hasRest && this.body?.isUnfinished !== true
    this.clear()
    if (isReusable && this.isUsable) this.owner.onIdle(this, (head.idleSeconds ?? Infinity) * 1000)
    else this.destroy()
    if (exchange?.isAborted !== false) return
    exchange.detach()
    exchange.listener.onEnd(rawTrailers, last.length === 0 ? undefined : Buffer.from(last))
  }

  onSwitch({ rawHeaders }: ResponseHead, rest: Buffer): void {
    const { exchange, socket } = this
    this.clear()
    socket.removeAllListeners('data').off('end', this.onSocketEnd).off('close', this.onSocketClose)
    this.owner.onClosed(this)
    if (exchange?.isAborted !== false || exchange.listener.onUpgrade === undefined) return void socket.destroy()
    exchange.detach()
    exchange.listener.onUpgrade(rawHeaders, socket)
    if (rest.length > 0) socket.unshift(Buffer.from(rest))
  }

  onBroken(why: string): void {
    this.broken(this.error ?? new Error(`the upstream's answer is no HTTP/1.1: ${why}`))
  }

  private readonly onSocketEnd = (): void => this.reader?.end()

  private readonly onSocketClose = (): void => {
    this.broken(this.error ?? new Error('the upstream closed the connection'))
    this.owner.onClosed(this)
  }

  private pump(source: Readable, length: number | null): void {
    this.body = new RequestBody(source, this.socket, length, (error) => this.broken(error))
  }

  private broken(cause: unknown): void {
    const { exchange } = this
    this.clear()
    this.socket.destroy()
    exchange?.fail(cause, true)
  }

  private clear(): void {
    clearTimeout(this.deadline)
    this.exchange = undefined
    this.reader = undefined
    this.head = undefined
    this.finishBody()
  }

  private finishBody(): void {
    this.body?.stop()
    this.body = undefined
  }
}
