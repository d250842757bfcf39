/** Injection token of `GrantsOfApp`. */
export const GRANTS_OF_APP = Symbol('grants of app')

/** What apps need from grants. */
export interface GrantsOfApp {
  /**
   * MUST have revoked every grant of the app when it answers, so that no relay admits another request; MUST fail
   * otherwise, and MUST be safe to call again.
   */
  revokeGrantsOfApp(appId: string): Promise<void>
}
