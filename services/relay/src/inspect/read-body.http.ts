import type { IncomingMessage } from 'node:http'

export type BodyReading =
  { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly reason: 'too_large' | 'aborted' }

/** Reads a request's whole body into memory, or stops at `maxBytes`. */
export const readBody = (req: IncomingMessage, maxBytes: number): Promise<BodyReading> => {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ ok: false, reason: 'too_large' })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    if (req.destroyed && !req.complete) return resolve({ ok: false, reason: 'aborted' })
    // The listeners stay: a promise is resolved once, and taking them off again would cost as much as the reading.
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) return void chunks.push(chunk)
      if (bytes - chunk.length <= maxBytes) req.pause()
      resolve({ ok: false, reason: 'too_large' })
    })
    req.on('end', () =>
      resolve({ ok: true, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
    )
    req.on('close', () => resolve({ ok: false, reason: 'aborted' }))
  })
}
