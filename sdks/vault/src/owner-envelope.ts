import { assertAadField } from './aad.js'
import { VaultError } from './errors.js'
import { aesGcmOpen, aesGcmSeal, IV_BYTES } from './hazmat/aes-gcm.js'
import { fixedFromBase64Url, fromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { type Bytes, utf8 } from './hazmat/bytes.js'
import { hkdfSha256 } from './hazmat/hkdf.js'
import { randomBytes } from './hazmat/random.js'
import { assertLiveKey } from './live-key.js'
import { assertHalf } from './token.js'
import type { Sealed } from './token-seal.js'

export const OWNER_ENVELOPE_INFO = '1relay/owner-envelope/v1'

/** A grant's seal half, wrapped under its owner's vault key. */
export type OwnerEnvelope = Sealed

interface Binding {
  readonly vaultKey: Uint8Array
  readonly accountId: string
  readonly grantId: string
}

/**
 * Wraps a seal half for its owner, so that their browser can re-seal a rotated credential into every live grant:
 * `key = HKDF-SHA256(vault key, salt = grant id, info = "1relay/owner-envelope/v1")`, AES-256-GCM over the half's ASCII
 * bytes, `aad = "1relay/owner-envelope/v1|<account id>|<grant id>"`.
 */
export const wrapSealHalf = async (input: Binding & { seal: string }): Promise<OwnerEnvelope> => {
  assertHalf(input.seal, 'seal')
  const { key, aad } = await deriveEnvelopeKey(input)
  const iv = randomBytes(IV_BYTES)
  const ciphertext = await aesGcmSeal({ key, iv, plaintext: utf8(input.seal), aad })
  return { iv: toBase64Url(iv), ciphertext: toBase64Url(ciphertext) }
}

/** The seal half, or a VaultError `tampered` if vault key, account, grant and envelope do not belong together. */
export const unwrapSealHalf = async (input: Binding & { envelope: OwnerEnvelope }): Promise<string> => {
  const iv = fixedFromBase64Url(input.envelope.iv, IV_BYTES, 'iv')
  const ciphertext = fromBase64Url(input.envelope.ciphertext, 'ciphertext')
  const { key, aad } = await deriveEnvelopeKey(input)
  const plaintext = await aesGcmOpen({ key, iv, ciphertext, aad })
  if (plaintext === undefined) throw new VaultError('tampered')
  const seal = new TextDecoder().decode(plaintext)
  assertHalf(seal, 'envelope')
  return seal
}

const deriveEnvelopeKey = async (input: Binding): Promise<{ key: Bytes; aad: Bytes }> => {
  assertAadField(input.accountId, 'accountId')
  assertAadField(input.grantId, 'grantId')
  const ikm = assertLiveKey(input.vaultKey)
  const key = await hkdfSha256({ ikm, salt: utf8(input.grantId), info: OWNER_ENVELOPE_INFO })
  return { key, aad: utf8(`${OWNER_ENVELOPE_INFO}|${input.accountId}|${input.grantId}`) }
}
