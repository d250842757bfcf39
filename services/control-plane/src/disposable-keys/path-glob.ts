// A segment as relays judge it: RFC 3986 pchar, percent-encoded in capitals.
const SEGMENT = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})*$/
// What relays write plain, or refuse in every path: letters, digits and marks; separators, a second layer of encoding, controls.
const NEVER_ENCODED = /%(?:2D|2E|5F|7E|3[0-9]|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|2F|5C|25|[01][0-9A-F]|7F)/

/**
 * Why a path glob would not mean what it looks like, or undefined if it is fine. `*` is any run of characters within a segment, `**` as a
 * whole segment any number of segments. A glob in any other form than that in which relays judge paths would never match, and whoever
 * wrote it would not learn why.
 */
export const problemOfPathGlob = (glob: string): string | undefined => {
  if (!glob.startsWith('/')) return 'does not begin with a slash'
  const segments = glob.slice(1).split('/')
  if (segments.slice(0, -1).includes('')) return 'has an empty segment, which no path has that is let through'
  for (const segment of segments) {
    const problem = problemOfSegment(segment)
    if (problem !== undefined) return problem
  }
  return undefined
}

const problemOfSegment = (segment: string): string | undefined => {
  if (segment !== '**' && segment.includes('**')) return 'has ** beside something else: it stands for whole segments'
  if (!SEGMENT.test(segment)) return 'has a character that paths have percent-encoded only, in capitals'
  if (NEVER_ENCODED.test(segment)) return 'has something percent-encoded that no path has in that form'
  const [bare = ''] = segment.split(/;|%3B/, 1)
  if (bare === '.' || bare === '..') return 'has a dot segment, which no path has that is let through'
  return bare === '' && segment !== '' ? 'has a segment of parameters alone' : undefined
}
