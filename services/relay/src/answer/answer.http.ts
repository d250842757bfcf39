import { ERRORS, type ErrorCode, type UsageOutcome } from '@1relay/contracts'
import { type Fault, fault } from '@1relay/faults'
import type { ServerResponse } from 'node:http'
import type { ForwardFailure, Forwarding, ForwardListener } from '../forward/index.js'
import { responseHeaders, responseTrailers } from '../inject/index.js'
import { pagePairs } from '../pages/index.js'
import type { CredentialMask } from './credential-mask.js'
import { withLeads, type Lead } from './own-links.js'
import { contentOf, mayHaveChunks, redirects, valuesOf } from './upstream-head.js'
import { UsageEventFilter } from './usage-event-filter.js'
import { decoderFor, Meter, type Charge, type Dialect, type MeterReading } from '../meter/index.js'

const NOTHING = Buffer.alloc(0)
// Node joins a head and text to one write, a head and bytes never; two pieces cost more than a copy of so much.
const ONE_PIECE_MAX_BYTES = 4096

export type CutCode = Extract<ErrorCode, 'invalid_token' | 'budget_exceeded' | 'limits_unavailable' | 'draining'>

/** How far an answer is paid for: in bytes of text, or in micro-dollars for a socket. */
export interface Coverage {
  /** True while nothing has to be waited for; keeps the hold ahead on the side. */
  readonly covers: (units: number) => boolean
  /** Resolves once that much is held for, or to the code with which the stream must be cut. */
  readonly reach: (units: number) => Promise<CutCode | undefined>
}

export interface AnswerEnd {
  readonly outcome: UsageOutcome
  /** What the upstream answered; 0: nothing. */
  readonly upstreamStatus: number
  /** What the caller got; 0: nothing. */
  readonly status: number
  readonly responseBytes: number
  readonly firstByteAtMs: number | null
  readonly isEventStream: boolean
  readonly wasSent: boolean
  readonly reading: MeterReading | Promise<MeterReading> | null
  /** What it costs, where that was reckoned on the way (sockets); otherwise the reading tells. */
  readonly charge?: Charge
}

export interface AnswerOptions {
  readonly res: ServerResponse
  /** Undefined: nobody reads what passes. */
  readonly dialect: Dialect | undefined
  readonly path: string
  /** Takes out the credential that went upstream, should it come back. Wiped at the end. */
  readonly mask: CredentialMask | undefined
  /** The stream carries a usage event that the caller did not ask for. */
  readonly dropsUsageEvent: boolean
  /** The pairs that the relay adds, made at the moment the upstream's head arrives. */
  readonly added: () => readonly string[]
  /** Leads addresses of the upstream's own back to us. Undefined: they stay as they are. */
  readonly lead?: Lead | undefined
  /** Answers with a fault while no head has been sent; returns the status. */
  readonly refuse: (failure: Fault) => number
  /** Undefined: nothing is held by text. */
  readonly coverage: Coverage | undefined
  /** Called once, whatever way the exchange ends. */
  readonly onEnd: (end: AnswerEnd) => void
}

/**
 * Carries an upstream's answer to the caller: head, body and trailers as they are, at the caller's pace, with a copy for the meter.
 * Ends exactly once, in one of four ways: completed, left by the caller, broken by the upstream, cut by us.
 */
export class Answer implements ForwardListener {
  private forwarding: Forwarding | undefined
  private meter: Meter | undefined
  private filter: UsageEventFilter | undefined
  private isOver = false
  /** The caller has not taken what was written yet. */
  private isSlow = false
  private isCuttable = false
  private upstreamStatus = 0
  private status = 0
  private responseBytes = 0
  private firstByteAtMs: number | null = null
  private isEventStream = false
  private ending: readonly string[] | undefined
  private waiting: { readonly chunk: Buffer; readonly closedAt: number } | undefined

  constructor(private readonly options: AnswerOptions) {
    options.res.on('close', () => {
      if (this.isOver) return
      this.forwarding?.abort()
      this.end('client_aborted')
    })
  }

  /** Ends an exchange whose caller left before anything was sent. */
  abandon(): void {
    this.end('client_aborted', false)
  }

  /** Gives the exchange up to a tunnel, which ends it. */
  release(): void {
    this.isOver = true
    this.options.mask?.wipe()
  }

