import { hash, timingSafeEqual } from 'node:crypto'
import { fault } from '@1relay/faults'
import { formatToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import type { SignInMethod, SignInProof, StoredSession } from './account-store.port.js'
import type { SessionStore } from './session-store.port.js'

const SESSION_MS = 30 * 24 * 60 * 60 * 1000
const SESSIONS_MAX = 100
// Last use is for the person to see, to the minute or so: a write on every request would cost more than it tells.
const TOUCH_EVERY_MS = 5 * 60 * 1000
const RECENT_MS = 15 * 60 * 1000

/** Where somebody signs in from, and how. */
export interface Arrival {
  readonly method: SignInMethod
  readonly ip: string | null
  readonly userAgent: string | null
}

/** A session as its person may see it. */
export type Session = Omit<StoredSession, 'verifier'>

/** A session that was begun: the token exists nowhere else. */
export interface BegunSession {
  /** `1r_st_…` */
  readonly sessionToken: string
  readonly expiresAt: Date
}

/** Begins, recognises, lists and ends sessions. */
export class Sessions {
  readonly #store: SessionStore
  readonly #clock: () => Date

  constructor({ store, clock }: { store: SessionStore; clock: () => Date }) {
    this.#store = store
    this.#clock = clock
  }

  async begin(accountId: string, arrival: Arrival): Promise<BegunSession> {
    const { session, sessionToken } = this.prepare(accountId, arrival)
    await this.#store.add(session, { sessionsMax: SESSIONS_MAX })
    return { sessionToken, expiresAt: session.expiresAt }
  }

  /** The same, if the account still has what was shown: checking it takes time, in which the password may be changed. */
  async beginIfHeld(accountId: string, arrival: Arrival, proof: SignInProof): Promise<BegunSession | undefined> {
    const { session, sessionToken } = this.prepare(accountId, arrival)
    const outcome = await this.#store.add(session, { sessionsMax: SESSIONS_MAX, proof })
    return outcome === 'added' ? { sessionToken, expiresAt: session.expiresAt } : undefined
  }

  /** A session that is not stored yet, for whoever stores it together with something else. */
  prepare(accountId: string, { method, ip, userAgent }: Arrival): { session: StoredSession; sessionToken: string } {
    const [id, auth, now] = [makeId(), makeHalf(), this.#clock()]
    const expiresAt = new Date(now.getTime() + SESSION_MS)
    const verifier = hash('sha256', auth, 'base64url')
    const session = { id, accountId, verifier, method, ip, userAgent, createdAt: now, expiresAt, lastSeenAt: now }
    return { session, sessionToken: formatToken({ prefix: '1r_st', id, auth }) }
  }

  /** Who holds this session token; undefined for every kind of doubt. */
  async find(token: string): Promise<{ kind: 'account'; accountId: string; sessionId: string } | undefined> {
    const parsed = parseToken(token)
    if (!parsed.ok || parsed.token.prefix !== '1r_st') return undefined
    const session = await this.#store.find(parsed.token.id)
    if (session === undefined || !isVerified(parsed.token.auth, session.verifier)) return undefined
    const now = this.#clock()
    if (session.expiresAt <= now) return undefined
    if (now.getTime() - session.lastSeenAt.getTime() >= TOUCH_EVERY_MS) await this.#store.touch(session.id, now)
    return { kind: 'account', accountId: session.accountId, sessionId: session.id }
  }

  /** The live sessions of an account, the one last seen first. */
  async list(accountId: string): Promise<Session[]> {
    const now = this.#clock()
    const live = (await this.#store.list(accountId)).filter(({ expiresAt }) => expiresAt > now)
    return live.map(({ verifier: _, ...session }) => session)
  }

  /** Ends one session; false if the account has none of this id, or not any more. */
  end(accountId: string, sessionId: string): Promise<boolean> {
    return this.#store.remove(accountId, sessionId)
  }

  async endOthers(accountId: string, keptId: string): Promise<void> {
    await this.#store.removeOthers(accountId, keptId)
  }

  /**
   * Fails with `recent_sign_in_required` unless this session was begun by link or passkey a moment ago: what may stand in for a
   * password that is forgotten or was never set. A password session proves nothing more than the password would.
   */
  async assertRecentProof(accountId: string, sessionId: string): Promise<void> {
    const method = await this.#recentMethod(accountId, sessionId)
    if (method === undefined || method === 'password') throw fault('recent_sign_in_required', 'no recent proof')
  }

  /** Fails with `recent_sign_in_required` unless this session was begun a moment ago, in whatever way. */
  async assertRecentSignIn(accountId: string, sessionId: string): Promise<void> {
    const method = await this.#recentMethod(accountId, sessionId)
    if (method === undefined) throw fault('recent_sign_in_required', 'no recent sign-in')
  }

  async #recentMethod(accountId: string, sessionId: string): Promise<SignInMethod | undefined> {
    const session = await this.#store.find(sessionId)
    const since = this.#clock().getTime() - RECENT_MS
    return session?.accountId === accountId && session.createdAt.getTime() > since ? session.method : undefined
  }
}

const isVerified = (auth: string, verifier: string): boolean =>
  timingSafeEqual(hash('sha256', auth, 'buffer'), Buffer.from(verifier, 'base64url'))
