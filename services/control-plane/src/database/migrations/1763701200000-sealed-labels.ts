import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Which key of the vault a grant's credentials came from, and a third kind of grant, the key check. Of grants that are there
 * already nobody noted the label; they count for every label, and the person decides.
 */
export class SealedLabels1763701200000 implements MigrationInterface {
  readonly name = 'SealedLabels1763701200000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE grants ADD COLUMN labels jsonb NOT NULL DEFAULT '{}'`)
    await runner.query('ALTER TABLE grants DROP CONSTRAINT grants_kind_check')
    await runner.query(`ALTER TABLE grants ADD CONSTRAINT grants_kind_check CHECK (kind IN ('link', 'bot', 'check'))`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM grants WHERE kind = 'check'`)
    await runner.query('ALTER TABLE grants DROP CONSTRAINT grants_kind_check')
    await runner.query(`ALTER TABLE grants ADD CONSTRAINT grants_kind_check CHECK (kind IN ('link', 'bot'))`)
    await runner.query('ALTER TABLE grants DROP COLUMN labels')
  }
}
