const QUOTE = 0x22
const BACKSLASH = 0x5c
const [MINUS, PLUS, POINT, ZERO, NINE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39]
const SMALL_U = 0x75
const ESCAPED: ReadonlySet<number | undefined> = new Set(Buffer.from('"\\/bfnrt'))
const LITERALS = ['true', 'false', 'null'].map((text) => Buffer.from(text))

// Character codes in plain loops: a regular expression a character cost three times as much as JSON.parse does for everything.
const isBlank = (code: number | undefined): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** Past the blanks that stand at `from`. */
export const skipBlank = (bytes: Buffer, from: number): number => {
  let at = from
  while (isBlank(bytes[at])) at++
  return at
}

/** Past the string whose opening quote is at `from`; -1 if it is none (RFC 8259 §7). */
export const stringEnd = (bytes: Buffer, from: number): number => {
  let at = plainEnd(bytes, from + 1)
  while (bytes[at] !== QUOTE) {
    const width = bytes[at] === BACKSLASH ? escapeWidth(bytes, at + 1) : 0
    if (width === 0) return -1
    at = plainEnd(bytes, at + width)
  }
  return at + 1
}

/** Where a string stops to stand for itself: at a quote, an escape, or what may not be in it. */
export const plainEnd = (bytes: Buffer, from: number): number => {
  for (let at = from; ; at++) {
    // Behind the end there is nothing, which is no more than a control character is.
    const code = bytes[at] ?? 0
    if (code === QUOTE || code === BACKSLASH || code < 0x20) return at
  }
}

const escapeWidth = (bytes: Buffer, at: number): number => {
  if (bytes[at] !== SMALL_U) return ESCAPED.has(bytes[at]) ? 2 : 0
  for (let i = 1; i <= 4; i++) if (!isHex(bytes[at + i] ?? 0)) return 0
  return 6
}

const isHex = (code: number): boolean => isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)

const isDigit = (code: number | undefined): boolean => code !== undefined && code >= ZERO && code <= NINE

/** Past the number, true, false or null at `from`; -1 if there is none of them. */
export const scalarEnd = (bytes: Buffer, from: number): number => {
  for (const literal of LITERALS) {
    if (bytes[from] !== literal[0]) continue
    const end = from + literal.length
    return bytes.compare(literal, 0, literal.length, from, Math.min(end, bytes.length)) === 0 ? end : -1
  }
  return numberEnd(bytes, from)
}

/** RFC 8259 §6. */
const numberEnd = (bytes: Buffer, from: number): number => {
  let at = bytes[from] === MINUS ? from + 1 : from
  at = bytes[at] === ZERO ? at + 1 : digitsEnd(bytes, at)
  if (at > 0 && bytes[at] === POINT) at = digitsEnd(bytes, at + 1)
  if (at > 0 && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[at + 1]
    at = digitsEnd(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1)
  }
  return at
}

/** Past at least one digit; -1 if there is none. */
const digitsEnd = (bytes: Buffer, from: number): number => {
  let at = from
  while (isDigit(bytes[at])) at++
  return at === from ? -1 : at
}
