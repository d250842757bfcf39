import { VaultError } from '../errors.js'

/** What WebCrypto takes: bytes over an ordinary ArrayBuffer. */
export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()

/** The UTF-8 bytes of a text; for a token's halves these are the ASCII bytes as they stand (protocol §2). */
export const utf8 = (text: string): Bytes => encoder.encode(text)

/** Takes a caller's bytes for WebCrypto without copying a secret once more. WebCrypto itself refuses a SharedArrayBuffer, the one case the type gives away. */
export const asBytes = (value: Uint8Array, field: string): Bytes => {
  if (!(value instanceof Uint8Array)) throw new VaultError('malformed', field)
  return value as Bytes
}

/** Like asBytes, for a key or a salt of a fixed length. */
export const bytesOfLength = (value: Uint8Array, length: number, field: string): Bytes => {
  const bytes = asBytes(value, field)
  if (bytes.length !== length) throw new VaultError('malformed', field)
  return bytes
}
