import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What everything that an account pays for may cost together. */
export class AccountBudgets1763715600000 implements MigrationInterface {
  readonly name = 'AccountBudgets1763715600000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_budgets (
        account_id text PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
        version integer NOT NULL CHECK (version > 0),
        projected_version integer NOT NULL CHECK (projected_version >= 0),
        budgets jsonb NOT NULL,
        changed_at timestamptz NOT NULL
      )`)
    await runner.query(
      'CREATE INDEX account_budgets_unprojected ON account_budgets (changed_at) WHERE projected_version < version',
    )
    await runner.query('CREATE INDEX account_budgets_changed ON account_budgets (changed_at)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_budgets')
  }
}
