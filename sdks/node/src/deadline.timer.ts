import { AbortError, ConnectionError, isOneRelayError, type OneRelayError, TimeoutError } from './errors.js'

/** Ends one attempt when the caller aborts or when nothing has come for `timeoutMs`, and remembers which of the two it was. */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #timeoutMs: number
  readonly #onCallerAbort = (): void => this.#stop('aborted')
  #timer: NodeJS.Timeout | undefined
  #stopped: 'aborted' | 'timed_out' | undefined

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs
    this.#caller = caller
    if (caller?.aborted) this.#stop('aborted')
    else caller?.addEventListener('abort', this.#onCallerAbort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether the caller can still end it. */
  get isWatched(): boolean {
    return this.#caller !== undefined && this.#stopped === undefined
  }

  /** Starts the time anew. */
  arm(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#stop('timed_out'), this.#timeoutMs)
  }

  /** Stops the time; the caller can still abort. */
  disarm(): void {
    clearTimeout(this.#timer)
  }

  /** Forgets the caller's signal, so that a signal which outlives many calls does not collect listeners. */
  release(): void {
    this.disarm()
    this.#caller?.removeEventListener('abort', this.#onCallerAbort)
  }

  /** Ends the request without a reason to report. */
  close(): void {
    this.release()
    this.#controller.abort()
  }

  /** What a thrown value means. Its own text and cause are dropped: a custom fetch may have put headers, and so tokens, into them. */
  explain(thrown: unknown): OneRelayError {
    if (this.#stopped === 'aborted') return abortError()
    if (this.#stopped === 'timed_out') {
      const message = `No answer within ${this.#timeoutMs} ms.`
      return new TimeoutError({ code: 'timed_out', message, source: 'client' })
    }
    return isOneRelayError(thrown) ? thrown : connectionError(thrown)
  }

  #stop(reason: 'aborted' | 'timed_out'): void {
    this.#stopped ??= reason
    this.release()
    this.#controller.abort()
  }
}

/** Waits; throws an AbortError as soon as the caller aborts. */
export const sleep = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError())
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(abortError())
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })

const abortError = (): AbortError =>
  new AbortError({ code: 'aborted', message: 'The caller aborted the request.', source: 'client' })

const connectionError = (thrown: unknown): ConnectionError => {
  const cause = causeOf(thrown)
  const networkCode = typeof cause?.code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(cause.code) ? cause.code : undefined
  const message = `The connection to 1Relay failed${networkCode === undefined ? '' : ` (${networkCode})`}.`
  return new ConnectionError({
    code: 'connection_failed',
    message,
    source: 'client',
    networkCode,
    wasSent: !isDialFailure(cause),
  })
}

interface NetworkCause {
  readonly code?: unknown
  readonly syscall?: unknown
  readonly errors?: readonly NetworkCause[]
}

const causeOf = (thrown: unknown): NetworkCause | undefined => {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  // By shape, not by instanceof: fetch throws the TypeError of its own realm.
  const cause = 'cause' in thrown && thrown.cause !== undefined ? thrown.cause : thrown
  return typeof cause === 'object' && cause !== null ? cause : undefined
}

// Only what fails before a byte is written counts: a reset on an open connection says nothing about what the other side did.
const isDialFailure = (cause: NetworkCause | undefined): boolean => {
  if (cause === undefined) return false
  if (Array.isArray(cause.errors)) return cause.errors.length > 0 && cause.errors.every(isDialFailure)
  return cause.syscall === 'connect' || cause.syscall === 'getaddrinfo' || cause.code === 'UND_ERR_CONNECT_TIMEOUT'
}
