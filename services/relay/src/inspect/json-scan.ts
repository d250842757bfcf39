import { Elsewhere, textAt } from './elsewhere.js'
import { plainEnd, scalarEnd, skipBlank, stringEnd } from './json-tokens.js'

export interface Member {
  readonly key: string
  /** Where the key's opening quote is. */
  readonly start: number
  readonly valueStart: number
  /** Just past the value. */
  readonly end: number
}

export interface JsonScan {
  /** The members of its top level, with their places in the bytes. Undefined: it is no object. */
  readonly members: readonly Member[] | undefined
  /** Some key or type, however deep, names input that is not in the text. */
  readonly refersElsewhere: boolean
}

/** `invalid`: JSON.parse would not take it. `excessive`: deeper, or with more members at its top, than any API has. */
export type ScanFailure = 'invalid' | 'excessive'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b

// Parsers differ in how far they follow (RFC 8259 §9).
const DEPTH_MAX = 512
const MEMBERS_MAX = 1000

/**
 * Reads JSON in UTF-8 to its end and makes nothing of it, however much there is in it: of 30 MiB of `{},` JSON.parse makes hundreds of megabytes of
 * objects, and needs 3.6 s for it.
 */
export const scanJson = (bytes: Buffer): JsonScan | ScanFailure => new Scanner(bytes).run()

/** Whether JSON names input that is not in it. What cannot be read may be anything. */
export const refersElsewhere = (text: string): boolean => {
  const scan = scanJson(Buffer.from(text))
  return typeof scan === 'string' || scan.refersElsewhere
}

class Scanner {
  private at: number
  private depth = 0
  private readonly members: Member[] | undefined
  private readonly elsewhere: Elsewhere
  /** What ends the object or list that is open at each depth. */
  private readonly closers: number[] = []
  private keyStart = 0
  private keyEnd = 0
  private valueStart = 0

  constructor(private readonly bytes: Buffer) {
    this.at = skipBlank(bytes, 0)
    this.members = bytes[this.at] === OPEN_BRACE ? [] : undefined
    this.elsewhere = new Elsewhere(bytes)
  }

  run(): JsonScan | ScanFailure {
    for (;;) {
      const opener = this.bytes[this.at]
      if (opener === OPEN_BRACE || opener === OPEN_BRACKET) {
        this.open(opener)
        if (this.depth > DEPTH_MAX) return 'excessive'
        if (!this.closes()) {
          if (this.isAtValue()) continue
          return 'invalid'
        }
      } else if (!this.passScalar()) return 'invalid'
      const next = this.end()
      if (next !== undefined) return next
    }
  }

  private open(opener: number): void {
    // Both closing characters stand two behind their opening ones.
    this.closers[++this.depth] = opener + 2
    this.elsewhere.open(this.depth)
    this.at = skipBlank(this.bytes, this.at + 1)
  }

  private closes(): boolean {
    if (this.bytes[this.at] !== this.closers[this.depth]) return false
    this.depth--
    this.at++
    return true
  }

  private passScalar(): boolean {
    const { bytes, at } = this
    const isText = bytes[at] === QUOTE
    const end = isText ? stringEnd(bytes, at) : scalarEnd(bytes, at)
    if (end < 0) return false
    if (isText) this.elsewhere.text(at, end)
    this.at = end
    return true
  }

  /** Goes from the end of a value to the next one, past all that ends with it; then undefined. Otherwise that was all. */
  private end(): JsonScan | ScanFailure | undefined {
    const { bytes, members, elsewhere } = this
    for (;;) {
      if (this.depth === 1 && members !== undefined) {
        this.addMember(members)
        if (members.length > MEMBERS_MAX) return 'excessive'
      }
      this.at = skipBlank(bytes, this.at)
      if (this.depth === 0) {
        return this.at === bytes.length ? { members, refersElsewhere: elsewhere.isNamed } : 'invalid'
      }
      if (bytes[this.at] === COMMA) {
        this.at = skipBlank(bytes, this.at + 1)
        return this.isAtValue() ? undefined : 'invalid'
      }
      if (!this.closes()) return 'invalid'
    }
  }

  private addMember(members: Member[]): void {
    const { keyStart: start, valueStart, at: end } = this
    members.push({ key: textAt(this.bytes, start, this.keyEnd), start, valueStart, end })
  }

  /** Passes the key that has to stand before a value in an object. */
  private isAtValue(): boolean {
    const { bytes, at, depth } = this
    if (this.closers[depth] !== CLOSE_BRACE) return true
    if (bytes[at] !== QUOTE) return false
    const plain = plainEnd(bytes, at + 1)
    const isPlain = bytes[plain] === QUOTE
    const end = isPlain ? plain + 1 : stringEnd(bytes, at)
    if (end < 0) return false
    this.elsewhere.key(at, end, depth, isPlain)
    const colon = skipBlank(bytes, end)
    if (bytes[colon] !== COLON) return false
    this.at = skipBlank(bytes, colon + 1)
    if (depth === 1) {
      this.keyStart = at
      this.keyEnd = end
      this.valueStart = this.at
    }
    return true
  }
}
