import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What housekeeping looks for, without reading every grant: they hold only what is still to be forgotten. */
export class Forgetting1763740800000 implements MigrationInterface {
  readonly name = 'Forgetting1763740800000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX grants_sealed_waiting ON grants (exchange_until) WHERE state = 'pending' AND credentials <> '[]'`)
    await runner.query(`
      CREATE INDEX grants_sealed_expiring ON grants (expires_at)
      WHERE state = 'active' AND expires_at IS NOT NULL AND credentials <> '[]'`)
    await runner.query(`CREATE INDEX grants_key_checks ON grants (expires_at) WHERE kind = 'check'`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX grants_sealed_waiting, grants_sealed_expiring, grants_key_checks')
  }
}
