import type { Secret } from '../forward/index.js'

/** Where a credential stands in a request. */
export interface Place {
  readonly in: 'header' | 'query'
  /** Of the header or the parameter: the caller's own of that name stays behind. */
  readonly name: string
  /** What stands before the credential: `authorization: Bearer `, `api_key=`. */
  readonly before: string
}

/**
 * A credential in the form in which its upstream wants it. Its bytes can be wiped, and never appear in logs, JSON or string conversions of
 * this object.
 */
export class Credential {
  readonly #bytes: Buffer
  readonly #origins: readonly Buffer[]

  /** Owns all bytes. `origins`: other forms in which an upstream might echo it, such as what it was encoded from. */
  constructor(
    readonly place: Place,
    bytes: Buffer,
    origins: readonly Buffer[] = [],
    /** The upstream did not take it. */
    readonly onRefused: () => void = () => undefined,
  ) {
    this.#bytes = bytes
    this.#origins = origins
  }

  /** The credential as a part of a request: from here on, whoever has it wipes it. */
  release(): Secret {
    const { in: where, before } = this.place
    return { in: where, before, bytes: this.#bytes }
  }

  /** All forms of it, to be looked for in an answer: from here on, whoever has them wipes them. */
  forms(): Buffer[] {
    return [Buffer.from(this.#bytes), ...this.#origins]
  }

  /** Overwrites the bytes that are sent; after that the credential is empty zeros. */
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
