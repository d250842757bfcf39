import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Secret } from './forward.port.js'
import type { RequestHead } from './request-head.js'

const SCRATCH_BYTES = 64 * 1024
const FLUSHED = Buffer.alloc(0)

// Requests are put together in one piece of memory and leave in one write: no garbage, no second packet. The kernel has a copy when
// write() returns with nothing left to write; otherwise the memory belongs to that write, and the next request gets another.
let scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)

/**
 * Writes a request's head, its secret, and its body if it is whole. The secret is wiped here, where it was given and where it was
 * written from, as soon as it has left.
 */
export const writeRequest = (
  socket: Socket,
  { before, after }: RequestHead,
  secret: Secret | undefined,
  body: Buffer | null,
): void => {
  const headBytes = before.length + (secret?.bytes.length ?? 0) + after.length
  const bodyBytes = body?.length ?? 0
  // TLS keeps what it is given until it is encrypted and gone: it gets memory of its own.
  const isShared = headBytes + bodyBytes <= SCRATCH_BYTES && !(socket instanceof TLSSocket)
  const isOnePiece = isShared || bodyBytes <= SCRATCH_BYTES
  const memory = isShared ? scratch : Buffer.allocUnsafeSlow(headBytes + (isOnePiece ? bodyBytes : 0))
  let at = memory.write(before, 0, 'latin1')
  if (secret !== undefined) {
    at += secret.bytes.copy(memory, at)
    secret.bytes.fill(0)
  }
  at += memory.write(after, at, 'latin1')
  const wipe = (): void => void memory.fill(0, before.length, at)
  if (body === null || isOnePiece) {
    const size = body === null ? at : at + body.copy(memory, at)
    socket.write(memory.subarray(0, size))
  } else {
    socket.cork()
    socket.write(memory.subarray(0, at))
    socket.write(body)
    socket.uncork()
  }
  if (isShared && socket.writableLength === 0) return wipe()
  if (isShared) scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)
  socket.write(FLUSHED, wipe)
}
