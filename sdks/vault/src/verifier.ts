import { toBase64Url } from './hazmat/base64url.js'
import { utf8 } from './hazmat/bytes.js'
import { sha256 } from './hazmat/hkdf.js'
import { assertHalf } from './token.js'

/**
 * What a server stores of an auth half: SHA-256 of its ASCII bytes, base64url (protocol §2). No stretching is needed over
 * 256 random bits. A server may compute the same with `crypto.hash('sha256', auth, 'base64url')` of node:crypto, and
 * compares digests in constant time.
 */
export const verifier = async (auth: string): Promise<string> => {
  assertHalf(auth, 'auth')
  return toBase64Url(await sha256(utf8(auth)))
}
