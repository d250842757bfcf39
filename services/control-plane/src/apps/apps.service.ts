import { hash, timingSafeEqual } from 'node:crypto'
import { fault } from '@1relay/faults'
import { formatToken, makeHalf, makeId, parseClientId, parseToken } from '@1relay/vault'
import type { AppKey, AppProfile, AppStore, FoundSecret, StoredApp, StoredSecret } from './app-store.port.js'
import type { GrantsOfApp } from './grants-of-app.port.js'
import { normaliseOrigins } from './origins.js'

const APPS_MAX = 100
const SECRETS_MAX = 10

export type ClientSecret = Omit<StoredSecret, 'verifier'>

/** An app as others may see it: without verifiers, with the secrets that still work. */
export interface App extends AppProfile {
  readonly id: string
  readonly ownerAccountId: string
  readonly createdAt: Date
  readonly secrets: readonly ClientSecret[]
}

export interface AppsParts {
  store: AppStore
  /** Where uploaded logos are served, with the slash at its end. */
  logosUrl: string
  grants: GrantsOfApp
  clock: () => Date
}

/** Registers apps, rotates their secrets, and recognises who holds one. */
export class Apps {
  readonly #store: AppStore
  readonly #grants: GrantsOfApp
  readonly #logosUrl: string
  readonly #clock: () => Date

  constructor({ store, grants, logosUrl, clock }: AppsParts) {
    this.#store = store
    this.#logosUrl = logosUrl
    this.#grants = grants
    this.#clock = clock
  }

  /** The new app and its first client secret, which exists nowhere else. */
  async create(ownerAccountId: string, profile: AppProfile): Promise<{ app: App; clientSecret: string }> {
    const { secret, clientSecret } = this.#makeSecret()
    const nothing = { logoName: null, deletedAt: null }
    const base = { id: makeId(), ownerAccountId, createdAt: this.#clock(), ...nothing, secrets: [secret] }
    const app = { ...base, ...profile, ...acceptOrigins(profile) }
    if ((await this.#store.add(app, APPS_MAX)) === 'too_many') throw fault('too_many', `${APPS_MAX} apps`)
    return { app: this.#present(app), clientSecret }
  }

  async list(ownerAccountId: string): Promise<App[]> {
    return (await this.#store.list(ownerAccountId)).map((app) => this.#present(app))
  }

  async get(key: AppKey): Promise<App> {
    return this.#present(found(await this.#store.find(key)))
  }

  async update(key: AppKey, change: Partial<AppProfile>): Promise<App> {
    return this.#present(found(await this.#store.update(key, { ...change, ...acceptOrigins(change) })))
  }

  /**
   * Deletes the app, then revokes its grants. In this order no new grant can slip in between; if revoking fails, the
   * call fails and can be repeated.
   */
  async delete(key: AppKey): Promise<void> {
    if (!(await this.#store.markDeleted(key, this.#clock()))) throw fault('not_found', 'no such app of this owner')
    await this.#grants.revokeGrantsOfApp(key.appId)
  }

  /** A new client secret; former ones work for `overlapMs` more. */
  async rotateSecret(key: AppKey, overlapMs: number): Promise<{ app: App; clientSecret: string }> {
    const { secret, clientSecret } = this.#makeSecret()
    const formerEndAt = new Date(secret.createdAt.getTime() + overlapMs)
    const outcome = await this.#store.rotateSecret(key, { secret, formerEndAt, secretsMax: SECRETS_MAX })
    if (outcome === 'too_many') throw fault('too_many', `${SECRETS_MAX} live secrets`)
    return { app: this.#present(found(outcome === 'not_found' ? undefined : outcome)), clientSecret }
  }

  /** Ends one secret at once. */
  async revokeSecret(key: AppKey, secretId: string): Promise<void> {
    if (!(await this.#store.removeSecret(key, secretId))) throw fault('not_found', 'no such secret of this app')
  }

  /** The app of a client id and secret; undefined for every kind of doubt. */
  async findClient(
    clientId: string,
    clientSecret: string,
  ): Promise<{ kind: 'app'; appId: string; ownerAccountId: string } | undefined> {
    const [client, parsed] = [parseClientId(clientId), parseToken(clientSecret)]
    if (!client.ok || !parsed.ok || parsed.token.prefix !== '1r_cs') return undefined
    const found = await this.#findVerified(parsed.token)
    if (found?.appId !== client.id) return undefined
    return { kind: 'app', appId: found.appId, ownerAccountId: found.ownerAccountId }
  }

  /** Ends a client secret for whoever shows it: possession is proof enough. Gives the app whose it was; nothing for any other. */
  async endLeakedSecret(shown: { id: string; auth: string }): Promise<AppKey | undefined> {
    const found = await this.#findVerified(shown)
    if (found !== undefined) await this.#store.removeSecret(found, found.secret.id)
    return found
  }

  /** An undeleted app by its id, whoever owns it; for the pages that show it to people. */
  async findApp(appId: string): Promise<App | undefined> {
    const [app] = await this.#store.findAny([appId])
    return app === undefined || app.deletedAt !== null ? undefined : this.#present(app)
  }

  /** True if pages of this origin may frame Link. */
  isFrameOrigin(origin: string): Promise<boolean> {
    return this.#store.hasOrigin(origin)
  }

  /** Apps by id, deleted ones too: to name them in connections and usage. */
  async findAppsEverKnown(appIds: readonly string[]): Promise<ReadonlyMap<string, App>> {
    const apps = appIds.length === 0 ? [] : await this.#store.findAny(appIds)
    return new Map(apps.map((app) => [app.id, this.#present(app)]))
  }

  async #findVerified({ id, auth }: { id: string; auth: string }): Promise<FoundSecret | undefined> {
    const found = await this.#store.findSecret(id)
    if (found === undefined || !isVerified(auth, found.secret.verifier)) return undefined
    return isLive(found.secret, this.#clock()) ? found : undefined
  }

  #present({ deletedAt: _, logoName, secrets, ...app }: StoredApp): App {
    const now = this.#clock()
    const live = secrets.filter((secret) => isLive(secret, now))
    const logoUrl = logoName === null ? app.logoUrl : `${this.#logosUrl}${logoName}`
    return { ...app, logoUrl, secrets: live.map(({ id, createdAt, expiresAt }) => ({ id, createdAt, expiresAt })) }
  }

  #makeSecret(): { secret: StoredSecret; clientSecret: string } {
    const [id, auth] = [makeId(), makeHalf()]
    const verifier = hash('sha256', auth, 'base64url')
    const secret = { id, verifier, createdAt: this.#clock(), expiresAt: null }
    return { secret, clientSecret: formatToken({ prefix: '1r_cs', id, auth }) }
  }
}

const found = (app: StoredApp | undefined): StoredApp => {
  if (app === undefined) throw fault('not_found', 'no such app of this owner')
  return app
}

const isLive = ({ expiresAt }: StoredSecret, now: Date): boolean => expiresAt === null || expiresAt > now

const isVerified = (auth: string, verifier: string): boolean =>
  timingSafeEqual(hash('sha256', auth, 'buffer'), Buffer.from(verifier, 'base64url'))

const acceptOrigins = ({ origins }: Partial<AppProfile>): { origins?: string[] } => {
  if (origins === undefined) return {}
  const normal = normaliseOrigins(origins)
  if (normal !== undefined) return { origins: normal }
  const details = [{ field: '/origins', problem: 'has an entry that is no origin' }]
  throw fault('invalid_request', 'an origin that does not parse', { details })
}
