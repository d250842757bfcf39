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

const matchesSegments = (pattern: readonly string[], segments: readonly string[]): boolean => {
  let reachable = new Set([0])
  for (const part of pattern) {
    const next = new Set<number>()
    for (const at of reachable) {
      if (part === '**') for (let to = at; to <= segments.length; to++) next.add(to)
      else if (at < segments.length && matchesSegment(part, segments[at] as string)) next.add(at + 1)
    }
    reachable = next
  }
  return reachable.has(segments.length)
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
