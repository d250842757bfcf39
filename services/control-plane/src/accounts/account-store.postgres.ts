import { LessThanOrEqual, type DataSource } from 'typeorm'
import { inTransaction, isUniqueViolation, lockFor } from '../database/index.js'
import type { AccountStore, StoredAccount, StoredSession } from './account-store.port.js'
import { AccountRow } from './account.row.js'
import { SessionRow } from './session.row.js'

/** Accounts and sessions in PostgreSQL. */
export class PostgresAccountStore implements AccountStore {
  constructor(private readonly database: DataSource) {}

  async addAccount(account: StoredAccount, session: StoredSession): Promise<'added' | 'email_taken'> {
    try {
      await inTransaction(this.database, async (tx) => {
        await tx.insert(AccountRow, { ...account })
        await tx.insert(SessionRow, { ...session })
      })
      return 'added'
    } catch (error) {
      if (isUniqueViolation(error, 'accounts_email_key')) return 'email_taken'
      throw error
    }
  }

  async findByEmail(email: string): Promise<StoredAccount | undefined> {
    return (await this.database.getRepository(AccountRow).findOneBy({ email })) ?? undefined
  }

  async findById(id: string): Promise<StoredAccount | undefined> {
    return (await this.database.getRepository(AccountRow).findOneBy({ id })) ?? undefined
  }

  async addSession(session: StoredSession, sessionsMax: number): Promise<void> {
    const { accountId } = session
    await inTransaction(this.database, async (tx) => {
      await lockFor(tx, `sessions:${accountId}`)
      await tx.delete(SessionRow, { accountId, expiresAt: LessThanOrEqual(session.createdAt) })
      const newestFirst = { where: { accountId }, order: { createdAt: 'DESC', id: 'ASC' } } as const
      const tooOld = await tx.find(SessionRow, { ...newestFirst, skip: sessionsMax - 1 })
      if (tooOld.length > 0) await tx.remove(tooOld)
      await tx.insert(SessionRow, { ...session })
    })
  }

  async findSession(id: string): Promise<StoredSession | undefined> {
    return (await this.database.getRepository(SessionRow).findOneBy({ id })) ?? undefined
  }

  async touchSession(id: string, at: Date): Promise<void> {
    await this.database.getRepository(SessionRow).update({ id }, { lastSeenAt: at })
  }

  async removeSession(accountId: string, id: string): Promise<void> {
    await this.database.getRepository(SessionRow).delete({ accountId, id })
  }

  async changePassword(accountId: string, hashes: { from: string; to: string }): Promise<'changed' | 'outdated'> {
    return inTransaction(this.database, async (tx) => {
      const where = { id: accountId, passwordHash: hashes.from }
      const { affected } = await tx.update(AccountRow, where, { passwordHash: hashes.to })
      if (affected !== 1) return 'outdated'
      await tx.delete(SessionRow, { accountId })
      return 'changed'
    })
  }
}