  /** Tells the answer what it belongs to, so that it can slow it down and stop it. */
  attach(forwarding: Forwarding): void {
    this.forwarding = forwarding
    if (this.isOver) forwarding.abort()
  }

  onInterim(status: number, rawHeaders: readonly string[]): void {
    const { res, mask } = this.options
    // RFC 9110 §15.2: HTTP/1.0 has no interim answers.
    if (this.isOver || res.req.httpVersion === '1.0') return
    // They know no backpressure: what a caller does not read would pile up here, as long as an upstream goes on.
    if (res.socket?.writableNeedDrain !== false) return
    if (status === 102) return res.writeProcessing()
    const link = valuesOf(mask?.pairs(rawHeaders) ?? rawHeaders, 'link')
    if (status !== 103 || link.length === 0) return
    try {
      res.writeEarlyHints({ link })
    } catch {
      // Node throws at links of an unusual form: an upstream could end the process with one. Hints may be left out.
    }
  }

  onHead(status: number, givenReason: string, given: readonly string[], isAlone: boolean): void {
    if (this.isOver) return
    const { res, dialect, mask, lead } = this.options
    const forPage = pagePairs(res)
    // Who follows it shows the whole token to whomever the upstream names, or to the control plane behind our own origin.
    if (forPage !== undefined && redirects(status, given)) {
      this.forwarding?.abort()
      return this.onFailure({ code: 'upstream_redirected', wasSent: true, cause: undefined })
    }
    const masked = mask?.pairs(given) ?? given
    const rawHeaders = lead === undefined ? masked : withLeads(masked, lead)
    const reason = mask?.text(givenReason) ?? givenReason
    const { type, encoding, hasLength } = contentOf(rawHeaders)
    this.isEventStream = /^text\/event-stream\b/i.test(type)
    const isJson = /\bjson\b/i.test(type)
    const decoder = dialect === undefined ? undefined : decoderFor(encoding)
    if (dialect !== undefined && (this.isEventStream || isJson)) {
      this.meter = new Meter({ dialect, isEventStream: this.isEventStream, isJson, decoder })
    }
    this.isCuttable = this.isEventStream && decoder === null && !hasLength
    if (this.isCuttable && this.options.dropsUsageEvent) this.filter = new UsageEventFilter()
    this.upstreamStatus = this.status = status
    const mayTrail = !hasLength && mayHaveChunks(res.req, status)
    const added = forPage === undefined ? this.options.added() : [...this.options.added(), ...forPage]
    const headers = responseHeaders(rawHeaders, added, { mayTrail, isForPage: forPage !== undefined })
    if (/^[\t\x20-\x7e]+$/.test(reason)) res.writeHead(status, reason, headers)
    else res.writeHead(status, headers)
    // The head must not wait for a first chunk that may take minutes, nor cost a packet of its own if the chunk is here already.
    if (isAlone) res.flushHeaders()
  }

  onData(chunk: Buffer): boolean {
    if (this.isOver) return true
    const passing = this.watch(chunk)
    return passing !== undefined && this.write(passing)
  }

  onEnd(rawTrailers: readonly string[], last?: Buffer): void {
    if (this.isOver) return
    const passing = last === undefined ? NOTHING : this.watch(last)
    if (passing === undefined || this.waiting !== undefined) this.ending = rawTrailers
    else this.finish(passing, rawTrailers)
  }

  onFailure(failure: ForwardFailure): void {
    if (this.isOver) return
    const { res, refuse } = this.options
    if (res.headersSent) {
      this.end('upstream_failed', failure.wasSent)
      // No clean end: the caller must see that the answer is not whole.
      res.destroy()
      return
    }
    this.status = refuse(fault(failure.code, 'the upstream gave no answer', { cause: failure.cause }))
    this.end('upstream_failed', failure.wasSent)
  }

  /** Ends the exchange from our side: with the dialect's error event where there is a stream to put it in. */
  cut(code: CutCode, wasSent = true): void {
    if (this.isOver) return
    const { res, refuse, dialect, path } = this.options
    this.forwarding?.abort()
    if (!res.headersSent) {
      this.status = refuse(fault(code, 'cut before the upstream answered'))
      this.end('cut_off', wasSent)
      return
    }
    const closing = this.closing()
    if (this.isCuttable) this.send(this.options.mask?.end())
    this.end('cut_off')
    if (!this.isCuttable || dialect === undefined) {
      res.destroy()
      return
    }
    const { type, message } = ERRORS[code]
    if (closing !== undefined) res.write(closing)
    res.end(dialect.errorEvent({ code, type, message }, path))
  }

