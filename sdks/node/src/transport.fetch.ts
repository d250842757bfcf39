import { Deadline, sleep } from './deadline.timer.js'
import { type Answer, errorOfOwnAnswer, errorOfProxyAnswer } from './error-answer.js'
import type { OneRelayError } from './errors.js'
import { retryDelayMs } from './retry.js'

/** The standard fetch, or anything that behaves like it. It is called with a URL string and an init. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Call {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body?: RequestInit['body'] | undefined
  /** Whose answer it is: an endpoint of 1Relay, or the proxy, through which a provider's own errors come. */
  readonly answeredBy: '1relay' | 'proxy'
  /** True: a provider's error is an answer like any other, not a failure. */
  readonly passesProviderErrors?: boolean
  /** True if the same request may arrive twice without harm. */
  readonly isRepeatable: boolean
  /** So long after its first attempt a further one may begin and has to have its answer. Undefined: at any time. */
  readonly repeatableForMs?: number | undefined
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly signal?: AbortSignal | undefined
}

/** Takes what it needs from a good answer. Whoever keeps the body open past it also takes over the deadline. */
export type ReadAnswer<T> = (response: Response, deadline: Deadline) => Promise<T>

interface Clocked {
  readonly fetch: Fetch
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  readonly random: () => number
  readonly nowMs: () => number
}

// Refusals are small. What a provider writes beyond this is not needed to tell what happened.
const ERROR_BODY_MAX_BYTES = 65_536

/** Sends requests: attempts, waits between them, deadlines, and failures as OneRelayErrors. Every rejection of `send` is one. */
export class Transport {
  readonly #with: Clocked

  constructor(options: Partial<Clocked> = {}) {
    // Looked up at the call, not now: instrumentation that replaces the global fetch later must still see our calls.
    const globalFetch: Fetch = (url, init) => globalThis.fetch(url, init)
    this.#with = { fetch: globalFetch, sleep, random: Math.random, nowMs: Date.now, ...options }
  }

  async send<T>(call: Call, read: ReadAnswer<T>): Promise<T> {
    const { repeatableForMs = Infinity } = call
    const startedMs = this.#with.nowMs()
    const leftMs = (): number => repeatableForMs - (this.#with.nowMs() - startedMs)
    for (let retries = 0; ; retries++) {
      const timeoutMs = retries === 0 ? call.timeoutMs : Math.min(call.timeoutMs, Math.max(1, leftMs()))
      const outcome = await this.#attempt({ ...call, timeoutMs }, read)
      if (outcome.ok) return outcome.value
      const { maxRetries, isRepeatable, signal } = call
      const { error } = outcome
      const random = this.#with.random()
      const delayMs = retryDelayMs({ error, retries, maxRetries, isRepeatable, leftMs: leftMs(), random })
      if (delayMs === undefined) throw error
      await this.#with.sleep(delayMs, signal)
    }
  }

  async #attempt<T>(
    call: Call,
    read: ReadAnswer<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; error: OneRelayError }> {
    const deadline = new Deadline(call.timeoutMs, call.signal)
    try {
      deadline.signal.throwIfAborted()
      deadline.arm()
      const response = await this.#with.fetch(call.url, requestInit(call, deadline.signal))
      const error = await this.#failure(call, response)
      if (error !== undefined) {
        deadline.close()
        return { ok: false, error }
      }
      return { ok: true, value: await read(response, deadline) }
    } catch (thrown) {
      const error = deadline.explain(thrown)
      deadline.close()
      return { ok: false, error }
    }
  }

  async #failure(call: Call, response: Response): Promise<OneRelayError | undefined> {
    const isProxy = call.answeredBy === 'proxy'
    if (response.ok || (isProxy && call.passesProviderErrors === true && response.status < 400)) return undefined
    const text = await boundedText(response.clone())
    const answer: Answer = { status: response.status, headers: response.headers, text, nowMs: this.#with.nowMs() }
    const error = isProxy ? errorOfProxyAnswer(answer) : errorOfOwnAnswer(answer)
    return call.passesProviderErrors === true && error.source === 'provider' ? undefined : error
  }
}

const requestInit = (call: Call, signal: AbortSignal): RequestInit => ({
  method: call.method,
  headers: call.headers,
  body: call.body ?? null,
  signal,
  // A followed redirect would carry x-api-key and the body to wherever it points.
  redirect: 'manual',
  // The fetch standard: a body that is a stream needs it.
  ...(call.body instanceof ReadableStream ? { duplex: 'half' } : {}),
})

const boundedText = async (response: Response): Promise<string> => {
  if (response.body === null) return ''
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; bytes < ERROR_BODY_MAX_BYTES;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    text += decoder.decode(value, { stream: true })
  }
  // A clone's cancel settles only once the other branch is cancelled too: waiting for it here would wait for ever.
  reader.cancel().catch(() => undefined)
  return text
}
