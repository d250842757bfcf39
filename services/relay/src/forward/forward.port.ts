import type { Duplex, Readable } from 'node:stream'
import type { ForwardFailure } from './failure.js'

/** A request as it leaves: everything in it is sent as it is, byte for byte. */
export interface ForwardRequest {
  readonly origin: string
  /** The origin was named by a caller: every address is judged before it is dialled. */
  readonly isGuarded: boolean
  readonly method: string
  /** Path and query, in normal form. */
  readonly target: string
  /** Header pairs, without host, connection and transfer-encoding, which belong to the connection. */
  readonly headers: string[]
  readonly body: Buffer | Readable | null
  /** Asks the upstream to switch to this protocol. */
  readonly upgrade?: 'websocket'
}

/** What comes back, in this order: interim answers, head, data, then end or failure. Nothing comes after abort(). */
export interface ForwardListener {
  onInterim(status: number, rawHeaders: readonly string[]): void
  onHead(status: number, reason: string, rawHeaders: readonly string[]): void
  /** False: the caller is slow; nothing more until resume(). */
  onData(chunk: Buffer): boolean
  onEnd(rawTrailers: readonly string[]): void
  onFailure(failure: ForwardFailure): void
  /** In place of a head, if the upstream switched protocols as it was asked: from here on the socket is the listener's. */
  onUpgrade?(rawHeaders: readonly string[], socket: Duplex): void
}

export interface Forwarding {
  /** Ends the exchange now, both sides of it; the upstream's connection is closed. */
  abort(): void
  resume(): void
}

/**
 * Sends a request to an upstream and streams its answer back. MUST keep backpressure in both directions, MUST NOT follow redirects,
 * decompress, retry a request whose first byte was sent, or time out a model that thinks for long; MUST time out a dial.
 */
export interface Forwarder {
  send(request: ForwardRequest, listener: ForwardListener): Forwarding
  close(): Promise<void>
}
