import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import type { Bytes } from './bytes.js'

/** Length of an X25519 key, and of the encapsulated key that travels with a ciphertext. */
export const X25519_BYTES = 32

const suite = () => new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })

/** A new X25519 key pair, raw. */
export const hpkeKeyPair = async (): Promise<{ publicKey: Bytes; privateKey: Bytes }> => {
  const { kem } = suite()
  const pair = await kem.generateKeyPair()
  const publicKey = new Uint8Array(await kem.serializePublicKey(pair.publicKey))
  return { publicKey, privateKey: new Uint8Array(await kem.serializePrivateKey(pair.privateKey)) }
}

/** HPKE base mode, single shot (RFC 9180 §6.1). Throws what the library throws if the public key is no point to encrypt to. */
export const hpkeSeal = async (input: {
  publicKey: Bytes
  info: Bytes
  aad: Bytes
  plaintext: Bytes
}): Promise<{ enc: Bytes; ciphertext: Bytes }> => {
  const hpke = suite()
  const recipientPublicKey = await hpke.kem.deserializePublicKey(exact(input.publicKey))
  const params = { recipientPublicKey, info: exact(input.info) }
  const { enc, ct } = await hpke.seal(params, exact(input.plaintext), exact(input.aad))
  return { enc: new Uint8Array(enc), ciphertext: new Uint8Array(ct) }
}

/** The plaintext, or undefined if anything does not belong together. */
export const hpkeOpen = async (input: {
  privateKey: Bytes
  info: Bytes
  aad: Bytes
  enc: Bytes
  ciphertext: Bytes
}): Promise<Bytes | undefined> => {
  const hpke = suite()
  const recipientKey = await hpke.kem.deserializePrivateKey(exact(input.privateKey))
  const params = { recipientKey, enc: exact(input.enc), info: exact(input.info) }
  try {
    return new Uint8Array(await hpke.open(params, exact(input.ciphertext), exact(input.aad)))
  } catch {
    return undefined
  }
}

/**
 * The library takes ArrayBuffers, so a view over a part of one must be copied first. Not with `slice`: that of a Node
 * Buffer is a view as well, and its `buffer` the pool with other people's secrets in it, which would be sealed and sent.
 */
const exact = (bytes: Bytes): ArrayBuffer =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer
