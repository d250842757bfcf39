import { ChunkedReader } from './chunked.js'
import { readResponseHead, type Framing, type ResponseHead } from './response-head.js'

const HEAD_MAX_BYTES = 64 * 1024
const BLANK_LINE = '\r\n\r\n'
const NOTHING = Buffer.alloc(0)

/** Who hears what a response says, in this order. The bytes are only valid during the call. */
export interface ResponseSink {
  onInterim(head: ResponseHead): void
  /** The upstream has left HTTP, as it was asked to; `rest` came after the head. */
  onSwitch(head: ResponseHead, rest: Buffer): void
  /** `isAlone`: nothing of the body has come with it. */
  onHead(head: ResponseHead, isAlone: boolean): void
  onBody(bytes: Buffer): void
  /** The end, with the last bytes of the body. `rest`: the upstream has sent more than its answer. */
  onEnd(last: Buffer, rawTrailers: string[], hasRest: boolean): void
  onBroken(why: string): void
}

/** Reads one response out of chunks that break anywhere. Strict: see readResponseHead and ChunkedReader. */
export class ResponseReader {
  private pending: Buffer = NOTHING
  private framing: Framing | undefined
  private left = 0
  private chunked: ChunkedReader | undefined
  private isOver = false

  constructor(
    private readonly sink: ResponseSink,
    private readonly method: string,
    private readonly mayUpgrade: boolean,
  ) {}

  /** Takes bytes, which it may change. */
  feed(chunk: Buffer): void {
    let rest = chunk
    while (!this.isOver) {
      if (this.framing !== undefined) return this.takeBody(this.framing, rest)
      const after = this.takeHead(rest)
      if (after === undefined) return
      rest = after
    }
  }

  /** The upstream sends no more. */
  end(): void {
    if (this.isOver) return
    if (this.framing?.kind === 'close') this.finish(NOTHING, [], false)
    else this.fail(this.framing === undefined ? 'closed before an answer' : 'closed inside an answer')
  }

  /** Reads a head if it is whole; returns what follows it, or undefined if there is nothing more to do. */
  private takeHead(chunk: Buffer): Buffer | undefined {
    const bytes = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk])
    // The end cannot lie further back than three bytes before what is new.
    const end = bytes.indexOf(BLANK_LINE, Math.max(0, this.pending.length - 3), 'latin1')
    if (end < 0 ? bytes.length > HEAD_MAX_BYTES : end > HEAD_MAX_BYTES) return this.fail('head too large')
    if (end < 0) {
      this.pending = this.pending.length === 0 ? Buffer.from(bytes) : bytes
      return undefined
    }
    this.pending = NOTHING
    const reading = readResponseHead(bytes.toString('latin1', 0, end), this.method)
    if (!reading.ok) return this.fail(reading.why)
    const { head } = reading
    const rest = bytes.subarray(end + BLANK_LINE.length)
    if (head.status === 101) {
      if (!this.mayUpgrade) return this.fail('switched protocols unasked')
      this.isOver = true
      this.sink.onSwitch(head, rest)
      return undefined
    }
    if (head.status < 200) this.sink.onInterim(head)
    else this.begin(head, rest.length === 0)
    return rest.length > 0 || this.framing !== undefined ? rest : undefined
  }

  private begin(head: ResponseHead, isAlone: boolean): void {
    const { framing } = head
    this.framing = framing
    this.left = framing.kind === 'length' ? framing.bytes : 0
    if (framing.kind === 'chunked') this.chunked = new ChunkedReader()
    const hasBody = framing.kind === 'length' ? framing.bytes > 0 : framing.kind !== 'none'
    this.sink.onHead(head, isAlone && hasBody)
  }

  private takeBody(framing: Framing, bytes: Buffer): void {
    switch (framing.kind) {
      case 'none':
        return this.finish(NOTHING, [], bytes.length > 0)
      case 'close':
        if (bytes.length > 0) this.sink.onBody(bytes)
        return
      case 'length': {
        if (bytes.length < this.left) {
          this.left -= bytes.length
          if (bytes.length > 0) this.sink.onBody(bytes)
          return
        }
        return this.finish(bytes.subarray(0, this.left), [], bytes.length > this.left)
      }
      case 'chunked':
        return this.takeChunks(this.chunked as ChunkedReader, bytes) // made with its framing
    }
  }

  private takeChunks(chunked: ChunkedReader, bytes: Buffer): void {
    const { length, read } = chunked.take(bytes)
    const content = bytes.subarray(0, length)
    if (chunked.isDone) return this.finish(content, chunked.trailers, read < bytes.length)
    if (content.length > 0) this.sink.onBody(content)
    if (chunked.isBroken) this.fail('malformed chunk')
  }

  private finish(last: Buffer, trailers: string[], hasRest: boolean): void {
    this.isOver = true
    this.sink.onEnd(last, trailers, hasRest)
  }

  private fail(why: string): undefined {
    this.isOver = true
    this.sink.onBroken(why)
  }
}
