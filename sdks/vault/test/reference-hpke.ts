/** HPKE base mode (RFC 9180 §4.1, §5.1, §5.2) for DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-GCM, over node:crypto. */
import {
  createCipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto'

const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const SPKI = Buffer.from('302a300506032b656e032100', 'hex')
const privateOf = (raw: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, raw]), format: 'der', type: 'pkcs8' })

export const X25519 = {
  publicOf: (raw: Buffer): Buffer =>
    createPublicKey(privateOf(raw)).export({ format: 'der', type: 'spki' }).subarray(SPKI.length),
  agree: (privateKey: Buffer, publicKey: Buffer): Buffer =>
    diffieHellman({
      privateKey: privateOf(privateKey),
      publicKey: createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
    }),
}

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const hmac = (key: Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest()

const extract = (suite: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer =>
  hmac(salt, Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm]))

const expand = (suite: Buffer, prk: Buffer, label: string, info: Buffer, length: number): Buffer => {
  const labeled = Buffer.concat([u16(length), Buffer.from('HPKE-v1'), suite, Buffer.from(label), info])
  let block: Buffer = Buffer.alloc(0)
  let out: Buffer = Buffer.alloc(0)
  for (let i = 1; out.length < length; i++) {
    block = hmac(prk, Buffer.concat([block, labeled, Buffer.from([i])]))
    out = Buffer.concat([out, block])
  }
  return out.subarray(0, length)
}

const NONE = Buffer.alloc(0)
const KEM = Buffer.concat([Buffer.from('KEM'), u16(0x20)])

/** DeriveKeyPair of RFC 9180 §7.1.3: the private key that a seed gives. */
export const derivePrivateKey = (ikm: Buffer): Buffer => expand(KEM, extract(KEM, NONE, 'dkp_prk', ikm), 'sk', NONE, 32)

/** The sender's side with a given ephemeral key: `enc`, and a function that seals one message after another. */
export const hpkeSender = (input: {
  publicKey: Buffer
  ephemeralPrivateKey: Buffer
  info: Buffer
  aead?: 1 | 2
}): { enc: Buffer; seal: (aad: Buffer, plaintext: Buffer) => Buffer } => {
  const aead = input.aead ?? 2
  const enc = X25519.publicOf(input.ephemeralPrivateKey)
  const dh = X25519.agree(input.ephemeralPrivateKey, input.publicKey)
  const kemContext = Buffer.concat([enc, input.publicKey])
  const shared = expand(KEM, extract(KEM, NONE, 'eae_prk', dh), 'shared_secret', kemContext, 32)

  const suite = Buffer.concat([Buffer.from('HPKE'), u16(0x20), u16(1), u16(aead)])
  const pskHash = extract(suite, NONE, 'psk_id_hash', NONE)
  const context = Buffer.concat([Buffer.from([0]), pskHash, extract(suite, NONE, 'info_hash', input.info)])
  const secret = extract(suite, shared, 'secret', NONE)
  const key = expand(suite, secret, 'key', context, aead === 2 ? 32 : 16)
  const baseNonce = expand(suite, secret, 'base_nonce', context, 12)

  let sequence = 0
  const seal = (aad: Buffer, plaintext: Buffer): Buffer => {
    const nonce = Buffer.from(baseNonce)
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence++) >>> 0, 8)
    const cipher = createCipheriv(aead === 2 ? 'aes-256-gcm' : 'aes-128-gcm', key, nonce).setAAD(aad)
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  }
  return { enc, seal }
}

export const hpkeSealReference = (input: {
  publicKey: Buffer
  ephemeralPrivateKey: Buffer
  info: Buffer
  aad: Buffer
  plaintext: Buffer
}): { enc: Buffer; ciphertext: Buffer } => {
  const { enc, seal } = hpkeSender(input)
  return { enc, ciphertext: seal(input.aad, input.plaintext) }
}
