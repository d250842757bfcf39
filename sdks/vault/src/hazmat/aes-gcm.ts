import type { Bytes } from './bytes.js'

/** Length of the tag that ends every ciphertext. */
export const TAG_BYTES = 16
export const IV_BYTES = 12

const importKey = (key: Bytes, usage: 'encrypt' | 'decrypt') =>
  crypto.subtle.importKey('raw', key, 'AES-GCM', false, [usage])

/** AES-256-GCM; the 16-byte tag is at the end of the result. The caller answers for never using a key and an iv twice. */
export const aesGcmSeal = async (input: { key: Bytes; iv: Bytes; plaintext: Bytes; aad: Bytes }): Promise<Bytes> => {
  const key = await importKey(input.key, 'encrypt')
  const params = { name: 'AES-GCM', iv: input.iv, additionalData: input.aad, tagLength: 128 }
  return new Uint8Array(await crypto.subtle.encrypt(params, key, input.plaintext))
}

/** The plaintext, or undefined if key, iv, ciphertext and AAD do not belong together: which of them is wrong cannot be known. */
export const aesGcmOpen = async (input: {
  key: Bytes
  iv: Bytes
  ciphertext: Bytes
  aad: Bytes
}): Promise<Bytes | undefined> => {
  if (input.ciphertext.length < TAG_BYTES) return undefined
  const key = await importKey(input.key, 'decrypt')
  const params = { name: 'AES-GCM', iv: input.iv, additionalData: input.aad, tagLength: 128 }
  try {
    return new Uint8Array(await crypto.subtle.decrypt(params, key, input.ciphertext))
  } catch (error) {
    // Only a failed tag is an answer; anything else (no WebCrypto, no memory) must not look like a wrong password.
    if ((error as { name?: string }).name === 'OperationError') return undefined
    throw error
  }
}
