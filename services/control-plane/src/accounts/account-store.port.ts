export interface StoredAccount {
  readonly id: string
  /** Normalised. */
  readonly email: string
  readonly passwordHash: string
  readonly createdAt: Date
}

export interface StoredSession {
  readonly id: string
  readonly accountId: string
  /** SHA-256 of the auth half, base64url. */
  readonly verifier: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly lastSeenAt: Date
}

/** What accounts need from storage. */
export interface AccountStore {
  /** MUST be atomic: both or neither. MUST answer `email_taken` when the address has an account, under any concurrency. */
  addAccount(account: StoredAccount, session: StoredSession): Promise<'added' | 'email_taken'>
  findByEmail(email: string): Promise<StoredAccount | undefined>
  findById(id: string): Promise<StoredAccount | undefined>
  /** MUST also drop the account's expired sessions, and its oldest ones so that at most `sessionsMax` remain. */
  addSession(session: StoredSession, sessionsMax: number): Promise<void>
  findSession(id: string): Promise<StoredSession | undefined>
  /** Notes when the session was last used. */
  touchSession(id: string, at: Date): Promise<void>
  removeSession(accountId: string, id: string): Promise<void>
  /** MUST change the hash only if it still is `from`, and end every session of the account in the same transaction. */
  changePassword(accountId: string, hashes: { from: string; to: string }): Promise<'changed' | 'outdated'>
}
