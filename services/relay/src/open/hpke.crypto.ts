import { RELAY_SEAL_INFO } from '@1relay/vault'
import { createHmac, hkdfSync } from 'node:crypto'

// HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM: the recipient's key schedule.
const VERSION = Buffer.from('HPKE-v1')
const NONE = Buffer.alloc(0)
const KEM_SUITE = Buffer.from('KEM\x00\x20', 'latin1')
const SUITE = Buffer.from('HPKE\x00\x20\x00\x01\x00\x02', 'latin1')
const KEY_BYTES = 32
const NONCE_BYTES = 12

/** §4: the input that LabeledExtract hashes. */
const labeledIkm = (suite: Buffer, label: string, ikm: Buffer): Buffer =>
  Buffer.concat([VERSION, suite, Buffer.from(label), ikm])

/** §4: the info that LabeledExpand expands. */
const labeledInfo = (suite: Buffer, label: string, info: Buffer, length: number): Buffer =>
  Buffer.concat([Buffer.from([0, length]), VERSION, suite, Buffer.from(label), info])

const extract = (label: string, ikm: Buffer): Buffer =>
  createHmac('sha256', NONE)
    .update(labeledIkm(SUITE, label, ikm))
    .digest()

// §5.1 KeySchedule: mode, no PSK, and the one info of the protocol are the same for every credential.
const CONTEXT = Buffer.concat([
  Buffer.from([0]),
  extract('psk_id_hash', NONE),
  extract('info_hash', Buffer.from(RELAY_SEAL_INFO)),
])
const SECRET_IKM = labeledIkm(SUITE, 'secret', NONE)
const KEY_INFO = labeledInfo(SUITE, 'key', CONTEXT, KEY_BYTES)
const NONCE_INFO = labeledInfo(SUITE, 'base_nonce', CONTEXT, NONCE_BYTES)

/** The AEAD key and the first nonce of a shared X25519 secret. The caller wipes all three. */
export const deriveHpkeKeys = (
  dh: Buffer,
  enc: Buffer,
  recipientPublicKey: Buffer,
): { aeadKey: Buffer; nonce: Buffer } => {
  // §4.1 ExtractAndExpand, and below Extract with Expand: what the RFC writes as two steps is HKDF as a whole.
  const ikm = labeledIkm(KEM_SUITE, 'eae_prk', dh)
  const kemContext = Buffer.concat([enc, recipientPublicKey])
  const shared = hkdf(ikm, NONE, labeledInfo(KEM_SUITE, 'shared_secret', kemContext, KEY_BYTES), KEY_BYTES)
  try {
    return {
      aeadKey: hkdf(SECRET_IKM, shared, KEY_INFO, KEY_BYTES),
      nonce: hkdf(SECRET_IKM, shared, NONCE_INFO, NONCE_BYTES),
    }
  } finally {
    ikm.fill(0)
    shared.fill(0)
  }
}

const hkdf = (ikm: Buffer, salt: Buffer, info: Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', ikm, salt, info, length))
