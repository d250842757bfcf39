import { inFewPieces } from '../meter/index.js'
import type { Payload } from './frame-mask.js'

const CONTINUATION = 0
const TEXT = 1
const CLOSE = 8
const FIRST_CONTROL = 8

export interface FrameEvents {
  /** A whole text message; null: it was longer than what is read. `bytes` is its payload. Undefined: no text is kept. */
  readonly onMessage: ((text: string | null, bytes: number) => void) | undefined
  onClose(): void
}

/**
 * Follows WebSocket frames (RFC 6455 §5) through chunks that break anywhere, in bounded memory: knows where frames and messages end,
 * and hands out text messages. Changes no byte.
 */
export class FrameReader {
  /** Bytes of the last chunk that end the frame which was open before it; -1: that frame is still open. */
  firstEnd = -1
  /** Where in the last chunk payload stands. */
  readonly payloads: Payload[] = []
  private head: Buffer = Buffer.alloc(0)
  private left = 0
  private mask: Buffer | undefined
  private masked = 0
  private opcode = 0
  private isFinal = true
  private isInMessage = false
  private isText = false
  private parts: Buffer[] = []
  private bytes = 0

  constructor(
    private readonly events: FrameEvents,
    private readonly messageMax = 1024 * 1024,
  ) {}

  get isBetweenFrames(): boolean {
    return this.left === 0 && this.head.length === 0
  }

  /** Control frames may come in the middle of a message, other ones may not (RFC 6455 §5.4). */
  get isBetweenMessages(): boolean {
    return !this.isInMessage
  }

  private get isControl(): boolean {
    return this.opcode >= FIRST_CONTROL
  }

  /** Takes a chunk; false: these are no frames that can be read without an extension. */
  feed(chunk: Buffer): boolean {
    this.firstEnd = this.isBetweenFrames ? 0 : -1
    this.payloads.length = 0
    let at = 0
    while (at < chunk.length) {
      if (this.left > 0) {
        const piece = chunk.subarray(at, at + this.left)
        this.payloads.push({ from: at, to: at + piece.length, isControl: this.isControl, isLast: false })
        at += piece.length
        this.left -= piece.length
        this.keep(piece)
      } else {
        const taken = this.readHead(chunk, at)
        if (taken < 0) return false
        at += taken
        if (this.head.length > 0) return true
      }
      if (this.left === 0) {
        const { isControl } = this
        if (isControl || this.isFinal) this.payloads.push({ from: at, to: at, isControl, isLast: true })
        this.endFrame()
        if (this.firstEnd < 0) this.firstEnd = at
      }
    }
    return true
  }

  /** Reads a frame's head, which may be in several chunks; returns the bytes taken from this one, -1 if it is not readable. */
  private readHead(chunk: Buffer, from: number): number {
    const before = this.head.length
    const head = Buffer.concat([this.head, chunk.subarray(from, from + 14 - before)])
    const size = headSize(head)
    if (size === undefined || head.length < size) {
      this.head = head
      return chunk.length - from
    }
    const [first, second] = [head[0] as number, head[1] as number]
    const length = second & 0x7f
    const long = length === 127 ? head.readBigUInt64BE(2) : BigInt(length === 126 ? head.readUInt16BE(2) : length)
    const opcode = first & 0x0f
    // Reserved bits belong to extensions, and none was negotiated.
    if ((first & 0x70) !== 0 || long > BigInt(Number.MAX_SAFE_INTEGER)) return -1
    if (opcode === CONTINUATION && !this.isInMessage) return -1
    this.isFinal = (first & 0x80) !== 0
    this.opcode = opcode
    this.left = Number(long)
    this.mask = (second & 0x80) === 0 ? undefined : head.subarray(size - 4, size)
    this.masked = 0
    this.head = Buffer.alloc(0)
    if (opcode < FIRST_CONTROL && opcode !== CONTINUATION) this.startMessage(opcode)
    return size - before
  }

  private startMessage(opcode: number): void {
    this.isInMessage = true
    this.isText = opcode === TEXT && this.events.onMessage !== undefined
    this.parts = []
    this.bytes = 0
  }

  private keep(piece: Buffer): void {
    if (this.opcode >= FIRST_CONTROL) return
    this.bytes += piece.length
    if (!this.isText || this.bytes > this.messageMax) {
      this.parts = []
      return
    }
    const plain = Buffer.from(piece)
    const { mask } = this
    if (mask !== undefined) {
      for (let i = 0; i < plain.length; i++) plain[i] = (plain[i] as number) ^ (mask[(this.masked + i) & 3] as number)
      this.masked += piece.length
    }
    this.parts.push(plain)
    this.parts = inFewPieces(this.parts)
  }

  private endFrame(): void {
    if (this.opcode === CLOSE) this.events.onClose()
    if (this.opcode >= FIRST_CONTROL || !this.isFinal) return
    this.isInMessage = false
    const { onMessage } = this.events
    if (onMessage === undefined) return
    const isWhole = this.isText && this.bytes <= this.messageMax
    const text = isWhole ? Buffer.concat(this.parts).toString() : null
    this.parts = []
    onMessage(text, this.bytes)
  }
}

/** Bytes of a frame's head; undefined: its first two are not here yet. */
const headSize = (head: Buffer): number | undefined => {
  if (head.length < 2) return undefined
  const second = head[1] as number
  const length = second & 0x7f
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + ((second & 0x80) === 0 ? 0 : 4)
}

/** A whole unmasked frame, as a server sends it. */
export const frame = (kind: 'text' | 'close', payload: Buffer): Buffer => {
  const first = 0x80 | (kind === 'text' ? TEXT : CLOSE)
  if (payload.length < 126) return Buffer.concat([Buffer.from([first, payload.length]), payload])
  const head = Buffer.from([first, 126, 0, 0])
  head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
