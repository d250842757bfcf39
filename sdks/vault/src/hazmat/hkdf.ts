import { type Bytes, utf8 } from './bytes.js'

/** HKDF-SHA256 (RFC 5869), `length` bytes out. `info` is text: every key of the protocol has its own. */
export const hkdfSha256 = async (input: {
  ikm: Bytes
  salt: Bytes
  info: string | Bytes
  length?: number
}): Promise<Bytes> => {
  const info = typeof input.info === 'string' ? utf8(input.info) : input.info
  const ikm = await crypto.subtle.importKey('raw', input.ikm, 'HKDF', false, ['deriveBits'])
  const params = { name: 'HKDF', hash: 'SHA-256', salt: input.salt, info }
  return new Uint8Array(await crypto.subtle.deriveBits(params, ikm, (input.length ?? 32) * 8))
}

/** SHA-256 of bytes. */
export const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
