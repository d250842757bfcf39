/** Credential bytes that can be wiped. The bytes never appear in logs, JSON or string conversions of this object. */
export class Credential {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /**
   * The header value it becomes. The one string that cannot be avoided: the HTTP stack takes nothing else. Latin-1, one character
   * a byte, as header values are written.
   */
  asHeaderValue(): string {
    return this.#bytes.toString('latin1')
  }

  /** The bytes once more, for whoever looks for them and wipes them afterwards. */
  copy(): Buffer {
    return Buffer.from(this.#bytes)
  }

  /** Overwrites the bytes; after that the credential is empty zeros. */
  wipe(): void {
    this.#bytes.fill(0)
  }

  toString(): string {
    return '[credential]'
  }

  toJSON(): string {
    return '[credential]'
  }
}
