import type { ChatCompletionChunk } from './chat.js'
import type { Deadline } from './deadline.timer.js'
import { errorOfEvent } from './error-answer.js'
import { type OneRelayError, UpstreamError } from './errors.js'
import { refused } from './settings.js'
import { SseParser } from './sse.js'

// The longest event seen is an image in base64, some 6 MB. An endless line must not eat the process.
const EVENT_MAX_CHARS = 32 * 1024 * 1024
const DRAIN_MS = 1_000

interface Source {
  readonly body: ReadableStream<Uint8Array>
  readonly deadline: Deadline
  readonly requestId: string | undefined
}

/**
 * The pieces of one answer, for `for await`. Leaving the loop, or `abort()`, ends the request at once, so that the provider
 * stops generating. It can be walked through once; if it is not walked through, call `abort()`.
 */
export class ChatStream implements AsyncIterable<ChatCompletionChunk> {
  readonly requestId: string | undefined
  readonly #source: Source
  #isTaken = false
  #isAborted = false

  constructor(source: Source) {
    this.requestId = source.requestId
    this.#source = source
  }

  /** Ends the request; the loop over this stream ends without an error. */
  abort(): void {
    this.#isAborted = true
    this.#source.deadline.close()
  }

  /** Only the text, piece by piece, of the first choice. */
  async *text(): AsyncGenerator<string, void, undefined> {
    for await (const chunk of this) {
      const piece = chunk.choices[0]?.delta?.content
      if (typeof piece === 'string' && piece !== '') yield piece
    }
  }

  /** The pieces as they come, once; leaving the loop ends the request. Rejects with a OneRelayError when the stream breaks off. */
  [Symbol.asyncIterator](): AsyncGenerator<ChatCompletionChunk, void, undefined> {
    if (this.#isTaken) throw refused('A stream can be walked through only once')
    this.#isTaken = true
    return this.#chunks()
  }

  async *#chunks(): AsyncGenerator<ChatCompletionChunk, void, undefined> {
    const { body, deadline, requestId } = this.#source
    const reader = body.getReader()
    const progress = new Progress()
    try {
      for await (const data of eventsOf(reader, deadline)) {
        if (data === '[DONE]') {
          progress.isDone = true
          drain(reader, deadline)
          return
        }
        const chunk = parseChunk(data, requestId)
        progress.note(chunk)
        yield chunk
      }
      if (!progress.isWhole && !this.#isAborted) throw broken('The stream ended before the answer did.', requestId)
    } catch (thrown) {
      if (!this.#isAborted) throw deadline.explain(thrown)
    } finally {
      // Also after a finish: other choices may go on, and whoever leaves then waits for no [DONE].
      if (!progress.isDone) deadline.close()
    }
  }
}

/** How far an answer has come. Not every provider sends [DONE]. */
class Progress {
  isDone = false
  readonly #begun = new Set<number>()
  readonly #finished = new Set<number>()

  /** Every choice that has begun has said that it is finished. */
  get isWhole(): boolean {
    return this.#begun.size > 0 && this.#finished.size === this.#begun.size
  }

  note({ choices }: ChatCompletionChunk): void {
    for (const { index = 0, finish_reason: reason } of choices) {
      this.#begun.add(index)
      if (typeof reason === 'string') this.#finished.add(index)
    }
  }
}

// The time runs only while we wait for the provider, not while the app works on a piece.
async function* eventsOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  deadline: Deadline,
): AsyncGenerator<string, void, undefined> {
  const parser = new SseParser(EVENT_MAX_CHARS)
  for (;;) {
    deadline.arm()
    const { done, value } = await reader.read()
    deadline.disarm()
    if (done) return deadline.release()
    const events = parser.push(value)
    if (events === undefined) throw broken('An event of the stream is larger than any provider sends.', undefined)
    yield* events
  }
}

const parseChunk = (data: string, requestId: string | undefined): ChatCompletionChunk => {
  const event = parseJson(data)
  const error = errorOfEvent(event, requestId)
  if (error !== undefined) throw error
  if (typeof event !== 'object' || event === null) throw broken('An event of the stream is not JSON.', requestId)
  // Some providers end with an event that has usage and no choices at all.
  return { choices: [], ...event } as unknown as ChatCompletionChunk
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const broken = (message: string, requestId: string | undefined): OneRelayError =>
  new UpstreamError({ code: 'stream_broken', message, source: 'provider', requestId })

// After [DONE] only the end of the body is missing. Reading it keeps the connection for the next call; whoever does not end it is cut off.
const drain = (reader: ReadableStreamDefaultReader<Uint8Array>, deadline: Deadline): void => {
  deadline.release()
  const timer = setTimeout(() => deadline.close(), DRAIN_MS)
  timer.unref()
  const readOn = async (): Promise<void> => {
    while (!(await reader.read()).done);
  }
  readOn()
    .catch(() => undefined)
    .finally(() => clearTimeout(timer))
}
