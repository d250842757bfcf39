/** Where the relay's private keys come from. */
export interface KeySource {
  /**
   * Raw X25519 keys of 32 bytes, the current one first; the caller wipes them. MUST throw KeySourceProblem for what no second try mends (a
   * file that is not there, not private or not in its format), and any other error for what one may (a KMS that does not answer).
   */
  read(): Promise<readonly Buffer[]>
}

/** The keys cannot be read until an operator has changed something. The message is for the log: it names files, never what is in them. */
export class KeySourceProblem extends Error {
  override readonly name = 'KeySourceProblem'
}
