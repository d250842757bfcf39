import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'

/** The body of a request while it is sent, at the pace of the slower side. */
export class RequestBody {
  private sent = 0
  isUnfinished = true

  /** `length`: its bytes, when they were announced; null: it travels in chunks. */
  constructor(
    private readonly source: Readable,
    private readonly socket: Socket,
    private readonly length: number | null,
    private readonly onBroken: (cause: Error) => void,
  ) {
    source.on('data', this.onData).on('end', this.onEnd).on('error', this.onSourceError).on('close', this.onClose)
    socket.on('drain', this.onDrain)
  }

  /** No more of it is wanted, or it is all gone. */
  stop(): void {
    const { source, socket } = this
    socket.off('drain', this.onDrain)
    source.off('data', this.onData).off('end', this.onEnd).off('close', this.onClose)
    if (this.isUnfinished) source.destroy()
    this.isUnfinished = false
  }

  private readonly onData = (chunk: Buffer): void => {
    const { socket, source, length } = this
    this.sent += chunk.length
    if (length !== null && this.sent > length) return this.onBroken(new Error('the body is longer than announced'))
    if (length === null) {
      socket.cork()
      socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
      socket.write(chunk)
      socket.write('\r\n', 'latin1')
      socket.uncork()
    } else socket.write(chunk)
    if (socket.writableNeedDrain) source.pause()
  }

  private readonly onDrain = (): void => void this.source.resume()

  private readonly onEnd = (): void => {
    const { socket, length } = this
    if (length === null) socket.write('0\r\n\r\n', 'latin1')
    else if (this.sent < length) return this.onBroken(new Error('the body is shorter than announced'))
    this.isUnfinished = false
  }

  private readonly onSourceError = (error: Error): void => {
    if (this.isUnfinished) this.onBroken(error)
  }

  private readonly onClose = (): void => {
    if (this.isUnfinished) this.onBroken(new Error('the body ended early'))
  }
}
