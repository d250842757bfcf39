import { hash, timingSafeEqual } from 'node:crypto'
import { fault } from '@1relay/faults'
import { makeHalf, makeId } from '@1relay/vault'
import { formatLinkToken, splitLinkToken } from './link-token.js'
import type { MagicLinkStore, StoredMagicLink } from './magic-link-store.port.js'

/** How long a mailed link works. */
export const MAGIC_LINK_MS = 15 * 60 * 1000

export interface MagicLinksParts {
  store: MagicLinkStore
  /** Answers when the mail is safe on its way. */
  mail: (email: string, token: string) => Promise<void>
  clock: () => Date
}

/** Mails links and recognises them when they come back. Knows no account, so that neither answer nor time can tell of one. */
export class MagicLinks {
  readonly #parts: MagicLinksParts

  constructor(parts: MagicLinksParts) {
    this.#parts = parts
  }

  /** Mails a new link to a normalised address. Former ones go on working: mails overtake each other. */
  async request(email: string): Promise<void> {
    const [id, secret, createdAt] = [makeId(), makeHalf(), this.#parts.clock()]
    const expiresAt = new Date(createdAt.getTime() + MAGIC_LINK_MS)
    await this.#parts.store.add({ id, email, verifier: hash('sha256', secret, 'base64url'), createdAt, expiresAt })
    await this.#parts.mail(email, formatLinkToken({ id, secret }))
  }

  /** The address that a live link was mailed to. Fails with `sign_in_link_expired` for every kind of doubt. */
  async preview(token: string): Promise<string> {
    return (await this.#find(token)).email
  }

  /** The same, and the link is used up. */
  async use(token: string): Promise<string> {
    const link = await this.#find(token)
    if (!(await this.#parts.store.use(link))) throw fault('sign_in_link_expired', 'used a moment ago')
    return link.email
  }

  async #find(token: string): Promise<StoredMagicLink> {
    const { id, secret } = splitLinkToken(token)
    const link = await this.#parts.store.find(id)
    const isRight = link !== undefined && isVerified(secret, link.verifier)
    if (!isRight || link.expiresAt <= this.#parts.clock()) throw fault('sign_in_link_expired', 'no live link')
    return link
  }
}

const isVerified = (secret: string, verifier: string): boolean =>
  timingSafeEqual(hash('sha256', secret, 'buffer'), Buffer.from(verifier, 'base64url'))