  /** What completes the event that the caller has half of, so that the error event is read as one of its own. */
  private closing(): Buffer | undefined {
    // A filtered stream has passed in whole events.
    if (this.filter !== undefined) return undefined
    if (this.waiting !== undefined && this.waiting.closedAt >= 0)
      return this.waiting.chunk.subarray(0, this.waiting.closedAt)
    const isHalf = this.waiting !== undefined || this.meter?.isBetweenEvents === false
    return isHalf ? Buffer.from('\n\n') : undefined
  }

  /** Meters a chunk; returns what may pass of it, or undefined if it has to wait until more is held. */
  private watch(chunk: Buffer): Buffer | undefined {
    this.firstByteAtMs ??= performance.now()
    const closedAt = this.meter?.feed(chunk) ?? -1
    const passing = this.filter?.feed(chunk) ?? chunk
    // TLS hands over what it has decrypted, even to who wants no more: it waits behind the rest.
    if (this.waiting !== undefined) return this.wait(passing, closedAt)
    const { coverage } = this.options
    if (coverage === undefined || this.meter === undefined || coverage.covers(this.meter.outputTokens)) return passing
    void this.coverThenWrite(coverage, this.meter)
    return this.wait(passing, closedAt)
  }

  private wait(passing: Buffer, end: number): undefined {
    const { chunk, closedAt } = this.waiting ?? { chunk: NOTHING, closedAt: -1 }
    const isClosed = closedAt >= 0 || end < 0
    this.waiting = { chunk: Buffer.concat([chunk, passing]), closedAt: isClosed ? closedAt : chunk.length + end }
  }

  private finish(passing: Buffer, rawTrailers: readonly string[]): void {
    const { res, mask } = this.options
    const rest = this.filter === undefined ? passing : Buffer.concat([passing, this.filter.end()])
    const last = mask?.last(rest) ?? rest
    if (rawTrailers.length > 0) {
      const trailers = responseTrailers(mask?.pairs(rawTrailers) ?? rawTrailers)
      if (trailers.length > 0) res.addTrailers(trailers)
    }
    this.responseBytes += last.length
    this.isOver = true
    if (last.length === 0) res.end()
    else if (last.length > ONE_PIECE_MAX_BYTES) res.end(last)
    else res.end(last.toString('latin1'), 'latin1')
    // After the caller has its answer, and in the same turn: its next request finds this one settled.
    this.end('completed')
  }

  private async coverThenWrite(coverage: Coverage, meter: Meter): Promise<void> {
    let code = await coverage.reach(meter.outputTokens)
    while (code === undefined && !this.isOver && !coverage.covers(meter.outputTokens)) {
      code = await coverage.reach(meter.outputTokens)
    }
    if (this.isOver || this.waiting === undefined) return
    if (code !== undefined) {
      this.cut(code)
      return
    }
    const { chunk } = this.waiting
    this.waiting = undefined
    if (this.ending !== undefined) this.finish(chunk, this.ending)
    else if (this.write(chunk)) this.forwarding?.resume()
  }

  private write(chunk: Buffer): boolean {
    return this.send(this.options.mask?.feed(chunk) ?? chunk)
  }

  private send(chunk: Buffer | undefined): boolean {
    if (chunk === undefined || chunk.length === 0) return true
    this.responseBytes += chunk.length
    const isFlowing = this.options.res.write(chunk)
    if (!isFlowing && !this.isSlow) {
      this.isSlow = true
      this.options.res.once('drain', () => this.resume())
    }
    return isFlowing
  }

  private resume(): void {
    this.isSlow = false
    if (this.waiting === undefined) this.forwarding?.resume()
  }

  private end(outcome: UsageOutcome, wasSent = true): void {
    this.isOver = true
    this.options.mask?.wipe()
    this.options.onEnd({
      outcome,
      upstreamStatus: this.upstreamStatus,
      status: this.status,
      responseBytes: this.responseBytes,
      firstByteAtMs: this.firstByteAtMs,
      isEventStream: this.isEventStream,
      wasSent,
      reading: this.meter?.end() ?? null,
    })
  }
}
