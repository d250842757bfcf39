import { hash } from 'node:crypto'

const BLOCK_BYTES = 64
const HASH_BYTES = 32
const [INNER, OUTER] = [0x36, 0x5c]
const MESSAGE_MAX_BYTES = 192

// Keys and what is made of them pass through here and nowhere else, and are wiped before the function that wrote them returns.
const inner = Buffer.allocUnsafeSlow(BLOCK_BYTES + MESSAGE_MAX_BYTES)
const outer = Buffer.allocUnsafeSlow(BLOCK_BYTES + HASH_BYTES)

/**
 * HKDF with SHA-256 (RFC 5869) for one block of output: 32 bytes, which are the caller's to wipe. Throws if salt or message are longer than a
 * hash block's worth here allows. Made of one-shot hashes: `hkdfSync` with the KeyObject that it wants costs three times as much, and what it makes
 * of the key on the way cannot be wiped.
 */
export const hkdf32 = (secret: Buffer, salt: Buffer, info: Buffer): Buffer => {
  const prk = hmac(salt, secret)
  const okm = hmac(prk, Buffer.concat([info, FIRST_BLOCK]))
  prk.fill(0)
  return okm
}

const FIRST_BLOCK = Buffer.from([1])

/** HMAC (RFC 2104) with SHA-256. */
const hmac = (key: Buffer, message: Buffer): Buffer => {
  if (key.length > BLOCK_BYTES || message.length > MESSAGE_MAX_BYTES) throw new Error('longer than one block')
  const size = BLOCK_BYTES + message.length
  inner.fill(INNER, 0, BLOCK_BYTES)
  outer.fill(OUTER, 0, BLOCK_BYTES)
  for (let i = 0; i < key.length; i++) {
    const byte = key[i] as number // below its length
    inner[i] = byte ^ INNER
    outer[i] = byte ^ OUTER
  }
  message.copy(inner, BLOCK_BYTES)
  const half = hash('sha256', inner.subarray(0, size), 'buffer')
  half.copy(outer, BLOCK_BYTES)
  const mac = hash('sha256', outer, 'buffer')
  half.fill(0)
  inner.fill(0, 0, size)
  outer.fill(0)
  return mac
}
