import type { Budget, LedgerTerms } from '@1relay/contracts'
import type { DataSource } from 'typeorm'
import type { LedgerStore } from './ledger-store.port.js'

/** Ledgers in PostgreSQL: a row for every account that ever had a budget. Other owners have none, so they are at version 0 without caps. */
export class PostgresLedgerStore implements LedgerStore {
  constructor(private readonly database: DataSource) {}

  async find(ownerId: string): Promise<LedgerTerms> {
    const sql = 'SELECT version, budgets FROM account_budgets WHERE account_id = $1'
    const [row] = await this.database.query<LedgerTerms[]>(sql, [ownerId])
    return row ?? { version: 0, budgets: [] }
  }

  async replace(ownerId: string, budgets: readonly Budget[], now: Date): Promise<LedgerTerms> {
    const [row] = await this.database.query<{ version: number }[]>(
      `INSERT INTO account_budgets AS a (account_id, version, projected_version, budgets, changed_at)
       VALUES ($1, 1, 0, $2::jsonb, $3)
       ON CONFLICT (account_id) DO UPDATE SET version = a.version + 1, budgets = $2::jsonb, changed_at = $3
       RETURNING version`,
      [ownerId, JSON.stringify(budgets), now],
    )
    return { version: row?.version ?? 0, budgets: [...budgets] }
  }

  async overtake(ownerId: string, version: number, known: number, now: Date): Promise<boolean> {
    await this.database.query(
      `INSERT INTO account_budgets AS a (account_id, version, projected_version, budgets, changed_at)
       SELECT id, GREATEST($2::integer, $3::integer) + 1, 0, '[]', $4 FROM accounts WHERE id = $1 AND deleted_at IS NULL
       ON CONFLICT (account_id) DO UPDATE SET version = EXCLUDED.version, projected_version = 0, changed_at = $4
       WHERE a.version = $2`,
      [ownerId, version, known, now],
    )
    return (await this.find(ownerId)).version > 0
  }

  async markProjected(ownerId: string, version: number): Promise<void> {
    const sql = 'UPDATE account_budgets SET projected_version = $2 WHERE account_id = $1 AND projected_version < $2'
    await this.database.query(sql, [ownerId, version])
  }

  async listUnprojected(limit: number, except: readonly string[] = []): Promise<string[]> {
    const rows = await this.database.query<{ account_id: string }[]>(
      `SELECT account_id FROM account_budgets WHERE projected_version < version AND account_id <> ALL($2)
       ORDER BY changed_at LIMIT $1`,
      [limit, except],
    )
    return rows.map((row) => row.account_id)
  }

  async forgetProjections(since: Date): Promise<void> {
    await this.database.query('UPDATE account_budgets SET projected_version = 0 WHERE changed_at >= $1', [since])
  }
}
