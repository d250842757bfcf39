import { type DataSource, type EntityManager, LessThanOrEqual, Not } from 'typeorm'
import { inTransaction, lockFor } from '../database/index.js'
import type { SignInProof, StoredSession } from './account-store.port.js'
import type { SessionStore } from './session-store.port.js'
import { SessionRow } from './session.row.js'

/** Sessions in PostgreSQL. */
export class PostgresSessionStore implements SessionStore {
  constructor(private readonly database: DataSource) {}

  async add(
    session: StoredSession,
    { sessionsMax, proof }: { sessionsMax: number; proof?: SignInProof },
  ): Promise<'added' | 'outdated'> {
    const { accountId } = session
    return inTransaction(this.database, async (tx) => {
      await lockFor(tx, `sessions:${accountId}`)
      if (proof !== undefined && !(await holds(tx, accountId, proof))) return 'outdated'
      await tx.delete(SessionRow, { accountId, expiresAt: LessThanOrEqual(session.createdAt) })
      const newestFirst = { where: { accountId }, order: { createdAt: 'DESC', id: 'ASC' } } as const
      const tooOld = await tx.find(SessionRow, { ...newestFirst, skip: sessionsMax - 1 })
      if (tooOld.length > 0) await tx.remove(tooOld)
      await tx.insert(SessionRow, { ...session })
      return 'added'
    })
  }

  async find(id: string): Promise<StoredSession | undefined> {
    return (await this.database.getRepository(SessionRow).findOneBy({ id })) ?? undefined
  }

  async list(accountId: string): Promise<StoredSession[]> {
    const order = { lastSeenAt: 'DESC', createdAt: 'DESC', id: 'ASC' } as const
    return this.database.getRepository(SessionRow).find({ where: { accountId }, order })
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.database.getRepository(SessionRow).update({ id }, { lastSeenAt: at })
  }

  async remove(accountId: string, id: string): Promise<boolean> {
    const { affected } = await this.database.getRepository(SessionRow).delete({ accountId, id })
    return affected === 1
  }

  async removeOthers(accountId: string, keptId: string): Promise<void> {
    await this.database.getRepository(SessionRow).delete({ accountId, id: Not(keptId) })
  }
}

// Who changes the password or starts clean locks the account first, and then ends sessions: either they see ours, or we see them.
const holds = async (tx: EntityManager, accountId: string, proof: SignInProof): Promise<boolean> => {
  const [sql, shown] =
    'passwordHash' in proof
      ? ['SELECT 1 FROM accounts WHERE id = $1 AND password_hash = $2 FOR SHARE', proof.passwordHash]
      : [
          'SELECT 1 FROM accounts a JOIN passkeys p ON p.account_id = a.id WHERE a.id = $1 AND p.id = $2 FOR SHARE',
          proof.passkeyId,
        ]
  return (await tx.query<unknown[]>(sql, [accountId, shown])).length === 1
}
