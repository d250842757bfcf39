import type { DataSource } from 'typeorm'
import { inTransaction, isUniqueViolation, lockFor } from '../database/index.js'
import type { SealedKey, StoredKey, StoredVault, VaultContent, VaultStore } from './vault-store.port.js'
import { VaultKeyRow } from './vault-key.row.js'
import { VaultRow } from './vault.row.js'

/** Vaults and sealed keys in PostgreSQL. */
export class PostgresVaultStore implements VaultStore {
  constructor(private readonly database: DataSource) {}

  async findVault(accountId: string): Promise<StoredVault | undefined> {
    const row = await this.database.getRepository(VaultRow).findOneBy({ accountId })
    return row === null ? undefined : toVault(row)
  }

  async addVault(accountId: string, content: VaultContent, at: Date): Promise<StoredVault | 'vault_exists'> {
    const row = { accountId, version: 1, ...toColumns(content), createdAt: at, updatedAt: at }
    try {
      await this.database.getRepository(VaultRow).insert(row)
      return { version: 1, ...content }
    } catch (error) {
      if (isUniqueViolation(error)) return 'vault_exists'
      throw error
    }
  }

  async replaceVault(
    accountId: string,
    { version, content, at }: { version: number; content: VaultContent; at: Date },
  ): Promise<StoredVault | 'vault_changed' | 'not_found'> {
    const next = { version: version + 1, ...toColumns(content), updatedAt: at }
    const vaults = this.database.getRepository(VaultRow)
    const { affected } = await vaults.update({ accountId, version }, next)
    if (affected === 1) return { version: next.version, ...content }
    return (await vaults.existsBy({ accountId })) ? 'vault_changed' : 'not_found'
  }

  async listKeys(accountId: string): Promise<StoredKey[]> {
    const order = { createdAt: 'ASC', provider: 'ASC', label: 'ASC' } as const
    const rows = await this.database.getRepository(VaultKeyRow).find({ where: { accountId }, order })
    return rows.map(toKey)
  }

  async putKey(
    accountId: string,
    key: SealedKey,
    { replace, keysMax, at }: { replace: boolean; keysMax: number; at: Date },
  ): Promise<{ outcome: 'added' | 'replaced'; key: StoredKey } | 'key_exists' | 'too_many'> {
    const which = { accountId, provider: key.provider, label: key.label }
    return inTransaction(this.database, async (tx) => {
      await lockFor(tx, `vault-keys:${accountId}`)
      const former = await tx.findOneBy(VaultKeyRow, which)
      if (former !== null && !replace) return 'key_exists'
      if (former === null && (await tx.countBy(VaultKeyRow, { accountId })) >= keysMax) return 'too_many'
      const stored = { ...key, createdAt: former?.createdAt ?? at, updatedAt: at }
      if (former === null) await tx.insert(VaultKeyRow, { accountId, ...stored })
      else await tx.update(VaultKeyRow, which, stored)
      return { outcome: former === null ? 'added' : 'replaced', key: stored }
    })
  }

  async removeKey(accountId: string, { provider, label }: { provider: string; label: string }): Promise<boolean> {
    const { affected } = await this.database.getRepository(VaultKeyRow).delete({ accountId, provider, label })
    return affected === 1
  }
}

const toColumns = ({ kdf, wrappedKey, recoveryWrappedKey }: VaultContent) => ({
  kdfSalt: kdf.salt,
  kdfMemoryKiB: kdf.memoryKiB,
  kdfIterations: kdf.iterations,
  wrappedKeyIv: wrappedKey.iv,
  wrappedKeyCiphertext: wrappedKey.ciphertext,
  recoveryWrappedKeyIv: recoveryWrappedKey.iv,
  recoveryWrappedKeyCiphertext: recoveryWrappedKey.ciphertext,
})

const toVault = (row: VaultRow): StoredVault => ({
  version: row.version,
  kdf: {
    algorithm: 'argon2id',
    salt: row.kdfSalt,
    memoryKiB: row.kdfMemoryKiB,
    iterations: row.kdfIterations,
    parallelism: 1,
  },
  wrappedKey: { iv: row.wrappedKeyIv, ciphertext: row.wrappedKeyCiphertext },
  recoveryWrappedKey: { iv: row.recoveryWrappedKeyIv, ciphertext: row.recoveryWrappedKeyCiphertext },
})

const toKey = ({ provider, label, encryptedKey, salt, iv, createdAt, updatedAt }: VaultKeyRow): StoredKey => ({
  provider,
  label,
  encryptedKey,
  salt,
  iv,
  createdAt,
  updatedAt,
})
