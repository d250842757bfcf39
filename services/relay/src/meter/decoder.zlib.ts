import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import type { Transform } from 'node:stream'

/** What HTTP lets an answer ask for is 8 MB (RFC 9659 §3); zstd itself lets it ask for 128, with a few bytes. */
const ZSTD_WINDOW_LOG_MAX = 23

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
      return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX } })
    default:
      return undefined
  }
}
