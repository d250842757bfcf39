import type { StoredKey, StoredVault } from './vault-api.port.js'

/**
 * Everything secret, or worth nothing without a secret, that the page holds while a person is here: kept apart from what
 * the screens render, so that it can be wiped in one place. Bytes are overwritten; JavaScript strings can only be let go.
 */
export class Keyring {
  sessionToken: string | undefined
  vault: StoredVault | undefined
  /** The sealed items of the vault. */
  items: readonly StoredKey[] = []
  /** Shown once, then dropped. */
  recoveryCode: string | undefined
  #vaultKey: Uint8Array | undefined
  #accountPassword: Fingerprint | undefined

  /** The very array that `wipe` overwrites: whoever needs it after an await takes a copy before. */
  get vaultKey(): Uint8Array | undefined {
    return this.#vaultKey
  }

  set vaultKey(key: Uint8Array | undefined) {
    this.#vaultKey?.fill(0)
    this.#vaultKey = key
  }

  /**
   * Remembers enough of the account password to recognise it, for as long as the person is signed in: the master password
   * must be another at any time, because the account password is known to the server at every sign-in.
   */
  async noteAccountPassword(password: string): Promise<void> {
    const salt = crypto.getRandomValues(new Uint8Array(16))
    this.#accountPassword = { salt, digest: await digestOf(salt, password) }
  }

  async isAccountPassword(password: string): Promise<boolean> {
    const noted = this.#accountPassword
    return noted !== undefined && (await digestOf(noted.salt, password)) === noted.digest
  }

  findItem(provider: string, label: string): StoredKey | undefined {
    return this.items.find((item) => item.provider === provider && item.label === label)
  }

  /** Closes the vault. The person stays: signed in, told from their account password, with a code that they have yet to save. */
  lock(): void {
    this.vaultKey = undefined
    this.vault = undefined
    this.items = []
  }

  /** Nothing secret is left in here afterwards. */
  wipe(): void {
    this.lock()
    this.sessionToken = undefined
    this.recoveryCode = undefined
    this.#accountPassword = undefined
  }
}

interface Fingerprint {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly digest: string
}

const digestOf = async (salt: Uint8Array<ArrayBuffer>, password: string): Promise<string> => {
  const text = new TextEncoder().encode(password)
  const joined = new Uint8Array(salt.length + text.length)
  joined.set(salt)
  joined.set(text, salt.length)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joined))
  text.fill(0)
  joined.fill(0)
  return digest.join()
}
