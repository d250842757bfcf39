const KEY_BYTES = 32
const LF = 0x0a
const HASH = 0x23

/**
 * Raw keys of a key file: one key in base64url a line, the current one first, `#` before remarks. Undefined if a line is neither; what was read
 * until then is wiped. Works on bytes, so that no key becomes a string.
 */
export const parseKeyList = (file: Buffer): Buffer[] | undefined => {
  const keys: Buffer[] = []
  for (let from = 0; from < file.length;) {
    const at = file.indexOf(LF, from)
    const line = trimmed(file.subarray(from, at === -1 ? file.length : at))
    from = at === -1 ? file.length : at + 1
    if (line.length === 0 || line[0] === HASH) continue
    const key = decodeBase64Url(line)
    if (key.length === KEY_BYTES) keys.push(key)
    else {
      for (const one of [key, ...keys]) one.fill(0)
      return undefined
    }
  }
  return keys
}

const trimmed = (line: Buffer): Buffer => {
  let end = line.length
  while (end > 0 && (line[end - 1] as number) <= 0x20) end--
  let start = 0
  while (start < end && (line[start] as number) <= 0x20) start++
  return line.subarray(start, end)
}

/** Node decodes base64 from strings only. Anything outside the alphabet, and a last character with bits too many, gives no bytes. */
const decodeBase64Url = (text: Buffer): Buffer => {
  const out = Buffer.alloc(Math.floor((text.length * 6) / 8))
  let [bits, count, at] = [0, 0, 0]
  for (const char of text) {
    const digit = digitOf(char)
    if (digit === -1) {
      out.fill(0)
      return Buffer.alloc(0)
    }
    bits = ((bits << 6) | digit) & 0xffff
    count += 6
    if (count >= 8) {
      count -= 8
      out[at++] = (bits >> count) & 0xff
    }
  }
  return (bits & ((1 << count) - 1)) === 0 ? out : Buffer.alloc(0)
}

const digitOf = (char: number): number => {
  if (char >= 0x41 && char <= 0x5a) return char - 0x41
  if (char >= 0x61 && char <= 0x7a) return char - 0x61 + 26
  if (char >= 0x30 && char <= 0x39) return char - 0x30 + 52
  if (char === 0x2d || char === 0x2b) return 62
  return char === 0x5f || char === 0x2f ? 63 : -1
}
