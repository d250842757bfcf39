// Bytes to bytes: what Buffer.toString and encodeURIComponent do would leave the credential in a string.
const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1')
const HEX = Buffer.from('0123456789ABCDEF', 'latin1')
const [PAD, PERCENT] = [0x3d, 0x25]
// RFC 3986 §2.3, the only characters that every decoder leaves alone.
const UNRESERVED = new Set(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~', 'latin1'))

/** Base64 with padding (RFC 4648 §4). */
export const base64 = (bytes: Buffer): Buffer => {
  const out = Buffer.alloc(Math.ceil(bytes.length / 3) * 4, PAD)
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const [a, b, c] = [bytes[from] as number, bytes[from + 1], bytes[from + 2]]
    out[to] = BASE64[a >> 2] as number
    out[to + 1] = BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)] as number
    if (b !== undefined) out[to + 2] = BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)] as number
    if (c !== undefined) out[to + 3] = BASE64[c & 63] as number
  }
  return out
}

/** Everything but unreserved characters as `%XX`: the same for a query and for a form. */
export const percentEncoded = (bytes: Buffer): Buffer => {
  let length = bytes.length
  for (const byte of bytes) if (!UNRESERVED.has(byte)) length += 2
  const out = Buffer.alloc(length)
  let to = 0
  for (const byte of bytes) {
    if (UNRESERVED.has(byte)) out[to++] = byte
    else {
      out[to++] = PERCENT
      out[to++] = HEX[byte >> 4] as number
      out[to++] = HEX[byte & 15] as number
    }
  }
  return out
}
