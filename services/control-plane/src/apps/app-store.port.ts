export interface StoredSecret {
  readonly id: string
  /** SHA-256 of the auth half, base64url. */
  readonly verifier: string
  readonly createdAt: Date
  /** Null: until it is rotated or revoked. */
  readonly expiresAt: Date | null
}

export interface AppProfile {
  readonly name: string
  readonly logoUrl: string | null
  /** Normal form, no duplicates. */
  readonly origins: readonly string[]
  /** Only the owner can connect to a test app. */
  readonly isTest: boolean
}

/** An uploaded logo. Its name follows from its content. */
export interface StoredLogo {
  readonly name: string
  readonly mediaType: string
  readonly image: Buffer
}

export interface StoredApp extends AppProfile {
  readonly id: string
  readonly ownerAccountId: string
  /** Of the uploaded logo; it goes before `logoUrl`. */
  readonly logoName: string | null
  readonly createdAt: Date
  /** Deleted apps stay, for the names in old connections and usage. */
  readonly deletedAt: Date | null
  readonly secrets: readonly StoredSecret[]
}

/** Whose app it is: with another owner there is no such app. */
export interface AppKey {
  readonly appId: string
  readonly ownerAccountId: string
}

/** A secret and the app whose it is. */
export interface FoundSecret extends AppKey {
  readonly secret: StoredSecret
}

/** What apps need from storage. Methods that take an AppKey MUST find nothing for another owner. */
export interface AppStore {
  /** MUST keep at most `appsMax` undeleted apps an account, under any concurrency. */
  add(app: StoredApp, appsMax: number): Promise<'added' | 'too_many'>
  /** Undeleted apps, oldest first. */
  list(ownerAccountId: string): Promise<StoredApp[]>
  /** Undeleted only. */
  find(key: AppKey): Promise<StoredApp | undefined>
  /** Deleted ones too, whoever owns them: for front doors that have proved otherwise that they may ask. */
  findAny(appIds: readonly string[]): Promise<StoredApp[]>
  /** MUST change an undeleted app only. */
  update(key: AppKey, change: Partial<AppProfile>): Promise<StoredApp | undefined>
  /** Replaces the uploaded logo, or removes it; false if there is no such undeleted app. */
  setLogo(key: AppKey, logo: StoredLogo | null): Promise<boolean>
  findLogo(name: string): Promise<StoredLogo | undefined>
  /** MUST end all secrets in the same transaction. True also for an app that was deleted before, so that it can be repeated. */
  markDeleted(key: AppKey, at: Date): Promise<boolean>
  /**
   * MUST in one transaction end former secrets at `formerEndAt` if they would live longer, drop the expired ones and
   * add the new one, keeping at most `secretsMax`.
   */
  rotateSecret(
    key: AppKey,
    rotation: { secret: StoredSecret; formerEndAt: Date; secretsMax: number },
  ): Promise<StoredApp | 'not_found' | 'too_many'>
  removeSecret(key: AppKey, secretId: string): Promise<boolean>
  /** True if an undeleted app, whoever owns it, has this origin. */
  hasOrigin(origin: string): Promise<boolean>
  /** The secret with its app, if the app is undeleted. */
  findSecret(secretId: string): Promise<FoundSecret | undefined>
}
