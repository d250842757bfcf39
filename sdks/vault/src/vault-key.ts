import { assertAadField } from './aad.js'
import { VaultError } from './errors.js'
import { aesGcmOpen, aesGcmSeal, IV_BYTES } from './hazmat/aes-gcm.js'
import type { Argon2idRunner } from './hazmat/argon2id.js'
import { fixedFromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { type Bytes, utf8 } from './hazmat/bytes.js'
import { hkdfSha256 } from './hazmat/hkdf.js'
import { randomBytes } from './hazmat/random.js'
import { withLiveKey } from './live-key.js'
import { formatRecoveryCode, makeRecoverySecret, parseRecoveryCode } from './recovery-code.js'
import type { Sealed } from './token-seal.js'
import { assertVaultKdf, deriveKek, makeVaultKdf, type VaultKdf } from './vault-kdf.js'

const VAULT_KEY_AAD = '1relay/vault-key/v1'
const RECOVERY_AAD = '1relay/recovery-key/v1'
/** HKDF info of the key that a recovery code gives. */
export const RECOVERY_KEK_INFO = '1relay/recovery-kek/v1'
const KEY_BYTES = 32

/** All that a server stores of a vault's key: how to derive, and the same 32 bytes wrapped twice. */
export interface VaultRecord {
  readonly kdf: VaultKdf
  readonly wrappedKey: Sealed
  readonly recoveryWrappedKey: Sealed
}

interface Owner {
  readonly accountId: string
  /** Runs Argon2id elsewhere, say in a Worker. */
  readonly argon2id?: Argon2idRunner | undefined
}

/** A new vault. `recoveryCode` is shown to the person once and kept nowhere; `record` goes to the server. */
export const createVault = async (
  input: Owner & { masterPassword: string },
): Promise<{ vaultKey: Uint8Array; record: VaultRecord; recoveryCode: string }> => {
  const vaultKey = randomBytes(KEY_BYTES)
  const [byPassword, byCode] = await Promise.all([
    wrapUnderPassword(input, vaultKey, input.masterPassword),
    wrapUnderNewCode(input.accountId, vaultKey),
  ])
  const record = { ...byPassword, recoveryWrappedKey: byCode.recoveryWrappedKey }
  return { vaultKey, record, recoveryCode: byCode.recoveryCode }
}

/** The vault key; throws `wrong_password`, or `weak_kdf` / `excessive_kdf` / `malformed` for a record no honest server sends. */
export const unlockVault = async (
  input: Owner & { masterPassword: string; record: Pick<VaultRecord, 'kdf' | 'wrappedKey'> },
): Promise<Uint8Array> => {
  const aad = aadFor(VAULT_KEY_AAD, input.accountId)
  assertVaultKdf(input.record.kdf)
  const wrapped = parseWrapped(input.record.wrappedKey, 'wrappedKey')
  const kek = await deriveKek({ masterPassword: input.masterPassword, kdf: input.record.kdf, argon2id: input.argon2id })
  const vaultKey = await aesGcmOpen({ key: kek, aad, ...wrapped })
  kek.fill(0)
  if (vaultKey === undefined) throw new VaultError('wrong_password')
  return vaultKey
}

/** The vault key; throws `malformed` for a typing error in the code, `wrong_recovery_code` for a code of another vault. */
export const unlockWithRecoveryCode = async (input: {
  accountId: string
  recoveryCode: string
  record: Pick<VaultRecord, 'recoveryWrappedKey'>
}): Promise<Uint8Array> => {
  const aad = aadFor(RECOVERY_AAD, input.accountId)
  const wrapped = parseWrapped(input.record.recoveryWrappedKey, 'recoveryWrappedKey')
  const key = await deriveRecoveryKek(parseRecoveryCode(input.recoveryCode), input.accountId)
  const vaultKey = await aesGcmOpen({ key, aad, ...wrapped })
  key.fill(0)
  if (vaultKey === undefined) throw new VaultError('wrong_recovery_code')
  return vaultKey
}

/** The record under another master password, with a fresh salt. Vault key, items and recovery code stay as they are. */
export const rewrapVault = (
  input: Owner & { vaultKey: Uint8Array; newMasterPassword: string; record: Pick<VaultRecord, 'recoveryWrappedKey'> },
): Promise<VaultRecord> =>
  withLiveKey(input.vaultKey, async (vaultKey) => {
    const { recoveryWrappedKey } = input.record
    return { ...(await wrapUnderPassword(input, vaultKey, input.newMasterPassword)), recoveryWrappedKey }
  })

/** The record under a new recovery code; the old one opens it no more. For a code that was used or seen. */
export const renewRecoveryCode = (input: {
  accountId: string
  vaultKey: Uint8Array
  record: VaultRecord
}): Promise<{ record: VaultRecord; recoveryCode: string }> =>
  withLiveKey(input.vaultKey, async (vaultKey) => {
    const { recoveryWrappedKey, recoveryCode } = await wrapUnderNewCode(input.accountId, vaultKey)
    return { record: { ...input.record, recoveryWrappedKey }, recoveryCode }
  })

const wrapUnderPassword = async (owner: Owner, vaultKey: Bytes, masterPassword: string) => {
  const aad = aadFor(VAULT_KEY_AAD, owner.accountId)
  const kdf = makeVaultKdf()
  const kek = await deriveKek({ masterPassword, kdf, argon2id: owner.argon2id })
  const wrappedKey = await wrap(kek, vaultKey, aad)
  kek.fill(0)
  return { kdf, wrappedKey }
}

const wrapUnderNewCode = async (accountId: string, vaultKey: Bytes) => {
  const aad = aadFor(RECOVERY_AAD, accountId)
  const secret = makeRecoverySecret()
  const recoveryWrappedKey = await wrap(await deriveRecoveryKek(secret, accountId), vaultKey, aad)
  return { recoveryWrappedKey, recoveryCode: formatRecoveryCode(secret) }
}

/** 128 random bits need no stretching: HKDF, not Argon2id. */
const deriveRecoveryKek = (secret: Bytes, accountId: string): Promise<Bytes> =>
  hkdfSha256({ ikm: secret, salt: utf8(accountId), info: RECOVERY_KEK_INFO })

const wrap = async (key: Bytes, vaultKey: Bytes, aad: Bytes): Promise<Sealed> => {
  const iv = randomBytes(IV_BYTES)
  const ciphertext = await aesGcmSeal({ key, iv, plaintext: vaultKey, aad })
  return { iv: toBase64Url(iv), ciphertext: toBase64Url(ciphertext) }
}

const parseWrapped = (sealed: Sealed, field: string) => ({
  iv: fixedFromBase64Url(sealed.iv, IV_BYTES, `${field}.iv`),
  ciphertext: fixedFromBase64Url(sealed.ciphertext, KEY_BYTES + 16, `${field}.ciphertext`),
})

const aadFor = (purpose: string, accountId: string): Bytes => {
  assertAadField(accountId, 'accountId')
  return utf8(`${purpose}|${accountId}`)
}
