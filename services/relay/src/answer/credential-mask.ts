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
  private readonly shortest: number

  /** `needles`: the longest first, so that a form which contains another is masked whole. */
  private constructor(private readonly needles: readonly Buffer[]) {
    this.shortest = (needles[needles.length - 1] as Buffer).length
  }

  /**
   * A mask for a credential in each of these forms, which it owns and wipes; undefined if all of them are too short to be told from text.
   */
  static of(...forms: Buffer[]): CredentialMask | undefined {
    const needles = forms.filter(({ length }) => length >= LENGTH_MIN).sort((a, b) => b.length - a.length)
    for (const form of forms) if (form.length < LENGTH_MIN) form.fill(0)
    return needles.length === 0 ? undefined : new CredentialMask(needles)
  }

  /** Another one for the same credential, with bytes of its own. */
  twin(): CredentialMask {
    return new CredentialMask(this.needles.map((needle) => Buffer.from(needle)))
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
    if (!raw.some((item) => item.length >= this.shortest)) return raw
    return raw.map((item) => this.text(item))
  }

  /** The text with the credential masked. */
  text(item: string): string {
    if (item.length < this.shortest) return item
    const bytes = Buffer.from(item, 'latin1')
    const masked = this.masked(bytes)
    return masked === bytes ? item : masked.toString('latin1')
  }

  /** Forgets the credential. */
  wipe(): void {
    for (const needle of this.needles) needle.fill(0)
  }

  private masked(bytes: Buffer): Buffer {
    let masked = bytes
    for (const needle of this.needles) {
      let at = masked.indexOf(needle)
      if (at === -1) continue
      // A copy: the meter still reads the chunk as it came.
      if (masked === bytes) masked = Buffer.from(bytes)
      for (; at !== -1; at = masked.indexOf(needle, at)) masked.fill(ASTERISK, at, at + needle.length)
    }
    return masked
  }

  /** How much of the bytes cannot be the beginning of the credential, in any form. */
  private safeLength(bytes: Buffer): number {
    let safe = bytes.length
    for (const needle of this.needles) safe = Math.min(safe, beginningOf(needle, bytes))
    return safe
  }
}

/** Where the bytes end with a beginning of the needle; their length if they do not. */
const beginningOf = (needle: Buffer, bytes: Buffer): number => {
  const first = needle[0] as number
  let at = bytes.indexOf(first, Math.max(0, bytes.length - needle.length + 1))
  for (; at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (bytes.compare(needle, 0, bytes.length - at, at) === 0) return at
  }
  return bytes.length
}
