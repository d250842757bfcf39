import { hash, timingSafeEqual } from 'node:crypto'

/** Whether SHA-256 of the auth half's ASCII bytes is the stored verifier (base64url); digests are compared in constant time. */
export const isAuthHalf = (auth: string, verifier: string): boolean => {
  // One-shot hash: 1.5 µs against 3.5 µs for a Hash object (perf study C1).
  const expected = Buffer.from(verifier, 'base64url')
  const actual = hash('sha256', auth, 'buffer')
  return expected.length === actual.length && timingSafeEqual(actual, expected)
}
