import { assertAadField, assertAadText } from './aad.js'
import { VaultError } from './errors.js'
import { aesGcmOpen, aesGcmSeal, IV_BYTES } from './hazmat/aes-gcm.js'
import { fixedFromBase64Url, fromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { type Bytes, utf8 } from './hazmat/bytes.js'
import { hkdfSha256 } from './hazmat/hkdf.js'
import { randomBytes } from './hazmat/random.js'
import { assertLiveKey } from './live-key.js'
import { asCredential } from './token-seal.js'

export const VAULT_ITEM_INFO = '1relay/vault-item/v1'
const SALT_BYTES = 16

/** All that a server stores of a credential in a vault; every field base64url. */
export interface VaultItem {
  readonly encryptedKey: string
  readonly salt: string
  readonly iv: string
}

interface Place {
  readonly vaultKey: Uint8Array
  readonly accountId: string
  readonly provider: string
  readonly label: string
}

/** Seals a credential into its place in a vault (protocol §3). The label is bound byte for byte: renaming an item means sealing it anew. */
export const sealItem = async (input: Place & { credential: Uint8Array }): Promise<VaultItem> => {
  const aad = itemAad(input)
  const plaintext = asCredential(input.credential)
  const salt = randomBytes(SALT_BYTES)
  const iv = randomBytes(IV_BYTES)
  const encrypted = await aesGcmSeal({ key: await deriveItemKey(input.vaultKey, salt), iv, plaintext, aad })
  return { encryptedKey: toBase64Url(encrypted), salt: toBase64Url(salt), iv: toBase64Url(iv) }
}

/** The credential, or a VaultError `tampered` if vault key, account, provider, label and item do not belong together. */
export const openItem = async (input: Place & { item: VaultItem }): Promise<Uint8Array> => {
  const aad = itemAad(input)
  const salt = fixedFromBase64Url(input.item.salt, SALT_BYTES, 'salt')
  const iv = fixedFromBase64Url(input.item.iv, IV_BYTES, 'iv')
  const ciphertext = fromBase64Url(input.item.encryptedKey, 'encryptedKey')
  const credential = await aesGcmOpen({ key: await deriveItemKey(input.vaultKey, salt), iv, ciphertext, aad })
  if (credential === undefined) throw new VaultError('tampered')
  return credential
}

const itemAad = (place: Place): Bytes => {
  assertAadField(place.accountId, 'accountId')
  assertAadField(place.provider, 'provider')
  assertAadText(place.label, 'label')
  return utf8(`1relay/v1|${place.accountId}|${place.provider}|${place.label}`)
}

const deriveItemKey = (vaultKey: Uint8Array, salt: Bytes): Promise<Bytes> =>
  hkdfSha256({ ikm: assertLiveKey(vaultKey), salt, info: VAULT_ITEM_INFO })
