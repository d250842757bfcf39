export interface Member {
  readonly key: string
  /** Where the key's opening quote is. */
  readonly start: number
  readonly valueStart: number
  /** Just past the value. */
  readonly end: number
}

const BLANK = /[ \t\r\n]/

/**
 * The members of a JSON object's top level, with their places in the text, which MUST be valid JSON already (JSON.parse took it).
 * Empty for anything that is no object.
 */
export const topLevelMembers = (text: string): readonly Member[] => {
  const members: Member[] = []
  let at = skipBlank(text, 0)
  if (text[at] !== '{') return members
  at = skipBlank(text, at + 1)
  while (at < text.length && text[at] !== '}') {
    const keyEnd = skipString(text, at)
    const valueStart = skipBlank(text, skipBlank(text, keyEnd) + 1)
    const end = skipValue(text, valueStart)
    members.push({ key: JSON.parse(text.slice(at, keyEnd)) as string, start: at, valueStart, end })
    at = skipBlank(text, end)
    if (text[at] === ',') at = skipBlank(text, at + 1)
  }
  return members
}

/**
 * A key that stands twice at the top level, letter case aside, or undefined. JSON.parse takes the last one, other parsers the first,
 * and Go's matches without case: the model that is judged would not be the model that runs.
 */
export const findRepeatedKey = (members: readonly Member[]): string | undefined => {
  const seen = new Set<string>()
  for (const { key } of members) {
    const folded = key.toLowerCase()
    if (seen.has(folded)) return key
    seen.add(folded)
  }
  return undefined
}

const skipBlank = (text: string, from: number): number => {
  let at = from
  while (at < text.length && BLANK.test(text[at] as string)) at++
  return at
}

const skipString = (text: string, from: number): number => {
  let at = from + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

const skipValue = (text: string, from: number): number => {
  if (text[from] === '"') return skipString(text, from)
  let depth = 0
  let at = from
  while (at < text.length) {
    const char = text[at] as string
    if (char === '"') {
      at = skipString(text, at)
      continue
    }
    if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') {
      if (depth === 0) return at
      if (--depth === 0) return at + 1
    } else if (depth === 0 && (char === ',' || BLANK.test(char))) return at
    at++
  }
  return at
}
