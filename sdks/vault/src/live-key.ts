import { VaultError } from './errors.js'
import { type Bytes, bytesOfLength } from './hazmat/bytes.js'

const KEY_BYTES = 32

/**
 * A vault key as WebCrypto takes it. Refuses zeros with `wiped_key`: a page that locks overwrites its key, and what is
 * sealed under zeros everybody opens. WebCrypto copies what it imports, so no copy is made here.
 */
export const assertLiveKey = (vaultKey: Uint8Array): Bytes => {
  const bytes = bytesOfLength(vaultKey, KEY_BYTES, 'vaultKey')
  if (bytes.every((byte) => byte === 0)) throw new VaultError('wiped_key')
  return bytes
}

/** Gives `work` a copy, for what needs the key after an await: by then the caller may have overwritten the original. */
export const withLiveKey = async <T>(vaultKey: Uint8Array, work: (copy: Bytes) => Promise<T>): Promise<T> => {
  const copy = assertLiveKey(vaultKey).slice()
  try {
    return await work(copy)
  } finally {
    copy.fill(0)
  }
}
