import { type DataSource, IsNull, Not } from 'typeorm'
import { inTransaction, isUniqueViolation } from '../database/index.js'
import type { AccountStore, StoredAccount, StoredSession } from './account-store.port.js'
import { AccountRow } from './account.row.js'
import { SessionRow } from './session.row.js'

/** Accounts in PostgreSQL. */
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

  async proveEmail(
    fresh: StoredAccount & { emailProvedAt: Date },
    heldBy: string | undefined,
  ): Promise<StoredAccount | 'unproved'> {
    return inTransaction(this.database, async (tx) => {
      const made = tx
        .createQueryBuilder()
        .insert()
        .into(AccountRow)
        .values({ ...fresh })
        .orIgnore()
      await made.execute()
      const lock = { mode: 'pessimistic_write' } as const
      const account = await tx.findOneOrFail(AccountRow, { where: { email: fresh.email }, lock })
      if (account.emailProvedAt !== null) return account
      if (account.id !== heldBy) return 'unproved'
      await tx.update(AccountRow, { id: account.id }, { emailProvedAt: fresh.emailProvedAt })
      return { ...account, emailProvedAt: fresh.emailProvedAt }
    })
  }

  async changePassword(
    accountId: string,
    { from, to, keptSessionId }: { from: string | null; to: string; keptSessionId: string },
  ): Promise<'changed' | 'outdated'> {
    return inTransaction(this.database, async (tx) => {
      const where = { id: accountId, passwordHash: from ?? IsNull() }
      const { affected } = await tx.update(AccountRow, where, { passwordHash: to })
      if (affected !== 1) return 'outdated'
      await tx.delete(SessionRow, { accountId, id: Not(keptSessionId) })
      return 'changed'
    })
  }
}
