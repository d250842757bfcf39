import type { TokenSealedCredential } from '@1relay/contracts'
import { credentialAad, TOKEN_SEAL_INFO } from '@1relay/vault'
import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { hkdf32 } from './hkdf.crypto.js'

export type Opened =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: 'wrong_seal_half' | 'not_a_header_value' }

const TAG_BYTES = 16
const CANNOT_OPEN: Opened = { ok: false, reason: 'wrong_seal_half' }

const INFO = Buffer.from(TOKEN_SEAL_INFO)

/** The key that a seal half and a grant make together (protocol §3). Its bytes lie outside the JavaScript heap. */
export const sealKey = (grantId: string, seal: string): KeyObject => {
  const half = Buffer.from(seal, 'latin1')
  const bytes = hkdf32(half, Buffer.from(grantId), INFO)
  // A KeyObject, since AES with raw key bytes costs four to five times as much on Node 24 (perf study C1).
  const key = createSecretKey(bytes)
  half.fill(0)
  bytes.fill(0)
  return key
}

/**
 * Opens a token-sealed credential with the key of its token. Fails if half, grant, upstream and ciphertext do not belong together:
 * the AAD binds them, so a database writer cannot send a key elsewhere (protocol §3).
 */
export const openTokenSealed = (sealed: TokenSealedCredential, grantId: string, key: KeyObject): Opened => {
  const { iv, aad, tag, body } = partsOf(sealed, grantId)
  let bytes: Buffer = Buffer.alloc(0)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    decipher.setAAD(aad)
    decipher.setAuthTag(tag)
    // GCM is a stream cipher here: update gives all of the plaintext, which final() then vouches for or not.
    bytes = decipher.update(body)
    decipher.final()
  } catch {
    bytes.fill(0)
    return CANNOT_OPEN
  }
  if (bytes.length === 0) return CANNOT_OPEN
  for (const byte of bytes) {
    if (byte >= 0x20 && byte !== 0x7f) continue
    bytes.fill(0)
    return { ok: false, reason: 'not_a_header_value' }
  }
  return { ok: true, bytes }
}

interface SealedParts {
  readonly grantId: string
  readonly iv: Buffer
  readonly aad: Buffer
  readonly tag: Buffer
  readonly body: Buffer
}

// Decoded once for as long as the grant is in memory; nothing in it is secret.
const decoded = new WeakMap<TokenSealedCredential, SealedParts>()

const partsOf = (sealed: TokenSealedCredential, grantId: string): SealedParts => {
  const known = decoded.get(sealed)
  if (known?.grantId === grantId) return known
  const ciphertext = Buffer.from(sealed.ciphertext, 'base64url')
  const parts = {
    grantId,
    iv: Buffer.from(sealed.iv, 'base64url'),
    aad: Buffer.from(credentialAad(grantId, sealed.upstream)),
    tag: ciphertext.subarray(-TAG_BYTES),
    body: ciphertext.subarray(0, -TAG_BYTES),
  }
  decoded.set(sealed, parts)
  return parts
}
