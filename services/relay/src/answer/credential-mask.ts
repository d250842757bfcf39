/** Shorter credentials could be ordinary words of an answer. */
const LENGTH_MIN = 8
const ASTERISK = 0x2a
const NOTHING = Buffer.alloc(0)

/**
 * Takes an echoed credential out of an answer: asterisks of the same length, so that byte counts stay right, wherever chunks
 * are cut. Only the end of a chunk that could begin the credential waits for the next one. It sees bytes as they travel: a
 * credential inside a compressed body passes.
 */
export class CredentialMask {
  private kept: Buffer = NOTHING

  private constructor(private readonly needle: Buffer) {}

  /** A mask for these bytes, which it owns and wipes; undefined if they are too short to be told from text. */
  static of(needle: Buffer): CredentialMask | undefined {
    return needle.length < LENGTH_MIN ? undefined : new CredentialMask(needle)
  }

  /** Another one for the same credential, with bytes of its own. */
  twin(): CredentialMask {
    return new CredentialMask(Buffer.from(this.needle))
  }

  /** What may pass of the answer so far. */
  feed(chunk: Buffer): Buffer {
    const bytes = this.kept.length === 0 ? chunk : Buffer.concat([this.kept, chunk])
    const masked = this.masked(bytes)
    const safe = this.safeLength(masked)
    this.kept = safe === masked.length ? NOTHING : masked.subarray(safe)
    return safe === masked.length ? masked : masked.subarray(0, safe)
  }

  /** The rest of the answer, when this is its last chunk. */
  last(chunk: Buffer): Buffer {
    const bytes = this.kept.length === 0 ? chunk : Buffer.concat([this.kept, chunk])
    this.kept = NOTHING
    return this.masked(bytes)
  }

  /** What was kept back, now that nothing follows. */
  end(): Buffer {
    const { kept } = this
    this.kept = NOTHING
    return kept
  }

  /** The pairs with the credential masked in their values. */
  pairs(raw: readonly string[]): readonly string[] {
    // What is shorter cannot contain it: mostly that is all of them, and nothing is copied.
    if (!raw.some((item) => item.length >= this.needle.length)) return raw
    return raw.map((item) => this.text(item))
  }

  /** The text with the credential masked. */
  text(item: string): string {
    if (item.length < this.needle.length) return item
    const bytes = Buffer.from(item, 'latin1')
    const masked = this.masked(bytes)
    return masked === bytes ? item : masked.toString('latin1')
  }

  /** Forgets the credential. */
  wipe(): void {
    this.needle.fill(0)
  }

  private masked(bytes: Buffer): Buffer {
    let at = bytes.indexOf(this.needle)
    if (at === -1) return bytes
    // A copy: the meter still reads the chunk as it came.
    const copy = Buffer.from(bytes)
    for (; at !== -1; at = copy.indexOf(this.needle, at)) copy.fill(ASTERISK, at, at + this.needle.length)
    return copy
  }

  /** How much of the bytes cannot be the beginning of the credential. */
  private safeLength(bytes: Buffer): number {
    const first = this.needle[0] as number
    let at = bytes.indexOf(first, Math.max(0, bytes.length - this.needle.length + 1))
    for (; at !== -1; at = bytes.indexOf(first, at + 1)) {
      if (bytes.compare(this.needle, 0, bytes.length - at, at) === 0) return at
    }
    return bytes.length
  }
}
