/**
 * Whether a path matches a glob: `*` within a segment, `**` as a whole segment across any number of them. Anchored at both ends
 * and linear in pattern times path: a grant's pattern never becomes a regular expression that could be made to hang.
 */
export const matchesPathGlob = (glob: string, path: string): boolean => {
  if (!glob.includes('*')) return glob === path
  const pattern = glob.split('/')
  const segments = path.split('/')
  let reachable = new Set([0])
  for (const part of pattern) {
    const next = new Set<number>()
    for (const at of reachable) {
      if (part === '**') for (let to = at; to <= segments.length; to++) next.add(to)
      else if (at < segments.length && matchesWildcard(part, segments[at] as string)) next.add(at + 1)
    }
    reachable = next
  }
  return reachable.has(segments.length)
}

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
