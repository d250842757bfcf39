import type { RelaySealedCredential } from '@1relay/contracts'
import { credentialAad } from '@1relay/vault'
import { createDecipheriv, diffieHellman, type KeyObject } from 'node:crypto'
import { deriveHpkeKeys } from './hpke.crypto.js'
import { publicKeyOf } from './x25519.crypto.js'

const TAG_BYTES = 16

/** One of the relay's key pairs, as node:crypto holds it: the private key lies outside the JavaScript heap. */
export interface RecipientKey {
  /** Raw, 32 bytes. */
  readonly publicKey: Buffer
  readonly privateKey: KeyObject
}

/**
 * What was sealed to a key (protocol §3); undefined if key, protected key, upstream and ciphertext do not belong together. The caller wipes it.
 * Synchronous calls of node:crypto: 0.08 ms a credential, where @hpke/core over WebCrypto takes 0.6 ms.
 */
export const openRelaySealed = (sealed: RelaySealedCredential, key: RecipientKey): Buffer | undefined => {
  const parts = partsOf(sealed)
  if (parts === undefined) return undefined
  let bytes: Buffer = Buffer.alloc(0)
  const secrets: Buffer[] = []
  try {
    const shared = diffieHellman({ privateKey: key.privateKey, publicKey: parts.ephemeral })
    secrets.push(shared)
    const { aeadKey, nonce } = deriveHpkeKeys(shared, parts.enc, key.publicKey)
    secrets.push(aeadKey, nonce)
    const decipher = createDecipheriv('aes-256-gcm', aeadKey, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(parts.aad)
    decipher.setAuthTag(parts.tag)
    bytes = decipher.update(parts.body)
    decipher.final()
    return bytes
  } catch {
    bytes.fill(0)
    return undefined
  } finally {
    for (const secret of secrets) secret.fill(0)
  }
}

interface SealedParts {
  readonly enc: Buffer
  readonly ephemeral: KeyObject
  readonly aad: Buffer
  readonly tag: Buffer
  readonly body: Buffer
}

// Decoded once for as long as the grant is in memory; nothing in it is secret.
const decoded = new WeakMap<RelaySealedCredential, SealedParts>()

const partsOf = (sealed: RelaySealedCredential): SealedParts | undefined => {
  const known = decoded.get(sealed)
  if (known !== undefined) return known
  const enc = Buffer.from(sealed.enc, 'base64url')
  const ciphertext = Buffer.from(sealed.ciphertext, 'base64url')
  const aad = aadOf(sealed)
  if (aad === undefined || enc.length !== 32 || ciphertext.length < TAG_BYTES) return undefined
  const parts = {
    enc,
    ephemeral: publicKeyOf(enc),
    aad,
    tag: ciphertext.subarray(-TAG_BYTES),
    body: ciphertext.subarray(0, -TAG_BYTES),
  }
  decoded.set(sealed, parts)
  return parts
}

/** Undefined for names that nobody could have sealed for. */
const aadOf = ({ ownerId, upstream }: RelaySealedCredential): Buffer | undefined => {
  try {
    return Buffer.from(credentialAad(ownerId, upstream))
  } catch {
    return undefined
  }
}
