import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto'

// The DER around a raw X25519 key (RFC 8410): node:crypto takes no raw ones.
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const SPKI = Buffer.from('302a300506032b656e032100', 'hex')

/** The key object of a raw private key of 32 bytes. The bytes stay the caller's to wipe. */
export const privateKeyOf = (raw: Buffer): KeyObject => {
  const der = Buffer.concat([PKCS8, raw])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}

/** The key object of a raw public key of 32 bytes. */
export const publicKeyOf = (raw: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' })

/** The raw public key that belongs to a private one. */
export const rawPublicKey = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI.length)

/** The id of a relay's key (protocol §3): the first 8 bytes of SHA-256 of the raw public key, hex. */
export const relayKeyIdOf = (publicKey: Buffer): string => hash('sha256', publicKey, 'hex').slice(0, 16)
