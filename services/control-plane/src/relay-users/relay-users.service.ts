import { hash, timingSafeEqual } from 'node:crypto'
import { fault, invalidField } from '@1relay/faults'
import {
  accessTokenStem,
  completeToken,
  makeHalf,
  makeId,
  openWithToken,
  parseToken,
  sealForToken,
  type Token,
} from '@1relay/vault'
import { type Grant, type Grants, isSealedShape, makeGrant, statusAt } from '../grants/index.js'
import type { ProbeKey } from './key-probe.port.js'
import { isWithin, networkOf, originsOf, type Registration } from './registration.js'
import {
  keyOf,
  type KeyOrder,
  originOf,
  providerOf,
  slugOf,
  slugsOf,
  UNPINNED,
  upstreamOf,
  withKey,
} from './user-key.js'
import type { EraseUser } from './user-history.port.js'

const DAY_MS = 86_400_000
const TRIES = 3

export interface RelayUsersParts {
  grants: Grants
  probe: ProbeKey
  erase: EraseUser
  clock: () => Date
  aiRequestsPerMinute: number
  /** 0: tokens last for ever. */
  tokenExpiryDays: number
}

/** A token that was shown, with the id of its grant and both its halves, for the time of one request. */
export interface ShownToken extends Token {
  readonly seal: string
}

/** Where a request comes from, for tokens that are bound. */
export interface Place {
  readonly origin: string | undefined
  readonly ip: string
}

/** Registers people of browser apps, keeps their keys, and ends them. */
export class RelayUsers {
  readonly #parts: RelayUsersParts

  constructor(parts: RelayUsersParts) {
    this.#parts = parts
  }

