import { type DataSource, type EntityManager, IsNull, Not } from 'typeorm'
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

  async proveEmail(fresh: StoredAccount & { emailProvedAt: Date }): Promise<StoredAccount> {
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
      return startClean(tx, account, fresh.emailProvedAt)
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

// Somebody may have registered an address that is not theirs and wait for its person to move in. Passkeys and management
// tokens have packages of their own; they go here because nothing that could come in by this account may outlive this transaction.
const startClean = async (tx: EntityManager, account: AccountRow, at: Date): Promise<StoredAccount> => {
  const clean = { passwordHash: null, emailProvedAt: at }
  await tx.update(AccountRow, { id: account.id }, clean)
  await tx.delete(SessionRow, { accountId: account.id })
  await tx.query('DELETE FROM passkeys WHERE account_id = $1', [account.id])
  await tx.query("DELETE FROM management_tokens WHERE created_by ->> 'id' = $1", [account.id])
  return { ...account, ...clean }
}
