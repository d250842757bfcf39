import type { DataSource } from 'typeorm'
import { inTransaction } from '../database/index.js'
import type { Departed, DepartingStore, Reach } from './departing-store.port.js'

// A grant that was revoked counts as well until relays are known to have been told.
const isGranting = `
  SELECT 1 FROM grants WHERE owner_id = $1 AND
    CASE state WHEN 'revoked' THEN projected_version < version ELSE expires_at IS NULL OR expires_at > $2 END
  UNION ALL SELECT 1 FROM apps WHERE owner_account_id = $1 AND deleted_at IS NULL
  UNION ALL SELECT 1 FROM workspace_members WHERE account_id = $1 LIMIT 1`

// Tables of other packages: which rows are about a person is a question across all of them, and it has to be answered in one transaction.
const mailboxErasures = [
  'DELETE FROM magic_links WHERE email = (SELECT email FROM accounts WHERE id = $1)',
  'DELETE FROM workspace_invitations WHERE email = (SELECT email FROM accounts WHERE id = $1)',
]
const erasures = [
  'UPDATE workspace_invitations SET invited_by = NULL WHERE invited_by = $1',
  'UPDATE workspace_domains SET claimed_by = NULL WHERE claimed_by = $1',
  ...['protected_keys', 'disposable_keys', 'management_tokens'].map(
    (table) =>
      `UPDATE ${table} SET created_by = created_by || '{"label": "deleted account"}' WHERE created_by ->> 'id' = $1`,
  ),
  'DELETE FROM sessions WHERE account_id = $1',
  'DELETE FROM passkeys WHERE account_id = $1',
  'DELETE FROM vaults WHERE account_id = $1',
  'DELETE FROM vault_keys WHERE account_id = $1',
  'DELETE FROM mails WHERE account_id = $1',
  'DELETE FROM account_budgets WHERE account_id = $1',
  'UPDATE link_sessions SET user_reference = NULL WHERE grant_id IN (SELECT id FROM grants WHERE owner_id = $1)',
  "UPDATE grants SET name = '', credentials = '[]', owner_envelope = NULL, user_reference = NULL WHERE owner_id = $1",
]

// Not an address, so nobody can register or ask for it.
const NOBODY = "'deleted:' || id"

/** Deleting accounts in PostgreSQL. */
export class PostgresDepartingStore implements DepartingStore {
  constructor(private readonly database: DataSource) {}

  async erase(accountId: string, at: Date, reach: Reach): Promise<'erased' | 'still_granting' | 'gone'> {
    return inTransaction(this.database, async (tx) => {
      // Whoever adds a row that refers to the account needs a share of this lock, so nothing is added until the end.
      const locked = 'SELECT 1 FROM accounts WHERE id = $1 AND deleted_at IS NULL FOR UPDATE'
      if ((await tx.query<unknown[]>(locked, [accountId])).length === 0) return 'gone'
      if ((await tx.query<unknown[]>(isGranting, [accountId, at])).length > 0) return 'still_granting'
      if (reach === 'with_mailbox') for (const erasure of mailboxErasures) await tx.query(erasure, [accountId])
      for (const erasure of erasures) await tx.query(erasure, [accountId])
      await tx.query(
        `UPDATE accounts SET email = ${NOBODY}, password_hash = NULL, email_proved_at = NULL, deleted_at = $2 WHERE id = $1`,
        [accountId, at],
      )
      return 'erased'
    })
  }

  async listUnswept(limit: number, after?: Departed): Promise<Departed[]> {
    return this.database.query<Departed[]>(
      `SELECT id AS "accountId", deleted_at AS "deletedAt" FROM accounts
       WHERE deleted_at IS NOT NULL AND swept_at IS NULL AND ($2::timestamptz IS NULL OR (deleted_at, id) > ($2, $3))
       ORDER BY deleted_at, id LIMIT $1`,
      [limit, after?.deletedAt ?? null, after?.accountId ?? ''],
    )
  }

  async finish(accountId: string, at: Date): Promise<void> {
    await inTransaction(this.database, async (tx) => {
      await tx.query('DELETE FROM grants WHERE owner_id = $1', [accountId])
      await tx.query('UPDATE accounts SET swept_at = $2 WHERE id = $1', [accountId, at])
    })
  }
}