  /** The new token, which exists nowhere else from here on; its stem for a page that makes the seal half itself. */
  async register(wish: Registration): Promise<{ token?: string; token_stem?: string; expires_at: number | null }> {
    const [id, auth, now] = [makeId(), makeHalf(), this.#parts.clock()]
    const grant = makeGrant({
      id,
      kind: 'user',
      prefix: '1r_ut',
      ownerId: id,
      appId: null,
      name: wish.app_id,
      verifier: hash('sha256', auth, 'base64url'),
      scope: {},
      limits: { requestsPerMinute: this.#parts.aiRequestsPerMinute },
      budgets: [],
      network: networkOf(wish),
      origins: originsOf(wish),
      credentials: [],
      ownerEnvelope: null,
      expiresAt: this.#expiry(now),
      userReference: null,
      exchange: null,
      createdAt: now,
    })
    if ((await this.#parts.grants.add(grant)) !== 'added') throw fault('internal', 'an id that is taken')
    const stem = accessTokenStem({ prefix: '1r_ut', id, auth })
    const expires_at = grant.expiresAt?.getTime() ?? null
    return wish.blinded === true
      ? { token_stem: stem, expires_at }
      : { token: completeToken(stem, makeHalf()), expires_at }
  }

  /** The token of a text, if it is one of a live user and may be used from there. */
  async find(text: string, place?: Place): Promise<ShownToken | undefined> {
    const parsed = parseToken(text)
    if (!parsed.ok || parsed.token.prefix !== '1r_ut' || parsed.token.seal === undefined) return undefined
    const { token } = parsed
    const grant = await this.#parts.grants.find(token.id)
    if (grant?.kind !== 'user' || grant.verifier === null || statusAt(grant, this.#parts.clock()) !== 'active')
      return undefined
    const isRight = timingSafeEqual(hash('sha256', token.auth, 'buffer'), Buffer.from(grant.verifier, 'base64url'))
    if (!isRight || (place !== undefined && !isWithin(grant, place))) return undefined
    return { ...token, seal: parsed.token.seal }
  }

  /** Slugs of the providers that a key is stored of. */
  async listProviders({ id }: ShownToken): Promise<string[]> {
    return slugsOf(await this.#get(id))
  }

  /** Seals a key under the token and keeps it in place of the one before. */
  async storeKey(token: ShownToken, slug: string, order: KeyOrder): Promise<void> {
    const upstream = upstreamOf(providerOf(slug), order.base_url)
    await this.#keep(token, slug, await sealed(token, upstream, order))
  }

  /** Stores a key that its provider has taken; `key_rejected` and `upstream_unreachable` leave everything as it was. True if there was one before. */
  async rotateKey(token: ShownToken, slug: string, order: KeyOrder): Promise<boolean> {
    const provider = providerOf(slug)
    const key = keyOf(order)
    const before = (await this.#get(token.id)).credentials.find(({ upstream }) => slugOf(upstream) === slug)
    // Without an address of its own the new key goes where the one before went.
    const upstream =
      order.base_url === undefined && before !== undefined ? before.upstream : upstreamOf(provider, order.base_url)
    if (upstream !== UNPINNED) {
      const verdict = await this.#parts.probe({ upstream, key })
      if (verdict === 'rejected') throw fault('key_rejected', `${slug} refused a new key`)
      if (verdict === 'unreachable') throw fault('upstream_unreachable', `${slug} could not be asked about a new key`)
    }
    await this.#keep(token, slug, await sealed(token, upstream, order))
    return before !== undefined
  }

  /** Deletes a key. One that is not there stays so. */
  async deleteKey({ id }: ShownToken, slug: string): Promise<void> {
    const isThere = (grant: Grant): boolean => slugsOf(grant).includes(slug)
    await this.#parts.grants.change(id, (grant) => (isThere(grant) ? withKey(grant, slug) : undefined))
  }

  /**
   * Seals a key without an address for the first one that it is used with, and answers once relays have it so. `not_found` when there is no
   * such key, or it has another address.
   */
  async pin(text: string, baseUrl: string): Promise<void> {
    const token = await this.find(text)
    if (token === undefined) throw fault('not_found', 'a key of nobody is to be pinned')
    const origin = originOf(baseUrl)
    for (let i = 0; i < TRIES; i++) {
      const { credentials } = await this.#get(token.id)
      if (credentials.some(({ upstream }) => upstream === origin)) return this.#untilProjected(token.id)
      const open = credentials.find(({ upstream }) => upstream === UNPINNED)
      if (open?.custody !== 'token') break
      const grantId = token.id
      const credential = await openWithToken({ seal: token.seal, grantId, upstream: UNPINNED, sealed: open })
      const pinned = await sealForToken({ seal: token.seal, grantId, upstream: origin, credential })
      credential.fill(0)
      // Two first calls at once: one of them decides, and the other looks again.
      const isSame = (grant: Grant): boolean =>
        grant.credentials.some((one) => one.upstream === UNPINNED && one.ciphertext === open.ciphertext)
      await this.#parts.grants.change(grantId, (grant) =>
        isSame(grant) ? withKey(grant, UNPINNED, { upstream: origin, ...pinned }) : undefined,
      )
    }
    throw fault('not_found', 'no key that could be pinned to this address')
  }

  /** Gives the token a whole lifetime from now. */
  async renew({ id }: ShownToken): Promise<number | null> {
    const expiresAt = this.#expiry(this.#parts.clock())
    await this.#parts.grants.change(id, (grant) => ({ ...grant, version: grant.version + 1, expiresAt }))
    return expiresAt?.getTime() ?? null
  }

  /** Ends the token everywhere, with everything that was sealed under it. */
  async revoke({ id }: ShownToken): Promise<void> {
    await this.#parts.grants.revoke(id)
  }

  /** Ends the token and erases what is known of its person. What a crash leaves of it, housekeeping erases. */
  async delete({ id }: ShownToken): Promise<void> {
    await this.#parts.grants.revoke(id)
    await this.#parts.erase(id)
  }

  async #keep({ id }: ShownToken, slug: string, key: SealedKey): Promise<void> {
    const kept = await this.#parts.grants.change(id, (grant) =>
      statusAt(grant, this.#parts.clock()) === 'active' ? withKey(grant, slug, key) : undefined,
    )
    if (kept === undefined || !slugsOf(kept).includes(slug)) throw fault('invalid_token', 'the user ended meanwhile')
  }

  // What another has stored may not be written for relays yet: whoever asks about it completes that.
  async #untilProjected(id: string): Promise<void> {
    await this.#parts.grants.change(id, () => undefined)
  }

  async #get(id: string): Promise<Grant> {
    const grant = await this.#parts.grants.find(id)
    if (grant === undefined) throw fault('invalid_token', 'the user is gone')
    return grant
  }

  #expiry(now: Date): Date | null {
    const { tokenExpiryDays } = this.#parts
    return tokenExpiryDays === 0 ? null : new Date(now.getTime() + tokenExpiryDays * DAY_MS)
  }
}

interface SealedKey {
  readonly upstream: string
  readonly iv: string
  readonly ciphertext: string
}

/** A key as it is stored: as the page has sealed it, or sealed here and now. */
const sealed = async (token: ShownToken, upstream: string, order: KeyOrder): Promise<SealedKey> => {
  if (order.sealed !== undefined) {
    if (!isSealedShape(order.sealed)) throw invalidField('/sealed', 'is not a sealed key')
    return { upstream, ...order.sealed }
  }
  const credential = Buffer.from(keyOf(order))
  const made = await sealForToken({ seal: token.seal, grantId: token.id, upstream, credential })
  credential.fill(0)
  return { upstream, ...made }
}
