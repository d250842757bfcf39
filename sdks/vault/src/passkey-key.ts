import { assertAadField } from './aad.js'
import { VaultError } from './errors.js'
import { aesGcmOpen, aesGcmSeal, IV_BYTES } from './hazmat/aes-gcm.js'
import { fixedFromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { type Bytes, bytesOfLength, utf8 } from './hazmat/bytes.js'
import { hkdfSha256 } from './hazmat/hkdf.js'
import { randomBytes } from './hazmat/random.js'
import { withLiveKey } from './live-key.js'

/** HKDF info of the key that a passkey gives. */
export const PASSKEY_KEK_INFO = '1relay/passkey-kek/v1'
const PASSKEY_AAD = '1relay/passkey-key/v1'
const KEY_BYTES = 32
const PRF_BYTES = 32

/** A vault key under a key that one passkey gives. Goes to the server together with the salt that its PRF was asked with. */
export interface PasskeyWrap {
  readonly iv: string
  readonly wrappedKey: string
}

interface Binding {
  readonly accountId: string
  /** The WebAuthn credential id, base64url. */
  readonly credentialId: string
  /** `prf.results.first` of this passkey: 32 bytes that must never leave the browser. */
  readonly prfOutput: Uint8Array
}

/** 32 random bytes, base64url, to ask a passkey's PRF with (`prf.eval.first`). One for each wrap. */
export const makePrfSalt = (): string => toBase64Url(randomBytes(PRF_BYTES))

/**
 * Wraps the vault key for a passkey, so that it unlocks without the master password:
 * `kek = HKDF-SHA256(PRF output, salt = account id, info = "1relay/passkey-kek/v1")`, AES-256-GCM over the vault key,
 * `aad = "1relay/passkey-key/v1|<account id>|<credential id>"`. The vault key never changes, so this is made once a passkey.
 */
export const wrapForPasskey = (input: Binding & { vaultKey: Uint8Array }): Promise<PasskeyWrap> =>
  withLiveKey(input.vaultKey, async (vaultKey) => {
    const { kek, aad } = await deriveKek(input)
    const iv = randomBytes(IV_BYTES)
    const ciphertext = await aesGcmSeal({ key: kek, iv, plaintext: vaultKey, aad })
    kek.fill(0)
    return { iv: toBase64Url(iv), wrappedKey: toBase64Url(ciphertext) }
  })

/** The vault key, or a VaultError `tampered` if passkey, account and wrap do not belong together. */
export const unwrapWithPasskey = async (input: Binding & { wrap: PasskeyWrap }): Promise<Uint8Array> => {
  const iv = fixedFromBase64Url(input.wrap.iv, IV_BYTES, 'iv')
  const ciphertext = fixedFromBase64Url(input.wrap.wrappedKey, KEY_BYTES + 16, 'wrappedKey')
  const { kek, aad } = await deriveKek(input)
  const vaultKey = await aesGcmOpen({ key: kek, iv, ciphertext, aad })
  kek.fill(0)
  if (vaultKey === undefined) throw new VaultError('tampered')
  return vaultKey
}

const deriveKek = async (input: Binding): Promise<{ kek: Bytes; aad: Bytes }> => {
  assertAadField(input.accountId, 'accountId')
  assertAadField(input.credentialId, 'credentialId')
  const ikm = bytesOfLength(input.prfOutput, PRF_BYTES, 'prfOutput')
  const kek = await hkdfSha256({ ikm, salt: utf8(input.accountId), info: PASSKEY_KEK_INFO })
  return { kek, aad: utf8(`${PASSKEY_AAD}|${input.accountId}|${input.credentialId}`) }
}
