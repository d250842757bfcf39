import type { DataSource } from 'typeorm'
import { inTransaction, isUniqueViolation, lockFor } from '../database/index.js'
import type { PasskeyStore, StoredPasskey } from './passkey-store.port.js'
import { PasskeyRow } from './passkey.row.js'

/** Passkeys in PostgreSQL. The vault key under one goes with it by foreign key. */
export class PostgresPasskeyStore implements PasskeyStore {
  constructor(private readonly database: DataSource) {}

  async add(passkey: StoredPasskey, passkeysMax: number): Promise<'added' | 'passkey_exists' | 'too_many'> {
    const { accountId } = passkey
    try {
      return await inTransaction(this.database, async (tx) => {
        await lockFor(tx, `passkeys:${accountId}`)
        if ((await tx.countBy(PasskeyRow, { accountId })) >= passkeysMax) return 'too_many'
        await tx.insert(PasskeyRow, { ...passkey, transports: [...passkey.transports] })
        return 'added'
      })
    } catch (error) {
      if (isUniqueViolation(error)) return 'passkey_exists'
      throw error
    }
  }

  async find(id: string): Promise<StoredPasskey | undefined> {
    return (await this.database.getRepository(PasskeyRow).findOneBy({ id })) ?? undefined
  }

  async list(accountId: string): Promise<StoredPasskey[]> {
    const order = { createdAt: 'ASC', id: 'ASC' } as const
    return this.database.getRepository(PasskeyRow).find({ where: { accountId }, order })
  }

  async markUsed(
    id: string,
    { from, to, isBackedUp, at }: { from: number; to: number; isBackedUp: boolean; at: Date },
  ): Promise<boolean> {
    const change = { counter: to, isBackedUp, lastUsedAt: at }
    const { affected } = await this.database.getRepository(PasskeyRow).update({ id, counter: from }, change)
    return affected === 1
  }

  async rename(accountId: string, id: string, name: string): Promise<StoredPasskey | undefined> {
    const passkeys = this.database.getRepository(PasskeyRow)
    await passkeys.update({ accountId, id }, { name })
    return (await passkeys.findOneBy({ accountId, id })) ?? undefined
  }

  async remove(accountId: string, id: string): Promise<boolean> {
    const { affected } = await this.database.getRepository(PasskeyRow).delete({ accountId, id })
    return affected === 1
  }
}
