import { hash, timingSafeEqual } from 'node:crypto'
import { fault } from '@1relay/faults'
import { parseToken } from '@1relay/vault'
import type { App } from '../apps/index.js'
import type { Grants } from '../grants/index.js'
import { isExpired, type LinkSession } from './link-session.js'
import type { LinkSessionStore } from './link-session-store.port.js'

export interface LinkTokensParts {
  store: LinkSessionStore
  grants: Grants
  /** Undeleted apps only. */
  findApp: (appId: string) => Promise<App | undefined>
  clock: () => Date
}

/** Recognises link tokens. */
export class LinkTokens {
  readonly #parts: LinkTokensParts

  constructor(parts: LinkTokensParts) {
    this.#parts = parts
  }

  /** The session of a link token that can still be used, with its app. */
  async admit(linkToken: string): Promise<{ session: LinkSession; app: App }> {
    const { grants, findApp, clock } = this.#parts
    const session = await this.recognise(linkToken)
    const isUsed = session.usedAt !== null || (await grants.find(session.grantId)) !== undefined
    if (isUsed) throw fault('link_session_used', 'used before')
    const app = await findApp(session.appId)
    if (isExpired(session, clock()) || app === undefined) throw fault('link_session_expired', 'half an hour is over')
    return { session, app }
  }

  /** The session of a link token, used and expired ones too; `invalid_token` for every kind of doubt. */
  async recognise(linkToken: string): Promise<LinkSession> {
    const parsed = parseToken(linkToken)
    if (!parsed.ok || parsed.token.prefix !== '1r_lt') throw fault('invalid_token', 'not a link token')
    const session = await this.#find(parsed.token)
    if (session === undefined) throw fault('invalid_token', 'no session of this link token')
    return session
  }

  /** Ends the session of a leaked link token; nothing for any other. */
  async revoke(token: { id: string; auth: string }): Promise<void> {
    const session = await this.#find(token)
    if (session !== undefined) await this.#parts.store.expire(session.id, this.#parts.clock())
  }

  /** Drops at most `limit` sessions that expired before then; gives how many those were. */
  dropExpired(before: Date, limit: number): Promise<number> {
    return this.#parts.store.dropExpired(before, limit)
  }

  async #find({ id, auth }: { id: string; auth: string }): Promise<LinkSession | undefined> {
    const session = await this.#parts.store.find(id)
    return session !== undefined && isVerified(auth, session.verifier) ? session : undefined
  }
}

const isVerified = (auth: string, verifier: string): boolean =>
  timingSafeEqual(hash('sha256', auth, 'buffer'), Buffer.from(verifier, 'base64url'))
