import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

/** Key for the rows of one purpose, of this installation's secret. */
export const deriveRowKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))

const IV_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM over the text, bound to its row, with the nonce in front; base64url. `iv`: 12 random bytes, never used twice. */
export const sealRow = (key: Buffer, { id, text, iv }: { id: string; text: string; iv: Buffer }): string => {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id))
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** The text; undefined if the secret is another one now or somebody changed the row. */
export const openRow = (key: Buffer, { id, sealed }: { id: string; sealed: string }): string | undefined => {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(id))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
    return opened.toString('utf8')
  } catch {
    return undefined
  }
}
