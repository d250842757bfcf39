export type PathGlob = (path: string) => boolean

/** A path of more segments, which no API has, is matched by no glob with a star: fifty globs would cost a second to try on thousands. */
const SEGMENTS_MAX = 100

/**
 * Reads a path glob: `*` within a segment, `**` as a whole segment across any number of them. Anchored at both ends and linear in
 * pattern times path: a grant's pattern never becomes a regular expression that could be made to hang.
 */
export const pathGlob = (glob: string): PathGlob => {
  if (!glob.includes('*')) return (path) => path === glob
  const parts = glob.split('/').map((part) => (part === '**' ? ANY_SEGMENTS : segmentGlob(part)))
  return (path) => {
    const segments = path.split('/', SEGMENTS_MAX + 2)
    // The first one is what stands before the first slash.
    return segments.length <= SEGMENTS_MAX + 1 && matchesSegments(parts, segments)
  }
}

/** Whether a path matches a glob. */
export const matchesPathGlob = (glob: string, path: string): boolean => pathGlob(glob)(path)

type SegmentGlob = (segment: string) => boolean

const ANY_SEGMENTS: SegmentGlob = () => true

// As far as needed and back to the last `**`: each segment is looked at no more than once a part.
const matchesSegments = (parts: readonly SegmentGlob[], segments: readonly string[]): boolean => {
  let p = 0
  let s = 0
  let star = -1
  let retry = 0
  while (s < segments.length) {
    const part = parts[p]
    if (part === ANY_SEGMENTS) {
      star = p++
      retry = s
    } else if (part?.(segments[s] as string) === true) {
      p++
      s++
    } else if (star >= 0) {
      p = star + 1
      s = ++retry
    } else return false
  }
  while (parts[p] === ANY_SEGMENTS) p++
  return p === parts.length
}

/** A star in a path stands for something: many servers take `/customers/` for `/customers`, the list that `/customers/*` does not name. */
const segmentGlob = (part: string): SegmentGlob => {
  if (!part.includes('*')) return (segment) => segment === part
  const matches = wildcard(part)
  return (segment) => segment !== '' && matches(segment)
}

/** Whether a text matches a pattern in which `*` stands for any run of characters: model names. */
export const matchesWildcard = (pattern: string, text: string): boolean => wildcard(pattern)(text)

// By the engine's own search, which does not begin anew at every character: callers choose texts of a megabyte.
const wildcard = (pattern: string): ((text: string) => boolean) => {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return (text) => text === first
  return (text) => {
    let at = first.length
    const end = text.length - last.length
    if (at > end || !text.startsWith(first) || !text.endsWith(last)) return false
    for (const literal of others) {
      const found = text.indexOf(literal, at)
      if (found < 0) return false
      at = found + literal.length
    }
    return at <= end
  }
}
