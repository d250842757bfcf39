import { hash, timingSafeEqual } from 'node:crypto'
import { fault } from '@1relay/faults'
import { formatToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import type { AccountStore, StoredAccount, StoredSession } from './account-store.port.js'
import { normaliseEmail } from './email.js'
import type { PasswordHasher } from './password-hasher.port.js'
import { isEasilyGuessed, normalisePassword } from './password.js'

const SESSION_MS = 30 * 24 * 60 * 60 * 1000
const SESSIONS_MAX = 100
// Last use is for the person to see, to the minute or so: a write on every request would cost more than it tells.
const TOUCH_EVERY_MS = 5 * 60 * 1000

export interface Account {
  readonly id: string
  readonly email: string
  readonly createdAt: Date
}

export interface SignedIn {
  readonly account: Account
  /** `1r_st_…`, shown only now. */
  readonly sessionToken: string
  readonly expiresAt: Date
}

export interface SignIn {
  email: string
  password: string
}

export interface AccountsParts {
  store: AccountStore
  hasher: PasswordHasher
  clock: () => Date
}

/** Register, sign in and out, change the password, and recognise who holds a session token. */
export class Accounts {
  readonly #store: AccountStore
  readonly #hasher: PasswordHasher
  readonly #clock: () => Date

  constructor({ store, hasher, clock }: AccountsParts) {
    this.#store = store
    this.#hasher = hasher
    this.#clock = clock
  }

  /** A new account with its first session. Fails with `email_taken`, or `invalid_request` for what cannot be taken. */
  async register({ email: written, password: typed }: SignIn): Promise<SignedIn> {
    const email = normaliseEmail(written)
    if (email === undefined) throw invalidField('/email', 'is not an e-mail address')
    const password = this.#acceptPassword(typed, email, '/password')
    const passwordHash = await this.#hasher.hash(password)
    const account = { id: makeId(), email, passwordHash, createdAt: this.#clock() }
    const { session, sessionToken } = this.#makeSession(account.id)
    const outcome = await this.#store.addAccount(account, session)
    if (outcome === 'email_taken') throw fault('email_taken', 'register with a known address')
    return { account: publicPart(account), sessionToken, expiresAt: session.expiresAt }
  }

  /** A new session, or `invalid_credentials`: the same answer, after the same time, whatever is wrong. */
  async login({ email: written, password }: SignIn): Promise<SignedIn> {
    const email = normaliseEmail(written)
    const account = email === undefined ? undefined : await this.#store.findByEmail(email)
    const isRight = await this.#hasher.verify(account?.passwordHash, normalisePassword(password))
    if (account === undefined || !isRight) throw fault('invalid_credentials', 'login')
    const { session, sessionToken } = this.#makeSession(account.id)
    await this.#store.addSession(session, SESSIONS_MAX)
    return { account: publicPart(account), sessionToken, expiresAt: session.expiresAt }
  }

  async logout(accountId: string, sessionId: string): Promise<void> {
    await this.#store.removeSession(accountId, sessionId)
  }

  async getAccount(accountId: string): Promise<Account> {
    const account = await this.#store.findById(accountId)
    if (account === undefined) throw fault('unauthenticated', 'a session without an account')
    return publicPart(account)
  }

  /** Ends every session of the account, the caller's too. */
  async changePassword(accountId: string, typed: { current: string; next: string }): Promise<void> {
    const account = await this.#store.findById(accountId)
    const isRight = await this.#hasher.verify(account?.passwordHash, normalisePassword(typed.current))
    if (account === undefined || !isRight) throw fault('invalid_credentials', 'change of password')
    const next = this.#acceptPassword(typed.next, account.email, '/newPassword')
    const hashes = { from: account.passwordHash, to: await this.#hasher.hash(next) }
    const outcome = await this.#store.changePassword(accountId, hashes)
    if (outcome === 'outdated') throw fault('invalid_credentials', 'the password was changed elsewhere meanwhile')
  }

  /** Who holds this session token; undefined for every kind of doubt. */
  async findSession(token: string): Promise<{ kind: 'account'; accountId: string; sessionId: string } | undefined> {
    const parsed = parseToken(token)
    if (!parsed.ok || parsed.token.prefix !== '1r_st') return undefined
    const session = await this.#store.findSession(parsed.token.id)
    if (session === undefined || !isVerified(parsed.token.auth, session.verifier)) return undefined
    const now = this.#clock()
    if (session.expiresAt <= now) return undefined
    if (now.getTime() - session.lastSeenAt.getTime() >= TOUCH_EVERY_MS) await this.#store.touchSession(session.id, now)
    return { kind: 'account', accountId: session.accountId, sessionId: session.id }
  }

  #acceptPassword(typed: string, email: string, field: string): string {
    const password = normalisePassword(typed)
    if (isEasilyGuessed(password, email)) throw invalidField(field, 'is too easy to guess')
    return password
  }

  #makeSession(accountId: string): { session: StoredSession; sessionToken: string } {
    const [id, auth, now] = [makeId(), makeHalf(), this.#clock()]
    const expiresAt = new Date(now.getTime() + SESSION_MS)
    const verifier = hash('sha256', auth, 'base64url')
    const session = { id, accountId, verifier, createdAt: now, expiresAt, lastSeenAt: now }
    return { session, sessionToken: formatToken({ prefix: '1r_st', id, auth }) }
  }
}

const publicPart = ({ id, email, createdAt }: StoredAccount): Account => ({ id, email, createdAt })

const invalidField = (field: string, problem: string) =>
  fault('invalid_request', `${field} ${problem}`, { details: [{ field, problem }] })

const isVerified = (auth: string, verifier: string): boolean =>
  timingSafeEqual(hash('sha256', auth, 'buffer'), Buffer.from(verifier, 'base64url'))
