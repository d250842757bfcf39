/** What accounts need to keep passwords. */
export interface PasswordHasher {
  /** MUST be slow, salted and memory-hard; MUST bound how many run at once and refuse with `unavailable` beyond. */
  hash(password: string): Promise<string>
  /** With no hash, MUST take the time of a real comparison and answer false. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}
