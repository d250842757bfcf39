import { isVaultError } from '@1relay/vault'
import type { Problem } from './problem.js'

/** What the person is told when the cryptography refused. Anything that is not a VaultError came from the browser: out of memory, a blocked worker. */
export const problemOfRefusal = (error: unknown): Problem => {
  if (!isVaultError(error)) return { code: 'crypto_failed' }
  switch (error.code) {
    case 'wrong_password':
      return { code: 'wrong_password' }
    case 'wrong_recovery_code':
      return { code: 'wrong_recovery_code' }
    case 'malformed':
      return { code: error.field === 'recoveryCode' ? 'bad_recovery_code' : 'crypto_failed' }
    case 'weak_kdf':
    case 'excessive_kdf':
      return { code: 'unsafe_vault' }
    // Only whoever locks the vault overwrites its key.
    case 'wiped_key':
      return { code: 'vault_locked' }
    case 'tampered':
      return { code: 'key_unreadable' }
  }
}
