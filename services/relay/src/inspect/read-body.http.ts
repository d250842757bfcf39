import type { IncomingMessage } from 'node:http'
import type { BodyPlace } from './body-room.js'

export type BodyReading =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: 'too_large' | 'no_room' | 'aborted' }

/** Reads a request's whole body into memory, or stops at `maxBytes`, or where its place has no room. */
export const readBody = (req: IncomingMessage, maxBytes: number, place?: BodyPlace): Promise<BodyReading> => {
  const announced = Number(req.headers['content-length'] ?? 0)
  if (announced > maxBytes) return Promise.resolve({ ok: false, reason: 'too_large' })
  if (place?.covers(announced) === false) return Promise.resolve({ ok: false, reason: 'no_room' })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    if (req.destroyed && !req.complete) return resolve({ ok: false, reason: 'aborted' })
    // The listeners stay: a promise is resolved once, and taking them off again would cost as much as the reading.
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      const isRefused = bytes > maxBytes || place?.covers(bytes) === false
      if (!isRefused) return void chunks.push(chunk)
      req.pause()
      chunks.length = 0
      resolve({ ok: false, reason: bytes > maxBytes ? 'too_large' : 'no_room' })
    })
    req.on('end', () => {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
      // The listener lives as long as the request, and must not keep its body as long.
      chunks.length = 0
      resolve({ ok: true, body })
    })
    req.on('close', () => resolve({ ok: false, reason: 'aborted' }))
  })
}
