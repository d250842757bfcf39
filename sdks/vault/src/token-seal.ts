import { credentialAad } from './aad.js'
import { VaultError } from './errors.js'
import { aesGcmOpen, aesGcmSeal, IV_BYTES } from './hazmat/aes-gcm.js'
import { fixedFromBase64Url, fromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { asBytes, type Bytes, utf8 } from './hazmat/bytes.js'
import { hkdfSha256 } from './hazmat/hkdf.js'
import { randomBytes } from './hazmat/random.js'
import { assertHalf } from './token.js'

/** HKDF info of the key under which a token seals a credential. Public, because the relay derives it with one-shot calls of node:crypto. */
export const TOKEN_SEAL_INFO = '1relay/grant-seal/v1'

/** AES-256-GCM: 12-byte iv, ciphertext with its 16-byte tag at the end; both base64url. */
export interface Sealed {
  readonly iv: string
  readonly ciphertext: string
}

/** Seals a credential under a token's seal half, for this grant and this upstream only (protocol §3). */
export const sealForToken = async (input: {
  seal: string
  grantId: string
  upstream: string
  credential: Uint8Array
}): Promise<Sealed> => {
  const aad = utf8(credentialAad(input.grantId, input.upstream))
  const plaintext = asCredential(input.credential)
  const iv = randomBytes(IV_BYTES)
  const key = await deriveSealKey(input.seal, input.grantId)
  const ciphertext = await aesGcmSeal({ key, iv, plaintext, aad })
  return { iv: toBase64Url(iv), ciphertext: toBase64Url(ciphertext) }
}

/** The credential, or a VaultError `tampered` if seal half, grant, upstream and ciphertext do not belong together. */
export const openWithToken = async (input: {
  seal: string
  grantId: string
  upstream: string
  sealed: Sealed
}): Promise<Uint8Array> => {
  const aad = utf8(credentialAad(input.grantId, input.upstream))
  const iv = fixedFromBase64Url(input.sealed.iv, IV_BYTES, 'iv')
  const ciphertext = fromBase64Url(input.sealed.ciphertext, 'ciphertext')
  const credential = await aesGcmOpen({ key: await deriveSealKey(input.seal, input.grantId), iv, ciphertext, aad })
  if (credential === undefined) throw new VaultError('tampered')
  return credential
}

/** An empty credential is always a bug of the caller: the relay would inject nothing and blame the provider. */
export const asCredential = (credential: Uint8Array): Bytes => {
  const bytes = asBytes(credential, 'credential')
  if (bytes.length === 0) throw new VaultError('malformed', 'credential')
  return bytes
}

const deriveSealKey = (seal: string, grantId: string): Promise<Bytes> => {
  assertHalf(seal, 'seal')
  return hkdfSha256({ ikm: utf8(seal), salt: utf8(grantId), info: TOKEN_SEAL_INFO })
}
