/**
 * The protocol once more, written from its text over node:crypto and nothing else: not a line of src is used here. The test
 * vectors are made by it and the package is measured against it, so an error has to be made twice to go unseen.
 */
import { argon2Sync, createCipheriv, createHash, hkdfSync } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { hpkeSealReference, X25519 } from './reference-hpke.js'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

export const hkdf = (ikm: Uint8Array | string, salt: Uint8Array | string, info: string, length = 32): Buffer =>
  Buffer.from(hkdfSync('sha256', ikm, salt, info, length))

/** AES-256-GCM with the tag at the end. */
export const gcm = (key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array | string, aad: string): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(aad))
  return Buffer.concat([cipher.update(Buffer.from(plaintext as string)), cipher.final(), cipher.getAuthTag()])
}

export const argon2id = (password: Uint8Array, salt: Uint8Array, cost: { memory: number; passes: number }): Buffer =>
  argon2Sync('argon2id', { message: password, nonce: salt, parallelism: 1, tagLength: 32, ...cost })

/** The six characters of a token's check. */
export const check = (body: string): string => {
  let digits = ''
  for (let rest = BigInt(crc32(body)); rest > 0n; rest /= 62n) digits = BASE62.charAt(Number(rest % 62n)) + digits
  return digits.padStart(6, '0')
}

export const token = (parts: readonly string[]): string => `${parts.join('_')}_${check(parts.join('_'))}`

export const tokenSeal = (c: { seal: string; grantId: string; upstream: string; credential: string; iv: Buffer }) => {
  const key = hkdf(c.seal, c.grantId, '1relay/grant-seal/v1')
  const aad = `1relay/v1|${c.grantId}|${c.upstream}`
  return { aad, key: hex(key), sealed: { iv: b64(c.iv), ciphertext: b64(gcm(key, c.iv, c.credential, aad)) } }
}

export const relaySeal = (c: {
  privateKey: Buffer
  ephemeralPrivateKey: Buffer
  ownerId: string
  upstream: string
  credential: string
}) => {
  const publicKey = X25519.publicOf(c.privateKey)
  const aad = `1relay/v1|${c.ownerId}|${c.upstream}`
  const { enc, ciphertext } = hpkeSealReference({
    publicKey,
    ephemeralPrivateKey: c.ephemeralPrivateKey,
    info: Buffer.from('1relay/relay-seal/v1'),
    aad: Buffer.from(aad),
    plaintext: Buffer.from(c.credential),
  })
  const keyId = hex(sha256(publicKey).subarray(0, 8))
  return { aad, keyId, publicKey, sealed: { keyId, enc: b64(enc), ciphertext: b64(ciphertext) } }
}

export const vaultItem = (c: {
  vaultKey: Buffer
  accountId: string
  provider: string
  label: string
  credential: string
  salt: Buffer
  iv: Buffer
}) => {
  const key = hkdf(c.vaultKey, c.salt, '1relay/vault-item/v1')
  const aad = `1relay/v1|${c.accountId}|${c.provider}|${c.label}`
  const encryptedKey = b64(gcm(key, c.iv, c.credential, aad))
  return { aad, key: hex(key), item: { encryptedKey, salt: b64(c.salt), iv: b64(c.iv) } }
}

export const ownerEnvelope = (c: {
  vaultKey: Buffer
  accountId: string
  grantId: string
  seal: string
  iv: Buffer
}) => {
  const key = hkdf(c.vaultKey, c.grantId, '1relay/owner-envelope/v1')
  const aad = `1relay/owner-envelope/v1|${c.accountId}|${c.grantId}`
  return { aad, key: hex(key), envelope: { iv: b64(c.iv), ciphertext: b64(gcm(key, c.iv, c.seal, aad)) } }
}

export const passkeyWrap = (c: {
  vaultKey: Buffer
  accountId: string
  credentialId: string
  prfOutput: Buffer
  iv: Buffer
}) => {
  const kek = hkdf(c.prfOutput, c.accountId, '1relay/passkey-kek/v1')
  const aad = `1relay/passkey-key/v1|${c.accountId}|${c.credentialId}`
  return { aad, kek: hex(kek), wrap: { iv: b64(c.iv), wrappedKey: b64(gcm(kek, c.iv, c.vaultKey, aad)) } }
}

/** A recovery code as it is shown: 128 bits and the low 12 bits of their CRC-32, in Crockford's base32. */
export const recoveryCode = (secret: Buffer): string => {
  const bits = [...secret].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const checked = bits + (crc32(secret) & 0xfff).toString(2).padStart(12, '0')
  const symbols = (checked.match(/.{5}/g) ?? []).map((five) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[parseInt(five, 2)])
  return (symbols.join('').match(/.{4}/g) ?? []).join('-')
}

export const vaultKeyRecord = (c: {
  accountId: string
  masterPassword: string
  vaultKey: Buffer
  recoverySecret: Buffer
  salt: Buffer
  ivs: readonly [Buffer, Buffer]
}) => {
  const kek = argon2id(Buffer.from(c.masterPassword.normalize('NFKC')), c.salt, { memory: 65_536, passes: 3 })
  const recoveryKek = hkdf(c.recoverySecret, c.accountId, '1relay/recovery-kek/v1')
  const [iv, recoveryIv] = c.ivs
  const wrapped = gcm(kek, iv, c.vaultKey, `1relay/vault-key/v1|${c.accountId}`)
  const recovered = gcm(recoveryKek, recoveryIv, c.vaultKey, `1relay/recovery-key/v1|${c.accountId}`)
  const kdf = { algorithm: 'argon2id' as const, salt: b64(c.salt), memoryKiB: 65_536, iterations: 3, parallelism: 1 }
  return {
    kek: hex(kek),
    recoveryKek: hex(recoveryKek),
    recoveryCode: recoveryCode(c.recoverySecret),
    record: {
      kdf,
      wrappedKey: { iv: b64(iv), ciphertext: b64(wrapped) },
      recoveryWrappedKey: { iv: b64(recoveryIv), ciphertext: b64(recovered) },
    },
  }
}

export const exchange = (c: { seal: string; grantId: string }) => {
  const proof = hkdf(c.seal, c.grantId, '1relay/exchange/v1')
  return { proof: b64(proof), proofHash: b64(sha256(proof)) }
}

/** Bytes that look random and are the same for ever. */
export const fixed = (name: string, length: number): Buffer => hkdf(name, '1relay test vectors', 'v1', length)

/** A half or an id that looks random and is the same for ever. */
export const fixedBase62 = (name: string, length: number): string =>
  [...fixed(name, length)].map((byte) => BASE62.charAt(byte % 62)).join('')
