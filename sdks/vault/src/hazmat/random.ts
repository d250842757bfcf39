import type { Bytes } from './bytes.js'

/** Bytes from the platform's CSPRNG (at most 65,536 at once, the limit of WebCrypto). */
export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))
