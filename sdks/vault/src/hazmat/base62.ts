import { randomBytes } from './random.js'

/** The protocol's order: digits, capitals, small letters (protocol §2). */
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

// 248 = 4 × 62: a byte above it would favour the first eight characters, so it is thrown away.
const REJECT_FROM = 248

/** The digit of each ASCII code, 255 for what is not base62. */
export const BASE62_DIGIT: Readonly<Uint8Array> = (() => {
  const digits = new Uint8Array(128).fill(255)
  for (let i = 0; i < BASE62.length; i++) digits[BASE62.charCodeAt(i)] = i
  return digits
})()

/** Uniformly random base62 characters. */
export const randomBase62 = (length: number): string => {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length + 8)) {
      if (byte < REJECT_FROM && text.length < length) text += BASE62[byte % 62]
    }
  }
  return text
}

/** True if every character of `text` from `from` up to `to` is base62. */
export const isBase62 = (text: string, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    // Written so that NaN (past the end) is refused as well.
    if (!(code < 128) || BASE62_DIGIT[code] === 255) return false
  }
  return true
}
