export interface StoredMagicLink {
  readonly id: string
  /** Normalised. */
  readonly email: string
  /** SHA-256 of the secret half, base64url. */
  readonly verifier: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** What magic links need from storage. */
export interface MagicLinkStore {
  /** MUST also drop what has expired, of anybody. */
  add(link: StoredMagicLink): Promise<void>
  find(id: string): Promise<StoredMagicLink | undefined>
  /** Uses the link up, and with it every other one of its address. MUST be true for one caller only, under any concurrency. */
  use(link: StoredMagicLink): Promise<boolean>
}
