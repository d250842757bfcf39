import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import type { Transform } from 'node:stream'

/** A decompressor for a Content-Encoding; null for identity, undefined for one that cannot be read. */
export const decoderFor = (contentEncoding: string | undefined): Transform | null | undefined => {
  switch ((contentEncoding ?? 'identity').trim().toLowerCase()) {
    case '':
    case 'identity':
      return null
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    case 'zstd':
      return createZstdDecompress()
    default:
      return undefined
  }
}
