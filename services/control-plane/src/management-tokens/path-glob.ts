/**
 * Whether every path that `inner` matches is matched by `outer` as well, with the relay's meaning of path globs: `*` is any run within a
 * segment, `**` as a whole segment any number of segments. A path without `*` is a glob that matches itself, so this tells as well
 * whether a glob matches a path. Sound but not complete: it may refuse what holds (`**\/*` in `*\/**`), and never allows what does not.
 */
export const coversGlob = (outer: string, inner: string): boolean => {
  const parts = inner.split('/')
  let reachable = new Set([0])
  for (const part of outer.split('/')) {
    const next = new Set<number>()
    if (part === '**') {
      // Places are in order: from the first one on all are reached, once each.
      const [first = Infinity] = reachable
      for (let to = first; to <= parts.length; to++) next.add(to)
    } else {
      for (const at of reachable) {
        if (at < parts.length && coversSegment(part, parts[at] as string)) next.add(at + 1)
      }
    }
    reachable = next
  }
  return reachable.has(parts.length)
}

// `inner` is read as a text in which its own `*` is a character that only a `*` of `outer` can stand for: if that matches, then
// whatever is put in the place of the inner `*` is matched in the same way.
const coversSegment = (outer: string, inner: string): boolean => {
  if (inner === '**') return false
  // A star stands for something: `/files/*` does not name `/files/`.
  if (inner === '') return outer === ''
  let [o, i, star, retry] = [0, 0, -1, 0]
  while (i < inner.length) {
    if (outer[o] === '*') {
      star = o++
      retry = i
    } else if (outer[o] === inner[i]) {
      o++
      i++
    } else if (star >= 0) {
      o = star + 1
      i = ++retry
    } else return false
  }
  while (outer[o] === '*') o++
  return o === outer.length
}
