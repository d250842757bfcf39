import { ArrayContains, In, IsNull, LessThanOrEqual, type DataSource, type EntityManager } from 'typeorm'
import { inTransaction, lockFor } from '../database/index.js'
import type {
  AppKey,
  AppProfile,
  AppStore,
  FoundSecret,
  StoredApp,
  StoredLogo,
  StoredSecret,
} from './app-store.port.js'
import { AppLogoRow } from './app-logo.row.js'
import { AppSecretRow } from './app-secret.row.js'
import { AppRow } from './app.row.js'

/** Apps and their secrets in PostgreSQL. */
export class PostgresAppStore implements AppStore {
  constructor(private readonly database: DataSource) {}

  async add({ secrets, ...app }: StoredApp, appsMax: number): Promise<'added' | 'too_many'> {
    const { ownerAccountId } = app
    return inTransaction(this.database, async (tx) => {
      await lockFor(tx, `apps:${ownerAccountId}`)
      if ((await tx.countBy(AppRow, { ownerAccountId, deletedAt: IsNull() })) >= appsMax) return 'too_many'
      await tx.insert(AppRow, { ...app, origins: [...app.origins] })
      await tx.insert(
        AppSecretRow,
        secrets.map((secret) => ({ ...secret, appId: app.id })),
      )
      return 'added'
    })
  }

  async list(ownerAccountId: string): Promise<StoredApp[]> {
    const where = { ownerAccountId, deletedAt: IsNull() }
    const rows = await this.database.getRepository(AppRow).find({ where, order: { createdAt: 'ASC', id: 'ASC' } })
    return withSecrets(this.database.manager, rows)
  }

  async find(key: AppKey): Promise<StoredApp | undefined> {
    return findOwned(this.database.manager, key)
  }

  async findAny(appIds: readonly string[]): Promise<StoredApp[]> {
    const rows = await this.database.getRepository(AppRow).findBy({ id: In(appIds) })
    return withSecrets(this.database.manager, rows)
  }

  async update(key: AppKey, { origins, ...change }: Partial<AppProfile>): Promise<StoredApp | undefined> {
    const columns = { ...change, ...(origins && { origins: [...origins] }) }
    await this.database.getRepository(AppRow).update(owned(key), columns)
    return this.find(key)
  }

  async setLogo(key: AppKey, logo: StoredLogo | null): Promise<boolean> {
    return inTransaction(this.database, async (tx) => {
      const { affected } = await tx.update(AppRow, owned(key), { logoName: logo?.name ?? null })
      if (affected !== 1) return false
      if (logo === null) await tx.delete(AppLogoRow, { appId: key.appId })
      else await tx.upsert(AppLogoRow, { appId: key.appId, ...logo }, ['appId'])
      return true
    })
  }

  async findLogo(name: string): Promise<StoredLogo | undefined> {
    const row = await this.database.getRepository(AppLogoRow).findOneBy({ name })
    return row === null ? undefined : { name, mediaType: row.mediaType, image: row.image }
  }

  async markDeleted(key: AppKey, at: Date): Promise<boolean> {
    return inTransaction(this.database, async (tx) => {
      await tx.update(AppRow, owned(key), { deletedAt: at })
      const isKnown = await tx.existsBy(AppRow, { id: key.appId, ownerAccountId: key.ownerAccountId })
      if (isKnown) await tx.delete(AppSecretRow, { appId: key.appId })
      // Of another package, in the same transaction: nobody is told of an app that is gone.
      if (isKnown) await tx.query('DELETE FROM webhooks WHERE app_id = $1', [key.appId])
      return isKnown
    })
  }

  async rotateSecret(
    key: AppKey,
    { secret, formerEndAt, secretsMax }: { secret: StoredSecret; formerEndAt: Date; secretsMax: number },
  ): Promise<StoredApp | 'not_found' | 'too_many'> {
    const { appId } = key
    return inTransaction(this.database, async (tx) => {
      await lockFor(tx, `app-secrets:${appId}`)
      if (!(await tx.existsBy(AppRow, owned(key)))) return 'not_found'
      await tx.query('UPDATE app_secrets SET expires_at = LEAST(expires_at, $2) WHERE app_id = $1', [
        appId,
        formerEndAt,
      ])
      await tx.delete(AppSecretRow, { appId, expiresAt: LessThanOrEqual(secret.createdAt) })
      if ((await tx.countBy(AppSecretRow, { appId })) >= secretsMax) throw new TooMany()
      await tx.insert(AppSecretRow, { ...secret, appId })
      return (await findOwned(tx, key)) ?? 'not_found'
    }).catch((error: unknown) => {
      if (error instanceof TooMany) return 'too_many'
      throw error
    })
  }

  async removeSecret(key: AppKey, secretId: string): Promise<boolean> {
    return inTransaction(this.database, async (tx) => {
      if (!(await tx.existsBy(AppRow, owned(key)))) return false
      const { affected } = await tx.delete(AppSecretRow, { id: secretId, appId: key.appId })
      return affected === 1
    })
  }

  async hasOrigin(origin: string): Promise<boolean> {
    return this.database.getRepository(AppRow).existsBy({ origins: ArrayContains([origin]), deletedAt: IsNull() })
  }

  async findSecret(secretId: string): Promise<FoundSecret | undefined> {
    const row = await this.database.getRepository(AppSecretRow).findOneBy({ id: secretId })
    if (row === null) return undefined
    const { appId } = row
    const app = await this.database.getRepository(AppRow).findOneBy({ id: appId, deletedAt: IsNull() })
    return app === null ? undefined : { secret: toSecret(row), appId, ownerAccountId: app.ownerAccountId }
  }
}

// Thrown inside the transaction, so that the former secrets keep their lifetime.
class TooMany extends Error {}

const owned = ({ appId, ownerAccountId }: AppKey) => ({ id: appId, ownerAccountId, deletedAt: IsNull() })

const findOwned = async (manager: EntityManager, key: AppKey): Promise<StoredApp | undefined> => {
  const row = await manager.findOneBy(AppRow, owned(key))
  const [app] = row === null ? [] : await withSecrets(manager, [row])
  return app
}

const withSecrets = async (manager: EntityManager, rows: readonly AppRow[]): Promise<StoredApp[]> => {
  const where = { appId: In(rows.map((row) => row.id)) }
  const secrets = await manager.find(AppSecretRow, { where, order: { createdAt: 'ASC', id: 'ASC' } })
  return rows.map((row) => ({ ...row, secrets: secrets.filter(({ appId }) => appId === row.id).map(toSecret) }))
}

const toSecret = ({ id, verifier, createdAt, expiresAt }: AppSecretRow): StoredSecret => ({
  id,
  verifier,
  createdAt,
  expiresAt,
})
