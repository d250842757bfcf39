import { createCipheriv, createDecipheriv } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16

export interface Sealing {
  readonly key: Buffer
  /** Where the plaintext belongs: it opens nowhere else. */
  readonly aad: string
}

/** AES-256-GCM with the nonce in front and the tag behind. `iv`: 12 random bytes, never used twice with a key. */
export const seal = ({ key, aad }: Sealing, plaintext: Buffer, iv: Buffer): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(aad))
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** The plaintext; undefined if the key or the place is another one, or a byte was changed. */
export const open = ({ key, aad }: Sealing, sealed: Buffer): Buffer | undefined => {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}
