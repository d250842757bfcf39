import { VaultError } from '../errors.js'
import type { Bytes } from './bytes.js'

/** base64url without padding (protocol §2). */
export const toBase64Url = (bytes: Uint8Array): string => {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * The bytes of a canonical base64url text; throws `malformed` for anything else. Canonical, because a decoder that
 * ignores the unused bits of the last character accepts several texts for the same bytes.
 */
export const fromBase64Url = (text: string, field: string): Bytes => {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new VaultError('malformed', field)
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  if (toBase64Url(bytes) !== text) throw new VaultError('malformed', field)
  return bytes
}

/** Like fromBase64Url, for a field whose length the protocol fixes. */
export const fixedFromBase64Url = (text: string, length: number, field: string): Bytes => {
  const bytes = fromBase64Url(text, field)
  if (bytes.length !== length) throw new VaultError('malformed', field)
  return bytes
}
