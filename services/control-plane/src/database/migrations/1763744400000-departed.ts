import type { MigrationInterface, QueryRunner } from 'typeorm'

const tables = {
  sessions: 'account_id',
  passkeys: 'account_id',
  vaults: 'account_id',
  vault_keys: 'account_id',
  account_budgets: 'account_id',
  grants: 'account_id',
  apps: 'owner_account_id',
} as const

/**
 * Nothing new for an account that was deleted. Its row stays, so foreign keys alone let a request through that was signed in
 * before and inserts after: a grant that nobody would ever revoke.
 */
export class Departed1763744400000 implements MigrationInterface {
  readonly name = 'Departed1763744400000'

  async up(runner: QueryRunner): Promise<void> {
    // FOR KEY SHARE waits for a deletion that has locked the account, and then looks again.
    await runner.query(`
      CREATE FUNCTION refuse_departed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM 1 FROM accounts WHERE id = to_jsonb(NEW) ->> TG_ARGV[0] AND deleted_at IS NULL FOR KEY SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'the account is gone' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'account_departed';
        END IF;
        RETURN NEW;
      END $$`)
    for (const [table, column] of Object.entries(tables)) {
      await runner.query(`
        CREATE TRIGGER ${table}_departed BEFORE INSERT ON ${table}
        FOR EACH ROW EXECUTE FUNCTION refuse_departed('${column}')`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(tables)) await runner.query(`DROP TRIGGER ${table}_departed ON ${table}`)
    await runner.query('DROP FUNCTION refuse_departed')
  }
}
