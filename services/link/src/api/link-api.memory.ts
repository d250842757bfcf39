import type { Account, Authorization, LinkApi, LinkView, Provider, StoredKey, StoredVault } from './link-api.port.js'
import { done, failed, type Outcome, type Problem } from './problem.js'

interface Person {
  readonly account: Account
  readonly password: string
  vault?: StoredVault
  keys: StoredKey[]
}

const AT = '2026-11-21T12:00:00.000Z'
const VERSION_1 = 1

/** A control plane in memory, for tests: one Link session, any number of people. What it was told is open to look at. */
export class MemoryLinkApi implements LinkApi {
  readonly people = new Map<string, Person>()
  readonly authorizations: Authorization[] = []
  /** Everything that was ever sent, as a wire would show it. */
  readonly sent: string[] = []
  readonly #sessions = new Map<string, Person>()
  readonly #failures: Problem[] = []
  readonly #view: LinkView
  readonly #providers: readonly Provider[]
  readonly #linkToken: string

  constructor(parts: { view: LinkView; providers: readonly Provider[]; linkToken: string }) {
    this.#view = parts.view
    this.#providers = parts.providers
    this.#linkToken = parts.linkToken
  }

  /** The next call fails with this. */
  failNext(problem: Problem): void {
    this.#failures.push(problem)
  }

  endSessions(): void {
    this.#sessions.clear()
  }

  async open(linkToken: string) {
    return this.#answer({ linkToken }, () =>
      linkToken === this.#linkToken ? done(this.#view) : failed({ code: 'invalid_token' }),
    )
  }

  async listProviders() {
    return done([...this.#providers])
  }

  async signIn(how: 'login' | 'register', email: string, password: string) {
    return this.#answer({ email, password }, () => {
      const known = this.people.get(email)
      if (how === 'register' && known) return failed({ code: 'email_taken' })
      if (how === 'login' && known?.password !== password) return failed({ code: 'invalid_credentials' })
      const id = String(this.people.size + 1).padStart(16, '0')
      const person = known ?? { account: { id, email, createdAt: AT, hasVault: false }, password, keys: [] }
      this.people.set(email, person)
      const sessionToken = `session ${this.#sessions.size + 1} of ${person.account.id}`
      this.#sessions.set(sessionToken, person)
      return done({ account: { ...person.account, hasVault: person.vault !== undefined }, sessionToken })
    })
  }

  async signOut(sessionToken: string) {
    this.#sessions.delete(sessionToken)
  }

  isSignedIn(email: string): boolean {
    return [...this.#sessions.values()].some((person) => person.account.email === email)
  }

  async getVault(sessionToken: string) {
    return this.#as(sessionToken, {}, (person) => (person.vault ? done(person.vault) : failed({ code: 'not_found' })))
  }

  async createVault(sessionToken: string, vault: Parameters<LinkApi['createVault']>[1]) {
    return this.#as(sessionToken, vault, (person) => {
      if (person.vault) return failed({ code: 'vault_exists' })
      person.vault = { version: VERSION_1, ...vault }
      return done(person.vault)
    })
  }

  async rewrapVault(sessionToken: string, vault: Parameters<LinkApi['rewrapVault']>[1]) {
    return this.#as(sessionToken, vault, (person) => {
      if (person.vault?.version !== vault.version) return failed({ code: 'vault_changed' })
      person.vault = { ...vault, version: vault.version + 1 }
      return done(person.vault)
    })
  }

  async listKeys(sessionToken: string) {
    return this.#as(sessionToken, {}, (person) => done([...person.keys]))
  }

  async addKey(sessionToken: string, key: Parameters<LinkApi['addKey']>[1]) {
    return this.#as(sessionToken, key, (person) => {
      const { replace: _, label = 'default', ...sealed } = key
      if (person.keys.some((other) => other.provider === key.provider && other.label === label)) {
        return failed({ code: 'key_exists' })
      }
      const stored = { ...sealed, label, createdAt: AT, updatedAt: AT }
      person.keys.push(stored)
      return done(stored)
    })
  }

  async authorize(sessionToken: string, authorization: Authorization) {
    return this.#as(sessionToken, authorization, () => {
      if (this.authorizations.length > 0) return failed({ code: 'link_session_used' })
      this.authorizations.push(authorization)
      return done({ connectionId: this.#view.grantId })
    })
  }

  #as<T>(sessionToken: string, body: object, work: (person: Person) => Outcome<T>): Outcome<T> {
    const person = this.#sessions.get(sessionToken)
    return this.#answer(body, () => (person ? work(person) : failed({ code: 'unauthenticated' })))
  }

  #answer<T>(body: object, work: () => Outcome<T>): Outcome<T> {
    this.sent.push(JSON.stringify(body))
    const failure = this.#failures.shift()
    return failure ? failed(failure) : work()
  }
}
