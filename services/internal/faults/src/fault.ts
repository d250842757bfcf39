import type { ErrorCode, ErrorDetail } from '@1relay/contracts'

// Registered, so that two copies of this package in one process still recognise each other's faults.
const brand = Symbol.for('@1relay/faults')

export interface FaultOptions {
  /** What made it fail. Logged with the fault, never answered. */
  cause?: unknown
  /** How long the caller should wait, in milliseconds. Becomes `Retry-After`. */
  retryAfterMs?: number
  /** Which fields are wrong and what is expected there: part of the answer, so never a value of the request. */
  details?: readonly ErrorDetail[]
}

/** A failure with a code of the contract. `internal` and `cause` are for our logs only. */
export class Fault extends Error {
  readonly code: ErrorCode
  readonly internal: string
  readonly retryAfterMs: number | undefined
  readonly details: readonly ErrorDetail[] | undefined

  constructor(code: ErrorCode, internal: string, options: FaultOptions = {}) {
    super(`${code}: ${internal}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.internal = internal
    this.retryAfterMs = options.retryAfterMs
    this.details = options.details
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Makes a fault: `throw fault('not_found', 'no app of that id')`. */
export const fault = (code: ErrorCode, internal: string, options?: FaultOptions): Fault =>
  new Fault(code, internal, options)

/** What is wrong with one field of a request: its name or JSON pointer, and what is expected there. Never a value of the request. */
export const invalidField = (field: string, problem: string): Fault =>
  fault('invalid_request', `${field} ${problem}`, { details: [{ field, problem }] })

/** True for faults of any copy of this package. */
export const isFault = (error: unknown): error is Fault =>
  typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[brand] === true

/** The fault itself, or an opaque `internal` fault that carries anything else as its cause. */
export const toFault = (error: unknown): Fault =>
  isFault(error) ? error : fault('internal', 'an error that nobody translated', { cause: error })
