/** The vault key under a key that one passkey gives. Base64url, as it came; it opens nothing without that passkey. */
export interface PasskeyWrap {
  readonly credentialId: string
  /** What the passkey's PRF is asked with. */
  readonly prfSalt: string
  readonly iv: string
  readonly wrappedKey: string
}

/** What the second way into a vault needs from storage. Every method MUST look at the rows of `accountId` only. */
export interface PasskeyWrapStore {
  /** Oldest first. */
  list(accountId: string): Promise<PasskeyWrap[]>
  /** MUST replace the one of this passkey. `not_found` if the account has no vault or no such passkey. */
  put(accountId: string, wrap: PasskeyWrap, at: Date): Promise<'stored' | 'not_found'>
  /** False if there was none. */
  remove(accountId: string, credentialId: string): Promise<boolean>
}
