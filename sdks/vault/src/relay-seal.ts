import { credentialAad } from './aad.js'
import { VaultError } from './errors.js'
import { fixedFromBase64Url, fromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { bytesOfLength, utf8 } from './hazmat/bytes.js'
import { hpkeKeyPair, hpkeOpen, hpkeSeal, X25519_BYTES } from './hazmat/hpke.js'
import { sha256 } from './hazmat/hkdf.js'
import { asCredential } from './token-seal.js'

/** `info` of the HPKE that seals to a relay (protocol §3). */
export const RELAY_SEAL_INFO = '1relay/relay-seal/v1'

/** Raw X25519 keys, 32 bytes each. */
export interface RelayKeyPair {
  readonly publicKey: Uint8Array
  readonly privateKey: Uint8Array
}

/** A credential sealed to a relay: `keyId` says to which of its keys, `enc` and `ciphertext` are HPKE's, base64url. */
export interface RelaySealed {
  readonly keyId: string
  readonly enc: string
  readonly ciphertext: string
}

/** A new key pair for a relay. The private key belongs in its KeySource and nowhere else. */
export const makeRelayKeyPair = (): Promise<RelayKeyPair> => hpkeKeyPair()

/** The first 8 bytes of SHA-256 of the public key, hex. It selects a key; it authenticates nothing. */
export const relayKeyId = async (publicKey: Uint8Array): Promise<string> => {
  const digest = await sha256(bytesOfLength(publicKey, X25519_BYTES, 'publicKey'))
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Seals a credential to the relay's public key, for this owner and this upstream only (protocol §3). */
export const sealToRelay = async (input: {
  publicKey: Uint8Array
  ownerId: string
  upstream: string
  credential: Uint8Array
}): Promise<RelaySealed> => {
  const aad = utf8(credentialAad(input.ownerId, input.upstream))
  const publicKey = bytesOfLength(input.publicKey, X25519_BYTES, 'publicKey')
  const plaintext = asCredential(input.credential)
  const { enc, ciphertext } = await hpkeSeal({ publicKey, info: utf8(RELAY_SEAL_INFO), aad, plaintext })
  return { keyId: await relayKeyId(publicKey), enc: toBase64Url(enc), ciphertext: toBase64Url(ciphertext) }
}

/** The credential, or a VaultError `tampered`. The caller has chosen the private key by `sealed.keyId`. */
export const openAtRelay = async (input: {
  privateKey: Uint8Array
  ownerId: string
  upstream: string
  sealed: RelaySealed
}): Promise<Uint8Array> => {
  const aad = utf8(credentialAad(input.ownerId, input.upstream))
  const privateKey = bytesOfLength(input.privateKey, X25519_BYTES, 'privateKey')
  const enc = fixedFromBase64Url(input.sealed.enc, X25519_BYTES, 'enc')
  const ciphertext = fromBase64Url(input.sealed.ciphertext, 'ciphertext')
  const credential = await hpkeOpen({ privateKey, info: utf8(RELAY_SEAL_INFO), aad, enc, ciphertext })
  if (credential === undefined) throw new VaultError('tampered')
  return credential
}
