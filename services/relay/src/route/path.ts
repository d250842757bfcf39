export type PathReading = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string }

const refuse = (why: string): PathReading => ({ ok: false, why })

const UNRESERVED = /^[A-Za-z0-9._~-]$/
// RFC 3986 pchar without percent-encoding, plus the few characters that real clients send raw and every server reads alike.
const SEGMENT = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*$/

// Nothing in it that could be read in two ways: it is its own normal form. Nearly every path is.
const PLAIN = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~:@-]+)+\/?$/

/**
 * The one normal form of an absolute path, which is judged and forwarded; or why there is none. Whatever two servers could
 * read differently (dot segments, encoded separators, double encoding, empty segments) is refused, never repaired.
 */
export const normalisePath = (raw: string): PathReading => {
  if (PLAIN.test(raw)) return { ok: true, path: raw }
  if (!raw.startsWith('/')) return refuse('not an absolute path')
  const segments = raw.slice(1).split('/')
  const forms: string[] = []
  for (const [index, segment] of segments.entries()) {
    if (segment === '' && index < segments.length - 1) return refuse('empty segment')
    if (!SEGMENT.test(segment)) return refuse('character that a path cannot carry')
    const form = normaliseSegment(segment)
    if (!form.ok) return form
    forms.push(form.path)
  }
  return { ok: true, path: `/${forms.join('/')}` }
}

const normaliseSegment = (segment: string): PathReading => {
  let refusal: string | undefined
  const form = segment.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => {
    const code = parseInt(hex, 16)
    // %2F and %5C decode into separators, %25 into a second layer of encoding, controls into header or C-string tricks.
    if (code === 0x2f || code === 0x5c || code === 0x25 || code < 0x20 || code === 0x7f) refusal ??= `encoded ${hex}`
    const char = String.fromCharCode(code)
    return UNRESERVED.test(char) ? char : `%${hex.toUpperCase()}`
  })
  if (refusal !== undefined) return refuse(refusal)
  // A server that drops or replaces such bytes sees another path than one that keeps them: `.%A0.` and `..`.
  if (!decodes(form)) return refuse('bytes that are not UTF-8')
  // `..;x` is a dot segment to servers that cut path parameters off (Tomcat and its kin).
  const bare = withoutParameters(form)
  if (bare === '.' || bare === '..') return refuse('dot segment')
  // A segment of nothing but parameters is an empty one to them.
  if (bare === '' && form !== '') return refuse('empty segment')
  return { ok: true, path: form }
}

/** A normalised path as servers see it that cut the parameters of its segments off (`/a;x=1/b` is `/a/b`); undefined where it has none. */
export const withoutPathParameters = (path: string): string | undefined =>
  /;|%3B/.test(path) ? path.split('/').map(withoutParameters).join('/') : undefined

const withoutParameters = (segment: string): string => segment.split(/;|%3B/, 1)[0] as string

const decodes = (segment: string): boolean => {
  try {
    decodeURIComponent(segment)
    return true
  } catch {
    return false
  }
}
