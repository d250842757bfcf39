import type { MigrationInterface, QueryRunner } from 'typeorm'

const usageTables = ['usage_events', 'usage_daily', 'usage_slots'] as const

/**
 * A grant belongs to an account, a workspace or a relay user, so no foreign key can say to whom; accounts are never deleted as rows, and
 * what is made for one that departs is still refused. Usage has the same owner as the grant that made it.
 */
export class GrantOwners1763748000000 implements MigrationInterface {
  readonly name = 'GrantOwners1763748000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER grants_departed ON grants')
    await runner.query('ALTER TABLE grants DROP CONSTRAINT grants_account_id_fkey, DROP CONSTRAINT grants_kind_check')
    await runner.query('ALTER TABLE grants RENAME COLUMN account_id TO owner_id')
    await runner.query('ALTER INDEX grants_account RENAME TO grants_owner')
    await runner.query(`
      ALTER TABLE grants ADD COLUMN network jsonb, ADD COLUMN origins text[],
        ADD COLUMN records_query boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT grants_kind_check CHECK (kind IN ('link', 'bot', 'check', 'key', 'user'))`)
    await runner.query(`
      CREATE TRIGGER grants_departed BEFORE INSERT ON grants FOR EACH ROW
      WHEN (NEW.kind IN ('link', 'bot', 'check')) EXECUTE FUNCTION refuse_departed('owner_id')`)
    for (const table of usageTables) {
      await runner.query(`ALTER TABLE ${table} RENAME COLUMN account_id TO owner_id`)
      await runner.query(`ALTER INDEX ${table}_account RENAME TO ${table}_owner`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of usageTables) {
      await runner.query(`ALTER INDEX ${table}_owner RENAME TO ${table}_account`)
      await runner.query(`ALTER TABLE ${table} RENAME COLUMN owner_id TO account_id`)
    }
    await runner.query(`DELETE FROM grants WHERE kind IN ('key', 'user')`)
    await runner.query('DROP TRIGGER grants_departed ON grants')
    await runner.query(`
      ALTER TABLE grants DROP COLUMN network, DROP COLUMN origins, DROP COLUMN records_query,
        DROP CONSTRAINT grants_kind_check, ADD CONSTRAINT grants_kind_check CHECK (kind IN ('link', 'bot', 'check'))`)
    await runner.query('ALTER INDEX grants_owner RENAME TO grants_account')
    await runner.query('ALTER TABLE grants RENAME COLUMN owner_id TO account_id')
    await runner.query('ALTER TABLE grants ADD FOREIGN KEY (account_id) REFERENCES accounts ON DELETE CASCADE')
    await runner.query(`
      CREATE TRIGGER grants_departed BEFORE INSERT ON grants
      FOR EACH ROW EXECUTE FUNCTION refuse_departed('account_id')`)
  }
}
