export interface StoredPasskey {
  /** The WebAuthn credential id, base64url. */
  readonly id: string
  readonly accountId: string
  /** COSE key, base64url. */
  readonly publicKey: string
  /** How often it signed, if it counts; 0 if it does not. */
  readonly counter: number
  readonly transports: readonly string[]
  readonly isBackedUp: boolean
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** What passkeys need from storage. Methods with an account id MUST look at its passkeys only. */
export interface PasskeyStore {
  /** MUST keep at most `passkeysMax` an account and one of each id in all, under any concurrency. */
  add(passkey: StoredPasskey, passkeysMax: number): Promise<'added' | 'passkey_exists' | 'too_many'>
  /** Whoever owns it: the signature has yet to prove that. */
  find(id: string): Promise<StoredPasskey | undefined>
  /** Oldest first. */
  list(accountId: string): Promise<StoredPasskey[]>
  /** MUST set the counter only if it still is `from`: of two signatures with one count, one is a copy's. */
  markUsed(id: string, use: { from: number; to: number; isBackedUp: boolean; at: Date }): Promise<boolean>
  rename(accountId: string, id: string, name: string): Promise<StoredPasskey | undefined>
  /** MUST remove the vault key under it as well. False if there was none. */
  remove(accountId: string, id: string): Promise<boolean>
}
