import { fault, invalidField } from '@1relay/faults'
import { makeId } from '@1relay/vault'
import type { AccountStore, StoredAccount } from './account-store.port.js'
import { normaliseEmail } from './email.js'
import type { PasswordHasher } from './password-hasher.port.js'
import { isEasilyGuessed, normalisePassword } from './password.js'
import type { BegunSession, Sessions } from './sessions.service.js'

export interface Account {
  readonly id: string
  readonly email: string
  readonly createdAt: Date
  readonly hasPassword: boolean
  /** Somebody has shown that they read this mailbox. */
  readonly isEmailProved: boolean
}

/** An account with a session that was just begun. */
export interface SignedIn extends BegunSession {
  readonly account: Account
}

export interface SignIn {
  email: string
  password: string
}

/** A passkey that has just signed, and whose it is. */
export interface ProvedPasskey {
  readonly accountId: string
  readonly passkeyId: string
}

/** Where a request came from. */
export interface Place {
  readonly ip: string | null
  readonly userAgent: string | null
}

/** The session that asks. */
export interface Holder {
  readonly accountId: string
  readonly sessionId: string
}

export interface AccountsParts {
  store: AccountStore
  sessions: Sessions
  hasher: PasswordHasher
  /** Tells a person by mail that their password is another one now. */
  tellPasswordChanged: (accountId: string) => Promise<void>
  clock: () => Date
}

/** Register, sign in, change the password. */
export class Accounts {
  readonly #parts: AccountsParts

  constructor(parts: AccountsParts) {
    this.#parts = parts
  }

  /** A new account with its first session. Fails with `email_taken`, or `invalid_request` for what cannot be taken. */
  async register({ email: written, password: typed }: SignIn, place: Place): Promise<SignedIn> {
    const { store, sessions, hasher, clock } = this.#parts
    const email = acceptEmail(written)
    const password = acceptPassword(typed, email, '/password')
    const passwordHash = await hasher.hash(password)
    const account = { id: makeId(), email, passwordHash, createdAt: clock(), emailProvedAt: null }
    const { session, sessionToken } = sessions.prepare(account.id, { method: 'password', ...place })
    const outcome = await store.addAccount(account, session)
    if (outcome === 'email_taken') throw fault('email_taken', 'register with a known address')
    return { account: publicPart(account), sessionToken, expiresAt: session.expiresAt }
  }

  /** A new session, or `invalid_credentials`: the same answer, after the same time, whatever is wrong. */
  async login({ email: written, password }: SignIn, place: Place): Promise<SignedIn> {
    const email = normaliseEmail(written)
    const account = email === undefined ? undefined : await this.#parts.store.findByEmail(email)
    // Compared even without an account, so that the time tells nothing.
    const isRight = await this.#isRight(account, password)
    if (!account?.passwordHash || !isRight) throw fault('invalid_credentials', 'login')
    const { id, passwordHash } = account
    const begun = await this.#parts.sessions.beginIfHeld(id, { method: 'password', ...place }, { passwordHash })
    if (begun === undefined) throw fault('invalid_credentials', 'the password was changed during the login')
    return { account: publicPart(account), ...begun }
  }

  /** A new session for somebody who has just shown a passkey of this account; `passkey_rejected` if it was taken away meanwhile. */
  async signInByPasskey({ accountId, passkeyId }: ProvedPasskey, place: Place): Promise<SignedIn> {
    const account = await this.getAccount(accountId)
    const arrival = { method: 'passkey', ...place } as const
    const begun = await this.#parts.sessions.beginIfHeld(accountId, arrival, { passkeyId })
    if (begun === undefined) throw fault('passkey_rejected', 'the passkey was removed during the sign-in')
    return { account, ...begun }
  }

