export interface StoredAccount {
  readonly id: string
  /** Normalised. */
  readonly email: string
  /** Null: there is no password, other ways lead in. */
  readonly passwordHash: string | null
  readonly createdAt: Date
  /** When somebody first showed that they read this mailbox; null until then. */
  readonly emailProvedAt: Date | null
}

/** How a session was begun. */
export type SignInMethod = 'password' | 'magic_link' | 'passkey'

export interface StoredSession {
  readonly id: string
  readonly accountId: string
  /** SHA-256 of the auth half, base64url. */
  readonly verifier: string
  readonly method: SignInMethod
  readonly ip: string | null
  readonly userAgent: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly lastSeenAt: Date
}

/** What somebody showed to sign in, and what may be gone by the time that their session is stored. */
export type SignInProof = { readonly passwordHash: string } | { readonly passkeyId: string }

/** What accounts need from storage. */
export interface AccountStore {
  /** MUST be atomic: both or neither. MUST answer `email_taken` when the address has an account, under any concurrency. */
  addAccount(account: StoredAccount, session: StoredSession): Promise<'added' | 'email_taken'>
  findByEmail(email: string): Promise<StoredAccount | undefined>
  findById(id: string): Promise<StoredAccount | undefined>
  /**
   * The account of an address that has been proved: `fresh` if there was none. MUST leave one that was never proved before as it is and
   * answer `unproved`, unless it is that of `heldBy`, who is signed in to it.
   */
  proveEmail(
    fresh: StoredAccount & { emailProvedAt: Date },
    heldBy: string | undefined,
  ): Promise<StoredAccount | 'unproved'>
  /** MUST change the hash only if it still is `from`, and end every session but `keptSessionId` in the same transaction. */
  changePassword(
    accountId: string,
    change: { from: string | null; to: string; keptSessionId: string },
  ): Promise<'changed' | 'outdated'>
}
