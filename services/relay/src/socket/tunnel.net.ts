import { ERRORS, type UsageOutcome } from '@1relay/contracts'
import type { Duplex } from 'node:stream'
import type { Coverage, CutCode } from '../answer/index.js'
import type { FrameMask } from './frame-mask.js'
import { frame, FrameReader } from './frames.js'
import { goInASecond, hangUp } from './hang-up.net.js'
import type { RealtimeLedger } from './realtime.js'

export interface TunnelEnd {
  readonly outcome: UsageOutcome
  readonly requestBytes: number
  readonly responseBytes: number
  readonly firstByteAtMs: number | null
}

export interface TunnelOptions {
  readonly client: Duplex
  readonly upstream: Duplex
  /** Undefined: messages are not read. */
  readonly ledger: RealtimeLedger | undefined
  /** Takes out the credential that went upstream, should it come back. Wiped at the end. */
  readonly mask: FrameMask | undefined
  /** In micro-dollars. Undefined: nothing is held. */
  readonly coverage: Coverage | undefined
  /** Called once. */
  readonly onEnd: (end: TunnelEnd) => void
}

/** Private-use codes (RFC 6455 §7.4.2) that mirror the HTTP status; 1001 is "going away". */
const CLOSE_CODES: Readonly<Record<CutCode, number>> = {
  budget_exceeded: 4402,
  invalid_token: 4401,
  limits_unavailable: 4503,
  draining: 1001,
}

/** Two sockets that have become one connection. Ends exactly once; whichever side goes first, the other follows. */
export class Tunnel {
  private readonly callerFrames: FrameReader
  private readonly upstreamFrames: FrameReader
  private isOver = false
  private isCovering = false
  /** What the frame reader has seen of the upstream is not all with the caller yet. */
  private isAhead = false
  private wasClosed = false
  private requestBytes = 0
  private responseBytes = 0
  private firstByteAtMs: number | null = null

  constructor(private readonly options: TunnelOptions) {
    const { client, upstream, ledger } = options
    const onClose = (): void => void (this.wasClosed = true)
    this.callerFrames = new FrameReader({ onMessage: ledger && ((...said) => ledger.fromCaller(...said)), onClose })
    this.upstreamFrames = new FrameReader({ onMessage: ledger && ((text) => ledger.fromUpstream(text)), onClose })
    client.on('data', (chunk: Buffer) => this.fromCaller(chunk))
    upstream.on('data', (chunk: Buffer) => this.fromUpstream(chunk))
    client.on('drain', () => this.flow())
    upstream.on('drain', () => this.flow())
    client.on('end', () => {
      upstream.end()
      // It may still be told something, but nobody waits for more than that.
      goInASecond(client)
    })
    upstream.on('end', () => {
      this.writeWaiting()
      client.end()
      hangUp(upstream)
    })
    // The close event tells what an error means for the connection.
    client.on('error', () => undefined)
    upstream.on('error', () => undefined)
    client.on('close', () => this.end('client_aborted'))
    upstream.on('close', () => this.end('upstream_failed'))
  }

  /** Ends the connection from our side: an error event where there is room for one, then a close frame with its code. */
  cut(code: CutCode): void {
    const { isBetweenFrames, isBetweenMessages } = this.upstreamFrames
    if (!this.isAhead) this.writeWaiting()
    this.cutWith(code, isBetweenFrames && !this.isAhead, isBetweenMessages)
  }

  private fromCaller(chunk: Buffer): void {
    if (this.isOver) return
    this.requestBytes += chunk.length
    const isRead = this.callerFrames.feed(chunk)
    if (!isRead && this.options.coverage !== undefined) return void this.options.client.destroy()
    this.pass(chunk, this.options.upstream, (code) => this.cut(code))
  }

  private fromUpstream(chunk: Buffer): void {
    if (this.isOver) return
    this.firstByteAtMs ??= performance.now()
    const { upstreamFrames: frames } = this
    const { mask, client, upstream } = this.options
    const wasInMessage = !frames.isBetweenMessages
    // No extension was negotiated: what cannot be read is no WebSocket, and could hide what is looked for.
    if (!frames.feed(chunk)) return void upstream.destroy()
    const { firstEnd } = frames
    const waited = mask?.waiting ?? 0
    const passing = mask?.feed(chunk, frames.payloads) ?? chunk
    this.pass(passing, client, (code) => {
      // The caller has half a frame: it is completed before ours may follow.
      const whole = mask === undefined ? passing : Buffer.concat([passing, mask.flush()])
      if (firstEnd >= 0) this.write(whole.subarray(0, waited + firstEnd), client)
      this.cutWith(code, firstEnd >= 0, firstEnd === 0 ? !wasInMessage : frames.isBetweenMessages)
    })
  }

  /** Passes a chunk on once what it may cost is held. */
  private pass(chunk: Buffer, to: Duplex, refuse: (code: CutCode) => void): void {
    const { ledger, coverage } = this.options
    const need = ledger?.needMicros ?? 0
    if (coverage === undefined || coverage.covers(need)) return this.write(chunk, to)
    this.isCovering = true
    this.isAhead = to === this.options.client
    this.flow()
    void coverage.reach(need).then((code) => {
      this.isCovering = this.isAhead = false
      if (this.isOver) return
      if (code !== undefined) return refuse(code)
      this.write(chunk, to)
      this.flow()
    })
  }

  /** What the mask keeps back, before something else is written or nothing is. */
  private writeWaiting(): void {
    if (!this.isOver && this.options.mask !== undefined) this.write(this.options.mask.flush(), this.options.client)
  }

  private write(chunk: Buffer, to: Duplex): void {
    if (chunk.length === 0) return
    if (to === this.options.client) this.responseBytes += chunk.length
    if (!to.write(chunk)) this.flow()
  }

  /** Each side is read as long as the other takes it, and neither while a hold is being extended. */
  private flow(): void {
    const { client, upstream } = this.options
    if (this.isOver) return
    if (this.isCovering || upstream.writableNeedDrain) client.pause()
    else client.resume()
    if (this.isCovering || client.writableNeedDrain) upstream.pause()
    else upstream.resume()
  }

  private cutWith(code: CutCode, isBetweenFrames: boolean, isBetweenMessages: boolean): void {
    if (this.isOver) return
    const { client } = this.options
    if (isBetweenFrames) {
      const { type, message } = ERRORS[code]
      const event = { type: 'error', error: { type, code, message, param: null, event_id: null } }
      if (isBetweenMessages) client.write(frame('text', Buffer.from(JSON.stringify(event))))
      const payload = Buffer.from(`..${code}`)
      payload.writeUInt16BE(CLOSE_CODES[code], 0)
      client.write(frame('close', payload))
      client.end()
    } else client.destroy()
    this.end('cut_off')
  }

  private end(outcome: UsageOutcome): void {
    if (this.isOver) return
    this.isOver = true
    const { client, upstream, mask, onEnd } = this.options
    upstream.destroy()
    mask?.wipe()
    // What was written still has to reach the caller; a caller that does not hang up is hung up on.
    hangUp(client)
    const { requestBytes, responseBytes, firstByteAtMs } = this
    const isClean = this.wasClosed && outcome !== 'cut_off'
    onEnd({ outcome: isClean ? 'completed' : outcome, requestBytes, responseBytes, firstByteAtMs })
  }
}
