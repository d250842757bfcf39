import { done, failed, type Outcome, type Problem, type VaultApi } from '@1relay/custody'
import { MemoryVaultApi, MemoryWire } from '@1relay/custody/memory'
import type {
  Account,
  Authorization,
  ConnectionUpdate,
  LinkApi,
  LinkEvent,
  LinkView,
  OwnerEnvelope,
  PasskeyAssertion,
  Provider,
} from './link-api.port.js'

interface Person {
  readonly account: Account
  readonly password: string
  readonly vault: MemoryVaultApi
}

const AT = '2026-11-21T12:00:00.000Z'

/** A control plane in memory, for tests: one Link session, any number of people. What it was told is open to look at. */
export class MemoryLinkApi implements LinkApi {
  readonly people = new Map<string, Person>()
  readonly authorizations: Authorization[] = []
  readonly updates: ConnectionUpdate[] = []
  readonly reported: LinkEvent[] = []
  /** Of the connection that is changed; undefined when it belongs to somebody else. */
  envelope: OwnerEnvelope | undefined
  readonly #sessions = new Map<string, Person>()
  readonly #wire = new MemoryWire()
  readonly #view: LinkView
  readonly #providers: readonly Provider[]
  readonly #linkToken: string

  constructor(parts: { view: LinkView; providers: readonly Provider[]; linkToken: string }) {
    this.#view = parts.view
    this.#providers = parts.providers
    this.#linkToken = parts.linkToken
  }

  /** Everything that was ever sent, as a wire would show it. */
  get sent(): readonly string[] {
    return this.#wire.sent
  }

  /** The next call fails with this. */
  failNext(problem: Problem): void {
    this.#wire.failNext(problem)
  }

  endSessions(): void {
    this.#sessions.clear()
  }

  async open(linkToken: string) {
    return this.#wire.answer({ linkToken }, () =>
      linkToken === this.#linkToken ? done(this.#view) : failed({ code: 'invalid_token' }),
    )
  }

  async listProviders() {
    return done([...this.#providers])
  }

  async signIn(how: 'login' | 'register', email: string, password: string) {
    return this.#wire.answer({ email, password }, () => {
      const known = this.people.get(email)
      if (how === 'register' && known) return failed({ code: 'email_taken' })
      if (how === 'login' && known?.password !== password) return failed({ code: 'invalid_credentials' })
      const id = String(this.people.size + 1).padStart(16, '0')
      const person = known ?? {
        account: { id, email, createdAt: AT, hasVault: false, hasPassword: true, isEmailProved: false },
        password,
        vault: new MemoryVaultApi(this.#wire),
      }
      this.people.set(email, person)
      const sessionToken = `session ${this.#sessions.size + 1} of ${person.account.id}`
      this.#sessions.set(sessionToken, person)
      return done({ account: { ...person.account, hasVault: person.vault.record !== undefined }, sessionToken })
    })
  }

  async passkeyOptions() {
    return this.#wire.answer({}, () => done({ challenge: 'AAAA' }))
  }

  /** Takes any assertion that names a person by its id. */
  async signInWithPasskey({ id }: PasskeyAssertion) {
    const { password } = this.people.get(id) ?? { password: '' }
    return this.signIn('login', id, password)
  }

  async signOut(sessionToken: string) {
    this.#sessions.delete(sessionToken)
  }

  isSignedIn(email: string): boolean {
    return [...this.#sessions.values()].some((person) => person.account.email === email)
  }

  vaultOf(sessionToken: string): VaultApi {
    return this.#sessions.get(sessionToken)?.vault ?? new MemoryVaultApi(this.#wire, false)
  }

  async authorize(sessionToken: string, authorization: Authorization) {
    return this.#as(sessionToken, authorization, () => {
      if (this.authorizations.length > 0) return failed({ code: 'link_session_used' })
      this.authorizations.push(authorization)
      return done({ connectionId: this.#view.grantId })
    })
  }

  async ownerEnvelope(sessionToken: string, grantId: string) {
    return this.#as(sessionToken, { grantId }, () =>
      this.envelope === undefined ? failed({ code: 'not_found' }) : done(this.envelope),
    )
  }

  async update(sessionToken: string, update: ConnectionUpdate) {
    return this.#as(sessionToken, update, () => {
      if (this.updates.length > 0) return failed({ code: 'link_session_used' })
      this.updates.push(update)
      return done({ connectionId: this.#view.grantId })
    })
  }

  async report(_linkToken: string, event: LinkEvent) {
    this.reported.push(event)
  }

  #as<T>(sessionToken: string, body: object, work: (person: Person) => Outcome<T>): Outcome<T> {
    const person = this.#sessions.get(sessionToken)
    return this.#wire.answer(body, () => (person ? work(person) : failed({ code: 'unauthenticated' })))
  }
}
