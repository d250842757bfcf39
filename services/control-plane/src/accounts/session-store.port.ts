import type { SignInProof, StoredSession } from './account-store.port.js'

/** What sessions need from storage. Methods with an account id MUST look at its sessions only. */
export interface SessionStore {
  /**
   * MUST also drop the account's expired sessions, and its oldest ones so that at most `sessionsMax` remain. With a proof: MUST answer
   * `outdated` if the account has it no more, also when it loses it at this moment.
   */
  add(session: StoredSession, rules: { sessionsMax: number; proof?: SignInProof }): Promise<'added' | 'outdated'>
  find(id: string): Promise<StoredSession | undefined>
  /** The one last seen first. */
  list(accountId: string): Promise<StoredSession[]>
  /** Notes when the session was last used. */
  touch(id: string, at: Date): Promise<void>
  /** False if there was none. */
  remove(accountId: string, id: string): Promise<boolean>
  removeOthers(accountId: string, keptId: string): Promise<void>
}
