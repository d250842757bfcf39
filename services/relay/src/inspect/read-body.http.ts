import type { IncomingMessage } from 'node:http'

export type BodyReading =
  { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly reason: 'too_large' | 'aborted' }

/** Reads a request's whole body into memory, or stops at `maxBytes`. */
export const readBody = (req: IncomingMessage, maxBytes: number): Promise<BodyReading> => {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ ok: false, reason: 'too_large' })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const finish = (reading: BodyReading): void => {
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      resolve(reading)
    }
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > maxBytes) {
        req.pause()
        finish({ ok: false, reason: 'too_large' })
      } else chunks.push(chunk)
    }
    const onEnd = (): void =>
      finish({ ok: true, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) })
    const onClose = (): void => finish({ ok: false, reason: 'aborted' })
    if (req.destroyed && !req.complete) return finish({ ok: false, reason: 'aborted' })
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}
