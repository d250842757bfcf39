/** Credential bytes that can be wiped. The bytes never appear in logs, JSON or string conversions of this object. */
export class Credential {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** The bytes themselves: from here on, whoever has them wipes them. */
  release(): Buffer {
    return this.#bytes
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
