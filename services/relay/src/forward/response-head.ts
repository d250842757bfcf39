/** How the end of a body is known. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' }

export interface ResponseHead {
  readonly status: number
  readonly reason: string
  readonly rawHeaders: string[]
  readonly framing: Framing
  /** The connection may carry another request afterwards. */
  readonly isPersistent: boolean
  /** Seconds of idleness after which the upstream says it will close. */
  readonly idleSeconds: number | undefined
}

export type HeadReading =
  { readonly ok: true; readonly head: ResponseHead } | { readonly ok: false; readonly why: string }

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/
// Names are tokens, values have no control characters: no obs-fold, no bare CR or LF, no space before the colon (RFC 9112 §5).
const FIELDS = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*(?:\r\n|$))*$/
const LENGTH = /^\d{1,15}$/

const refuse = (why: string): HeadReading => ({ ok: false, why })

/**
 * Reads a response's head: its Latin-1 text without the blank line that ends it. Whatever two readers could cut apart differently is
 * refused, never repaired: two lengths, a length beside chunks, any coding but chunked (RFC 9112 §6).
 */
export const readResponseHead = (text: string, method: string): HeadReading => {
  const lineEnd = text.indexOf('\r\n')
  const [, minor, status, reason = ''] = STATUS_LINE.exec(lineEnd < 0 ? text : text.slice(0, lineEnd)) ?? []
  if (status === undefined) return refuse('no status line')
  const fields = lineEnd < 0 ? '' : text.slice(lineEnd + 2)
  if (!FIELDS.test(fields)) return refuse('malformed header field')
  const read = readFields(fields)
  if (typeof read === 'string') return refuse(read)
  const framing = framingOf(Number(status), method, minor === '0', read)
  if (typeof framing === 'string') return refuse(framing)
  const isPersistent = minor === '1' && !read.closes && framing.kind !== 'close'
  const { rawHeaders, idleSeconds } = read
  return { ok: true, head: { status: Number(status), reason, rawHeaders, framing, isPersistent, idleSeconds } }
}

/** Header pairs of a block of fields; undefined if it is malformed. For trailers. */
export const readTrailers = (text: string): string[] | undefined => {
  const read = FIELDS.test(text) ? readFields(text) : undefined
  return typeof read === 'object' ? read.rawHeaders : undefined
}

interface Fields {
  readonly rawHeaders: string[]
  length: number | undefined
  isChunked: boolean
  closes: boolean
  idleSeconds: number | undefined
}

/** The pairs of well-formed fields, and what they say about framing; a string if that is ambiguous. */
const readFields = (text: string): Fields | string => {
  const fields: Fields = { rawHeaders: [], length: undefined, isChunked: false, closes: false, idleSeconds: undefined }
  for (let at = 0; at < text.length;) {
    const colon = text.indexOf(':', at)
    const lineEnd = text.indexOf('\r\n', colon)
    const end = lineEnd < 0 ? text.length : lineEnd
    const name = text.slice(at, colon)
    const value = withoutBlanks(text, colon + 1, end)
    fields.rawHeaders.push(name, value)
    const problem = note(fields, name, value)
    if (problem !== undefined) return problem
    at = end + 2
  }
  return fields
}

/** Without the blanks around it, and these are two: trim() would also cut 0xA0 off, which ends an "à" in UTF-8. */
const withoutBlanks = (text: string, from: number, to: number): string => {
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09

/** Takes in what a field says about framing. The length of its name tells most fields apart without another string. */
const note = (fields: Fields, name: string, value: string): string | undefined => {
  switch (name.length) {
    case 'content-length'.length:
      if (name.toLowerCase() !== 'content-length') return undefined
      if (fields.length !== undefined || !LENGTH.test(value)) return 'ambiguous content-length'
      fields.length = Number(value)
      return undefined
    case 'transfer-encoding'.length:
      if (name.toLowerCase() !== 'transfer-encoding') return undefined
      if (fields.isChunked || value.toLowerCase() !== 'chunked') return 'transfer-encoding other than chunked'
      fields.isChunked = true
      return undefined
    case 'connection'.length: {
      const lower = name.toLowerCase()
      if (lower === 'connection') fields.closes ||= /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(value)
      const idle = lower === 'keep-alive' ? /\btimeout=(\d{1,6})/i.exec(value)?.[1] : undefined
      if (idle !== undefined) fields.idleSeconds = Number(idle)
      return undefined
    }
    default:
      return undefined
  }
}

const framingOf = (status: number, method: string, isOld: boolean, fields: Fields): Framing | string => {
  const { length, isChunked } = fields
  if (isChunked && length !== undefined) return 'content-length beside transfer-encoding'
  if (isChunked && isOld) return 'transfer-encoding in HTTP/1.0'
  if (status < 200 || status === 204) {
    return isChunked || (length ?? 0) > 0 ? 'a body where there can be none' : { kind: 'none' }
  }
  if (method === 'HEAD' || status === 304) return { kind: 'none' }
  if (isChunked) return { kind: 'chunked' }
  return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: length }
}
