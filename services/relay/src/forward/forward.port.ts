import type { Duplex, Readable } from 'node:stream'
import type { ForwardFailure } from './failure.js'

/**
 * A part of the request that no string may hold. The bytes belong to the forwarder, which wipes them when they have left, or when they never
 * will. They are sent as they are: they MUST be what can stand in their place.
 */
export interface Secret {
  /** The last header, the last query parameter, or the body, whose length is among the headers then. */
  readonly in: 'header' | 'query' | 'body'
  /** What stands before the bytes: `authorization: Bearer `, `api_key=`, or nothing. */
  readonly before: string
  readonly bytes: Buffer
}

/** A request as it leaves: everything in it is sent as it is, byte for byte. */
export interface ForwardRequest {
  readonly origin: string
  /** The origin was named by a caller: every address is judged before it is dialled. */
  readonly isGuarded: boolean
  readonly method: string
  /** Path and query, in normal form. */
  readonly target: string
  /** Header pairs, without host, connection and transfer-encoding, which belong to the connection. */
  readonly headers: readonly string[]
  readonly secret?: Secret
  readonly body: Buffer | Readable | null
  /** Bytes of a body that is a stream, as its header says; null: unknown, it travels in chunks. */
  readonly bodyLength: number | null
  /** Asks the upstream to switch to this protocol. */
  readonly upgrade?: 'websocket'
}

/** What comes back, in this order: interim answers, head, data, then end or failure. Nothing comes after abort(). */
export interface ForwardListener {
  onInterim(status: number, rawHeaders: readonly string[]): void
  /** `isAlone`: nothing of the body has come with it, so it should not wait for more. */
  onHead(status: number, reason: string, rawHeaders: readonly string[], isAlone: boolean): void
  /** False: the caller is slow; no more data until resume(). */
  onData(chunk: Buffer): boolean
  /** `last`: the end of the body, if it came together with the end. */
  onEnd(rawTrailers: readonly string[], last?: Buffer): void
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
 * decompress, retry a request whose first byte was sent, or time out a model that thinks for long; MUST time out a dial, and an answer to
 * a request to switch protocols.
 */
export interface Forwarder {
  send(request: ForwardRequest, listener: ForwardListener): Forwarding
  close(): Promise<void>
}
