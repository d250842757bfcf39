/** What an upload says beside its files. */
export interface Form {
  /** Text fields of up to 200 bytes, by name in lower case. */
  readonly fields: ReadonlyMap<string, string>
  readonly files: number
  /** Bytes of all text fields. */
  readonly textBytes: number
}

const BOUNDARY = /;\s*boundary=(?:"([\w'()+,./:=? -]{1,70})"|([\w'()+,./:=?-]{1,70}))\s*(?:;|$)/i
const FIELD_MAX_BYTES = 200
const HEAD_MAX_BYTES = 4096
const PARTS_MAX = 100
const CRLF = '\r\n'

/**
 * A multipart/form-data body (RFC 7578). Undefined: not written as every client writes it, or a field stands twice, so that another parser might
 * read something else. Files are not looked into.
 */
export const readForm = (bytes: Buffer, contentType: string): Form | undefined => {
  const boundary = /boundary.*boundary/i.test(contentType) ? undefined : BOUNDARY.exec(contentType)
  if (!/^multipart\/form-data\s*;/i.test(contentType) || boundary == null) return undefined
  const delimiter = Buffer.from(`${CRLF}--${boundary[1] ?? boundary[2]}`)
  const fields = new Map<string, string>()
  let [files, textBytes] = [0, 0]
  // The first one stands at the very beginning, without the line break that belongs to all others.
  let at = bytes.indexOf(delimiter.subarray(CRLF.length)) === 0 ? delimiter.length - CRLF.length : -1
  for (let parts = 0; at > 0 && parts < PARTS_MAX; parts++) {
    if (bytes.toString('latin1', at, at + 2) === '--') return { fields, files, textBytes }
    const part = readPart(bytes, at, delimiter)
    if (part === undefined || (!part.isFile && fields.has(part.name))) return undefined
    if (part.isFile) files++
    else {
      textBytes += part.end - part.from
      const isShort = part.end - part.from <= FIELD_MAX_BYTES
      fields.set(part.name, isShort ? bytes.toString('utf8', part.from, part.end) : '')
    }
    at = part.end + delimiter.length
  }
  return undefined
}

interface Part {
  readonly name: string
  readonly isFile: boolean
  readonly from: number
  readonly end: number
}

const readPart = (bytes: Buffer, at: number, delimiter: Buffer): Part | undefined => {
  const headEnd = bytes.indexOf(CRLF + CRLF, at)
  if (headEnd < 0 || headEnd - at > HEAD_MAX_BYTES) return undefined
  const head = bytes.toString('utf8', at, headEnd)
  const from = headEnd + 2 * CRLF.length
  // A part may be empty: the line break before its end is the one behind its head.
  const end = bytes.indexOf(delimiter, from - CRLF.length)
  const disposition = [...head.matchAll(/\r\ncontent-disposition: *form-data *; *name="([^"\\\r\n]+)"([^\r\n]*)/gi)]
  const [only] = disposition
  if (only === undefined || disposition.length > 1 || !head.startsWith(CRLF) || end < 0) return undefined
  const rest = only[2] ?? ''
  if (/\bname\b/i.test(rest)) return undefined
  return { name: (only[1] ?? '').toLowerCase(), isFile: /\bfilename\b/i.test(rest), from, end: Math.max(from, end) }
}
