import type { ErrorCode } from '@1relay/contracts'

/** Codes that this package makes itself, before or without an answer of 1Relay. */
export type ClientErrorCode =
  | 'invalid_options'
  | 'invalid_argument'
  | 'invalid_public_token'
  | 'connection_failed'
  | 'timed_out'
  | 'aborted'
  | 'unexpected_answer'
  | 'provider_error'
  | 'stream_broken'
  | 'invalid_webhook_secret'
  | 'missing_webhook_headers'
  | 'invalid_webhook_timestamp'
  | 'invalid_webhook_signature'
  | 'invalid_webhook_body'

/** Who refused: 1Relay, the provider behind it, or this package itself. */
export type ErrorSource = '1relay' | 'provider' | 'client'

/** Where a request is wrong: a JSON pointer or parameter name, and what is expected there. */
export interface ErrorDetail {
  readonly field?: string
  readonly problem: string
}

export interface ErrorFacts {
  readonly code: ErrorCode | ClientErrorCode | (string & {})
  readonly message: string
  readonly source: ErrorSource
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly details?: readonly ErrorDetail[] | undefined
  readonly body?: unknown
  readonly networkCode?: string | undefined
  readonly wasSent?: boolean | undefined
}

// Two copies of this package can meet in one program (an app's and a library's). `instanceof` asks for this brand, so it works across copies.
const brand = Symbol.for('1relay.node-sdk.error')

/** What every failure of this package is. `message` is a fixed public sentence: it never holds a token, a secret or a prompt. */
export class OneRelayError extends Error {
  static readonly kind: string = 'OneRelayError'

  readonly code: ErrorFacts['code']
  readonly source: ErrorSource
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined
  /** What to quote to whoever runs 1Relay. */
  readonly requestId: string | undefined
  /** How long to wait before another attempt, if the server said so. */
  readonly retryAfterMs: number | undefined
  /** What is wrong with the request, field by field; empty unless the code is `invalid_request`. */
  readonly details: readonly ErrorDetail[]

  constructor(facts: ErrorFacts) {
    super(facts.message)
    this.code = facts.code
    this.source = facts.source
    this.status = facts.status
    this.requestId = facts.requestId
    this.retryAfterMs = facts.retryAfterMs
    this.details = facts.details ?? []
    Object.defineProperty(this, 'name', { value: new.target.kind, configurable: true })
    Object.defineProperty(this, brand, { value: kindsOf(new.target) })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A subclass of the app's own has no brand: it is told apart in the ordinary way.
    if (!Object.hasOwn(this, 'kind')) return Function.prototype[Symbol.hasInstance].call(this, value)
    return isOneRelayError(value) && (value as unknown as Record<symbol, string[]>)[brand]!.includes(this.kind)
  }
}

/** True for a failure of any copy of this package. */
export const isOneRelayError = (error: unknown): error is OneRelayError =>
  typeof error === 'object' && error !== null && Array.isArray((error as Record<symbol, unknown>)[brand])

/** 400, 405, 413, 415, 431, or an argument that was refused before anything was sent. */
export class InvalidRequestError extends OneRelayError {
  static override readonly kind = 'InvalidRequestError'
}
/** 401: client id, client secret or access token is wrong, expired or revoked. For an access token: connect again. */
export class AuthenticationError extends OneRelayError {
  static override readonly kind = 'AuthenticationError'
}
/** 402: the budget that the person gave does not cover the request. They can raise it at any time. */
export class BudgetExceededError extends OneRelayError {
  static override readonly kind = 'BudgetExceededError'
}
/** 403 or 423: outside of what the token allows. */
export class PermissionError extends OneRelayError {
  static override readonly kind = 'PermissionError'
}
/** 404: not there, or not yours to see. */
export class NotFoundError extends OneRelayError {
  static override readonly kind = 'NotFoundError'
}
/** 409 or 410: used, expired or changed in the meantime. */
export class ConflictError extends OneRelayError {
  static override readonly kind = 'ConflictError'
}
/** 429 of 1Relay or of the provider (`source` tells): wait `retryAfterMs`. */
export class RateLimitError extends OneRelayError {
  static override readonly kind = 'RateLimitError'
}
/** The provider answered with an error of its own (`source: 'provider'`), or could not be reached or broke off (502, 504). */
export class UpstreamError extends OneRelayError {
  static override readonly kind = 'UpstreamError'
}
/** 503: 1Relay cannot answer right now. */
export class UnavailableError extends OneRelayError {
  static override readonly kind = 'UnavailableError'
}
/** 500, or an answer that is not one of 1Relay's. */
export class ServerError extends OneRelayError {
  static override readonly kind = 'ServerError'
}
/** 1Relay could not be reached, or the connection broke. */
export class ConnectionError extends OneRelayError {
  static override readonly kind = 'ConnectionError'
  /** What the network said, e.g. `ECONNREFUSED`. */
  readonly networkCode: string | undefined
  /** False when the request surely never left: it can be repeated without a second effect. */
  readonly wasSent: boolean

  constructor(facts: ErrorFacts) {
    super(facts)
    this.networkCode = facts.networkCode
    this.wasSent = facts.wasSent ?? true
  }
}
/** No answer, or no next piece of a stream, within `timeoutMs`. */
export class TimeoutError extends OneRelayError {
  static override readonly kind = 'TimeoutError'
}
/** The caller's AbortSignal fired. */
export class AbortError extends OneRelayError {
  static override readonly kind = 'AbortError'
}
/** What came to a webhook's address is not from 1Relay, not from now, or not whole: answer 400 and believe nothing of it. */
export class WebhookVerificationError extends OneRelayError {
  static override readonly kind = 'WebhookVerificationError'
}

/** The body of a provider's own error as it came (parsed if it was JSON); undefined for every other failure. Kept out of `message` and logs: it may quote the prompt. */
export const providerErrorBody = (error: unknown): unknown =>
  isOneRelayError(error) ? (error as unknown as Record<symbol, unknown>)[providerBody] : undefined

const providerBody = Symbol.for('1relay.node-sdk.provider-body')

/** Attaches the provider's own error, where neither `JSON.stringify` nor `util.inspect` shows it. */
export const withProviderBody = <E extends OneRelayError>(error: E, body: unknown): E =>
  Object.defineProperty(error, providerBody, { value: body })

const kindsOf = (start: typeof OneRelayError): string[] => {
  const kinds: string[] = []
  for (let at = start; typeof at === 'function'; at = Object.getPrototypeOf(at) as typeof OneRelayError) {
    if (Object.hasOwn(at, 'kind')) kinds.push(at.kind)
  }
  return kinds
}
