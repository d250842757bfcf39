import { parseToken, type Token } from '@1relay/vault'
import { LRUCache } from 'lru-cache'
import { hash, type KeyObject } from 'node:crypto'
import { sealKey } from '../open/index.js'
import { isAuthHalf } from './verify.crypto.js'

// Strings of other kinds (client secrets, sessions, link and management tokens) exercise no grant here.
const EXERCISES_A_GRANT = /^(?:1r_(?:at|bt|ut)|rk_(?:app|agent|person|vendor|proxy))$/
// Longer than any token: nothing beyond is hashed.
const TEXT_MAX = 128
// What an idle token has proved is forgotten after this time.
const REMEMBERED_MS = 10 * 60_000

/** What a token has proved. No half of it is in here. */
interface Proof {
  readonly prefix: string
  readonly id: string
  /** Where its seal half stands; undefined for tokens without one. */
  readonly seal: { readonly from: number; readonly to: number } | undefined
  /** The verifier that its auth half was found to match. */
  verifier: string | undefined
}

/** A token for the time of one request, with what earlier requests proved of it. */
export class Bearer {
  constructor(
    private readonly text: string,
    private readonly digest: string,
    private readonly proof: Proof,
    private readonly proofs: LRUCache<string, Proof>,
  ) {}

  get prefix(): string {
    return this.proof.prefix
  }

  /** Id of the grant that it names. */
  get id(): string {
    return this.proof.id
  }

  /** Whether the auth half is the one of the verifier. What has matched once is remembered, for this token and this verifier. */
  proves(verifier: string): boolean {
    if (this.proof.verifier === verifier) return true
    if (!isAuthHalf(this.parts().auth, verifier)) return false
    this.proof.verifier = verifier
    // Only now: strings that prove nothing take no place from those that do.
    this.proofs.set(this.digest, this.proof)
    return true
  }

  /**
   * The key that the seal half makes with its grant; undefined for tokens without one. Derived anew for each request: kept
   * beside the ciphertext, it would open the credential between requests, too (protocol §5).
   */
  key(): KeyObject | undefined {
    const { id, seal } = this.proof
    return seal === undefined ? undefined : sealKey(id, this.text.slice(seal.from, seal.to))
  }

  /** The token as it was shown, for the control plane alone: to seal anew what it opens. */
  show(): string {
    return this.text
  }

  private parts(): Token {
    const parsed = parseToken(this.text)
    if (!parsed.ok) throw new Error('a token that was read cannot be read again')
    return parsed.token
  }
}

/**
 * Reads tokens and remembers what they proved, by SHA-256 of the token; no half of one and no key is kept. Bounded in number, and in
 * time since the last use.
 */
export class Bearers {
  private readonly proofs: LRUCache<string, Proof>

  constructor(max: number) {
    this.proofs = new LRUCache({ max, ttl: REMEMBERED_MS, updateAgeOnGet: true, ttlResolution: 1000 })
  }

  /** The token of a text, by its shape and checksum alone; undefined for garbage and for tokens that exercise no grant. */
  read(text: string): Bearer | undefined {
    if (text.length > TEXT_MAX) return undefined
    const digest = hash('sha256', text, 'base64url')
    const known = this.proofs.get(digest)
    if (known !== undefined) return new Bearer(text, digest, known, this.proofs)
    const parsed = parseToken(text)
    if (!parsed.ok || !EXERCISES_A_GRANT.test(parsed.token.prefix)) return undefined
    const { prefix, id, seal } = parsed.token
    const from = seal === undefined ? undefined : text.lastIndexOf(seal)
    const proof = {
      prefix: copyOf(prefix),
      id: copyOf(id),
      seal: seal === undefined || from === undefined ? undefined : { from, to: from + seal.length },
      verifier: undefined,
    }
    return new Bearer(text, digest, proof, this.proofs)
  }
}

/** V8 keeps the whole header alive behind a slice of it: what is remembered would keep both halves of its token. */
const copyOf = (part: string): string => Buffer.from(part, 'latin1').toString('latin1')
