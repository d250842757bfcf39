import { readTrailers } from './response-head.js'

const CR = 0x0d
const LF = 0x0a
// Sixteen hexadecimal digits would not be exact any more; twelve are 256 TB.
const SIZE_LINE = /^([0-9A-Fa-f]{1,12})(?:;[\t\x20-\x7e\x80-\xff]*)?$/
const SIZE_LINE_MAX = 1024
const TRAILERS_MAX = 16 * 1024

type State = 'size' | 'data' | 'data-end' | 'trailers' | 'done' | 'broken'

/**
 * Takes the chunked coding off a body, strictly: every line ends in CRLF, a size is hexadecimal digits and nothing before them, chunk
 * extensions are read over (RFC 9112 §7.1).
 */
export class ChunkedReader {
  private state: State = 'size'
  private line = ''
  private left = 0
  trailers: string[] = []

  get isDone(): boolean {
    return this.state === 'done'
  }

  get isBroken(): boolean {
    return this.state === 'broken'
  }

  /** Moves the content of `bytes` to its front; returns how long that is, and how much of the input was read. */
  take(bytes: Buffer): { length: number; read: number } {
    let at = 0
    let length = 0
    while (at < bytes.length && this.state !== 'done' && this.state !== 'broken') {
      if (this.state === 'data') {
        const size = Math.min(this.left, bytes.length - at)
        if (at !== length) bytes.copyWithin(length, at, at + size)
        length += size
        at += size
        this.left -= size
        if (this.left === 0) this.state = 'data-end'
      } else at = this.takeLine(bytes, at)
    }
    return { length, read: at }
  }

  /** Reads on to the end of the line that begins or goes on at `at`. */
  private takeLine(bytes: Buffer, at: number): number {
    const lf = bytes.indexOf(LF, at)
    const end = lf < 0 ? bytes.length : lf
    this.line += bytes.toString('latin1', at, end)
    if (this.line.length > (this.state === 'trailers' ? TRAILERS_MAX : SIZE_LINE_MAX)) this.state = 'broken'
    if (lf < 0 || this.state === 'broken') return end
    if (this.line.charCodeAt(this.line.length - 1) !== CR) this.state = 'broken'
    else this.endLine(this.line.slice(0, -1))
    return lf + 1
  }

  private endLine(line: string): void {
    if (this.state === 'trailers') return this.endTrailer(line)
    this.line = ''
    if (this.state === 'data-end') {
      this.state = line === '' ? 'size' : 'broken'
      return
    }
    const size = SIZE_LINE.exec(line)?.[1]
    if (size === undefined) {
      this.state = 'broken'
      return
    }
    this.left = parseInt(size, 16)
    this.state = this.left === 0 ? 'trailers' : 'data'
  }

  // Trailer lines are kept in `line`, so that their length is bounded together.
  private endTrailer(lines: string): void {
    const isLast = lines === '' || lines.endsWith('\r\n')
    if (!isLast) {
      this.line += '\n'
      return
    }
    const trailers = readTrailers(lines)
    if (trailers === undefined) this.state = 'broken'
    else {
      this.trailers = trailers
      this.state = 'done'
    }
  }
}
