/** base64url without padding. */
export const toBase64url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

/** Exactly `length` bytes in their one spelling; undefined for anything else. */
export const fromBase64url = (text: unknown, length: number): Uint8Array<ArrayBuffer> | undefined => {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]+$/.test(text) || text.length !== Math.ceil((length * 4) / 3))
    return undefined
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  return toBase64url(bytes) === text ? bytes : undefined
}