  /** The account of this address if nobody has proved it: somebody else may have made it, unless the asker is signed in to it. */
  async findUnproved(email: string, heldBy: string | undefined): Promise<string | undefined> {
    const account = await this.#parts.store.findByEmail(email)
    const isForeign = account !== undefined && account.emailProvedAt === null && account.id !== heldBy
    return isForeign ? account.id : undefined
  }

  /**
   * A new session for somebody who has proved that they read this mailbox. Makes the account if there is none; `account_unproved` for one
   * that `findUnproved` finds.
   */
  async signInByMailbox(email: string, place: Place, heldBy: string | undefined): Promise<SignedIn> {
    const { store, sessions, clock } = this.#parts
    const now = clock()
    const fresh = { id: makeId(), email, passwordHash: null, createdAt: now, emailProvedAt: now }
    const account = await store.proveEmail(fresh, heldBy)
    if (account === 'unproved') throw fault('account_unproved', 'somebody registered this address a moment ago')
    return { account: publicPart(account), ...(await sessions.begin(account.id, { method: 'magic_link', ...place })) }
  }

  async getAccount(accountId: string): Promise<Account> {
    const account = await this.#parts.store.findById(accountId)
    if (account === undefined) throw fault('unauthenticated', 'a session without an account')
    return publicPart(account)
  }

  /** Sets or changes the password and ends every other session. */
  async changePassword(holder: Holder, typed: { current?: string | undefined; next: string }): Promise<void> {
    const { store, hasher } = this.#parts
    const account = await this.proveHolder(holder, typed.current)
    const next = acceptPassword(typed.next, account.email, '/newPassword')
    const change = { from: account.passwordHash, to: await hasher.hash(next), keptSessionId: holder.sessionId }
    const outcome = await store.changePassword(holder.accountId, change)
    if (outcome === 'outdated') throw fault('invalid_credentials', 'the password was changed elsewhere meanwhile')
    await this.#parts.tellPasswordChanged(account.id)
  }

  /**
   * The account, if its person has just shown that they are not merely somebody at an open screen: by the password, or without one by
   * a session that was begun a moment ago. Fails with `invalid_credentials` or `recent_sign_in_required`.
   */
  async proveHolder(holder: Holder, password: string | undefined): Promise<StoredAccount> {
    const account = await this.#parts.store.findById(holder.accountId)
    if (account === undefined) throw fault('unauthenticated', 'a session without an account')
    if (password === undefined) await this.#parts.sessions.assertRecentProof(holder.accountId, holder.sessionId)
    else if (!(await this.#isRight(account, password))) throw fault('invalid_credentials', 'proof by password')
    return account
  }

  /**
   * The account, for one more way into it: by the password, or without one by a session that was begun a moment ago. Else a borrowed
   * session would become a way in for good, and by its sign-in a proof that `proveHolder` takes. Fails as that does.
   */
  async proveFreshHolder(holder: Holder, password: string | undefined): Promise<Account> {
    if (password !== undefined) return publicPart(await this.proveHolder(holder, password))
    await this.#parts.sessions.assertRecentSignIn(holder.accountId, holder.sessionId)
    return this.getAccount(holder.accountId)
  }

  async #isRight(account: StoredAccount | undefined, password: string): Promise<boolean> {
    return this.#parts.hasher.verify(account?.passwordHash ?? undefined, normalisePassword(password))
  }
}

const publicPart = ({ id, email, createdAt, passwordHash, emailProvedAt }: StoredAccount): Account => ({
  id,
  email,
  createdAt,
  hasPassword: passwordHash !== null,
  isEmailProved: emailProvedAt !== null,
})

/** The normal form of an address, or `invalid_request`. */
export const acceptEmail = (written: string, field = '/email'): string => {
  const email = normaliseEmail(written)
  if (email === undefined) throw invalidField(field, 'is not an e-mail address')
  return email
}

const acceptPassword = (typed: string, email: string, field: string): string => {
  const password = normalisePassword(typed)
  if (isEasilyGuessed(password, email)) throw invalidField(field, 'is too easy to guess')
  return password
}
