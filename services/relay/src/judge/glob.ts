export type PathGlob = (path: string) => boolean

/**
 * Reads a path glob: `*` within a segment, `**` as a whole segment across any number of them. Anchored at both ends and linear in
 * pattern times path: a grant's pattern never becomes a regular expression that could be made to hang.
 */
export const pathGlob = (glob: string): PathGlob => {
  if (!glob.includes('*')) return (path) => path === glob
  const pattern = glob.split('/')
  return (path) => matchesSegments(pattern, path.split('/'))
}

/** Whether a path matches a glob. */
export const matchesPathGlob = (glob: string, path: string): boolean => pathGlob(glob)(path)

// As `matchesWildcard`, with segments for characters: no place of a path of thousands of segments is looked at more than once a part.
const matchesSegments = (pattern: readonly string[], segments: readonly string[]): boolean => {
  let p = 0
  let s = 0
  let star = -1
  let retry = 0
  while (s < segments.length) {
    const part = pattern[p]
    if (part === '**') {
      star = p++
      retry = s
    } else if (part !== undefined && matchesSegment(part, segments[s] as string)) {
      p++
      s++
    } else if (star >= 0) {
      p = star + 1
      s = ++retry
    } else return false
  }
  while (pattern[p] === '**') p++
  return p === pattern.length
}

/** A star in a path stands for something: many servers take `/customers/` for `/customers`, the list that `/customers/*` does not name. */
const matchesSegment = (part: string, segment: string): boolean =>
  segment === '' ? part === '' : matchesWildcard(part, segment)

/** Whether a text matches a pattern in which `*` stands for any run of characters: model names. */
export const matchesWildcard = (pattern: string, text: string): boolean => {
  let p = 0
  let t = 0
  let star = -1
  let retry = 0
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++
      retry = t
    } else if (pattern[p] === text[t]) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++retry
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
