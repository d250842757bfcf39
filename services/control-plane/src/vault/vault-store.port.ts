export interface Wrapped {
  readonly iv: string
  readonly ciphertext: string
}

export interface VaultKdf {
  readonly algorithm: 'argon2id'
  readonly salt: string
  readonly memoryKiB: number
  readonly iterations: number
  readonly parallelism: 1
}

/** What the browser made: nothing in it opens anything without the master password or the recovery code. */
export interface VaultContent {
  readonly kdf: VaultKdf
  readonly wrappedKey: Wrapped
  readonly recoveryWrappedKey: Wrapped
}

export interface StoredVault extends VaultContent {
  /** Starts at 1, one more with each rewrap. */
  readonly version: number
}

export interface SealedKey {
  readonly provider: string
  readonly label: string
  readonly encryptedKey: string
  readonly salt: string
  readonly iv: string
}

export interface StoredKey extends SealedKey {
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What the vault needs from storage. Every method MUST look at the rows of `accountId` only. */
export interface VaultStore {
  findVault(accountId: string): Promise<StoredVault | undefined>
  /** MUST answer `vault_exists` and keep what is there if the account has a vault, under any concurrency. */
  addVault(accountId: string, content: VaultContent, at: Date): Promise<StoredVault | 'vault_exists'>
  /** MUST replace the content only if the version still is `version`. */
  replaceVault(
    accountId: string,
    change: { version: number; content: VaultContent; at: Date },
  ): Promise<StoredVault | 'vault_changed' | 'not_found'>
  /** Oldest first. */
  listKeys(accountId: string): Promise<StoredKey[]>
  /** MUST keep at most `keysMax` keys an account, and one of each provider and label, under any concurrency. */
  putKey(
    accountId: string,
    key: SealedKey,
    rules: { replace: boolean; keysMax: number; at: Date },
  ): Promise<{ outcome: 'added' | 'replaced'; key: StoredKey } | 'key_exists' | 'too_many'>
  /** False if there was none. */
  removeKey(accountId: string, which: { provider: string; label: string }): Promise<boolean>
}
