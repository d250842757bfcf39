import type { LiveGrant, Provider, SealedCredential, UsageEvent } from '@1relay/contracts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Admission } from './admit/index.js'
import type { CutCode } from './answer/index.js'
import { NO_FACTS, type BodyFacts, type BodyPlace, type Endpoint, type JsonReading } from './inspect/index.js'
import { NO_TOKENS, type Bound, type ModelPrice } from './meter/index.js'
import { recordedQuery, type PathReading, type Route } from './route/index.js'

export type ProxyRoute = Extract<Route, { kind: 'chat' | 'model' | 'passthrough' | 'protected' }>

/** Where a call goes, once that is decided. */
export interface Upstream {
  /** Undefined: a plain API, of which nobody knows a dialect or a price. */
  readonly provider: Provider | undefined
  readonly sealed: SealedCredential
  readonly origin: string
  readonly isGuarded: boolean
}

/** A body: whole in memory, still to be streamed, or none. */
export type Body =
  { readonly kind: 'none' } | { readonly kind: 'whole'; readonly bytes: Buffer } | { readonly kind: 'stream' }

export interface CallStart {
  readonly requestId: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly route: ProxyRoute
  readonly ip: string
  readonly expectsContinue: boolean
  /** The caller's side of a WebSocket that is to be opened; `res` is there for refusals. */
  readonly socket?: Duplex
}

/** One proxied request, and what becomes known of it from step to step. */
export class Call {
  readonly requestId: string
  readonly at: number
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly route: ProxyRoute
  readonly ip: string
  readonly method: string
  readonly socket: Duplex | undefined
  readonly startedMs = performance.now()
  /** Time spent waiting for the caller's body, or for an access token: not overhead of ours. */
  waitedMs = 0
  expectsContinue: boolean
  /** Set as soon as the token named a grant that exists: from here on, the call is recorded. */
  known: { readonly grantId: string; readonly version: number; readonly ledgerId: string } | undefined
  grant: LiveGrant | undefined
  /** The token has proved to be the grant's. */
  isProved = false
  /** The header that the token came in, in lower case: it goes no further. */
  tokenHeader: string | undefined
  upstream: Upstream | undefined
  path: PathReading
  query: string
  endpoint: Endpoint | undefined
  /** Undefined: not read yet, or sent. */
  body: Body | undefined
  /** What a large body has of the room for them. */
  bodyPlace: BodyPlace | undefined
  /** While it is judged. */
  json: JsonReading | undefined
  /** Its body is a form with files. */
  isUpload = false
  /** What the unified chat route took out of the body. */
  chatModel: string | null | undefined
  /** Somebody caps what it may spend: then it is read, priced and held. */
  isCapped = false
  /** The stream was asked for a usage event that the caller does not expect. */
  asksForUsage = false
  facts: BodyFacts = NO_FACTS
  price: ModelPrice | undefined
  bound: Bound | undefined
  holdMicros = 0
  /** Its settlement has begun: nothing may touch its hold any more. */
  isSettled = false
  admission: Extract<Admission, { kind: 'admitted' }> | undefined
  requestBytes = 0
  /** It was cut before there was anything to end: news of a revocation may overtake the answer to an admission before it. */
  wasCut: CutCode | undefined
  /** Where it stands in the list of open calls, which sets it. */
  place = -1
  /** What carries its answer while it is open. */
  carrier: { cut(code: CutCode): void } | undefined

  constructor(start: CallStart) {
    this.requestId = start.requestId
    this.at = start.at
    this.req = start.req
    this.res = start.res
    this.route = start.route
    this.ip = start.ip
    this.expectsContinue = start.expectsContinue
    this.socket = start.socket
    this.method = start.req.method ?? ''
    this.query = start.route.query
    this.path = 'path' in start.route ? start.route.path : { ok: false, why: 'no provider yet' }
  }

  /** Ends the call at once with that code, so that a revocation reaches it. */
  cut(code: CutCode): void {
    // No function in a field of its own for each call: V8 counts on such a field to be the same function everywhere, and what it notes of every
    // exception kept whole calls out of reach of its quick collections, at a fifth of the CPU.
    if (this.carrier === undefined) this.wasCut = code
    else this.carrier.cut(code)
  }

  /** Lets its body go: it has been sent, or never will be. */
  dropBody(): void {
    this.json = this.body = undefined
    this.bodyPlace?.leave()
  }

  /**
   * The usage event as far as it is known: what is recorded at the end, or by a reaper if this relay dies. Its end is written into it,
   * not spread around it: copying 26 fields one by one costs more than everything they say.
   */
  draft(): UsageEvent {
    const { known, price } = this
    const isFree = this.endpoint?.isFree === true
    const event: UsageEvent = {
      v: 1,
      requestId: this.requestId,
      at: this.at,
      grantId: known?.grantId ?? '',
      grantVersion: known?.version ?? 0,
      ledgerId: known?.ledgerId ?? '',
      decision: 'allowed',
      reason: null,
      outcome: null,
      upstream: this.upstream?.sealed.upstream ?? null,
      model: this.facts.model?.slice(0, 200) ?? null,
      method: this.method,
      path: this.path.ok ? this.path.path.slice(0, 2048) : '',
      status: 0,
      stream: this.facts.isStream,
      durationMs: 0,
      firstByteMs: null,
      tokens: NO_TOKENS,
      tokensFrom: 'none',
      costMicros: 0,
      priceVersion: price === undefined || isFree ? null : price.version,
      isPriceGuessed: price?.isGuessed === true && !isFree,
      requestBytes: this.requestBytes,
      responseBytes: 0,
      ip: this.ip,
      userAgent: this.req.headers['user-agent']?.slice(0, 256) ?? null,
    }
    const connectionId = this.connectionId()
    if (connectionId !== undefined) event.connectionId = connectionId
    if (this.grant?.recordsQuery === true && this.query !== '') event.query = recordedQuery(this.query)
    return event
  }

  /** The protected key that it went through, or wanted to. */
  private connectionId(): string | undefined {
    if (this.route.kind === 'protected') return this.route.connectionId
    const sealed = this.upstream?.sealed ?? this.grant?.credentials[0]
    return sealed?.custody === 'relay' ? sealed.ownerId : undefined
  }
}
