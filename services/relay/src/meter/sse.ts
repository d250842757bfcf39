import { JsonWindow } from './json-tail.js'
import { inFewPieces } from './pieces.js'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const DATA = Buffer.from('data:')

/**
 * Reads the `data` lines of an event stream out of chunks that break anywhere, in bounded memory: of a line longer than `lineMax` bytes
 * (an image, or a whole answer) only what its head and its tail tell is read. Knows where events end, so that a stream can be cut between two of them.
 */
export class SseReader {
  private partial: Buffer[] = []
  private partialBytes = 0
  /** Takes what is too long. */
  private window: JsonWindow | undefined
  private isLineOpen = false
  private isEventOpen = false

  constructor(
    private readonly onData: (data: string) => void,
    private readonly onLong: (value: unknown) => void,
    private readonly lineMax = 1024 * 1024,
  ) {}

  /** True between two events. */
  get isBetweenEvents(): boolean {
    return !this.isEventOpen && !this.isLineOpen
  }

  /** Takes a chunk; returns how many of its bytes end the event that was open before, -1 if that event is still open. */
  feed(chunk: Buffer): number {
    let closedAt = this.isBetweenEvents ? 0 : -1
    let from = 0
    while (from < chunk.length) {
      const end = chunk.indexOf(NEWLINE, from)
      if (end < 0) {
        this.keep(chunk.subarray(from))
        break
      }
      if (this.endLine(chunk.subarray(from, end))) this.isEventOpen = true
      else {
        this.isEventOpen = false
        if (closedAt < 0) closedAt = end + 1
      }
      from = end + 1
    }
    return closedAt
  }

  private keep(piece: Buffer): void {
    this.isLineOpen = true
    this.partialBytes += piece.length
    if (this.window === undefined && this.partialBytes > this.lineMax) {
      this.window = new JsonWindow()
      for (const before of this.partial) this.window.feed(before)
      this.partial = []
    }
    if (this.window === undefined) this.partial.push(piece)
    else this.window.feed(piece)
    this.partial = inFewPieces(this.partial)
  }

  /** Ends a line with its last piece; false if it was a blank one, which ends an event. */
  private endLine(piece: Buffer): boolean {
    let line = this.partial.length === 0 ? piece : Buffer.concat([...this.partial, piece])
    const { window } = this
    this.partial = []
    this.partialBytes = 0
    this.window = undefined
    this.isLineOpen = false
    if (window !== undefined) {
      window.feed(piece)
      this.onLong(window.read())
      return true
    }
    if (line[line.length - 1] === CARRIAGE_RETURN) line = line.subarray(0, -1)
    if (line.length === 0) return false
    if (line.subarray(0, DATA.length).equals(DATA)) this.onData(line.toString('utf8', DATA.length).trim())
    return true
  }
}
