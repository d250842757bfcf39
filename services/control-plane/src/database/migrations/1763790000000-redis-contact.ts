import type { MigrationInterface, QueryRunner } from 'typeorm'

/** When Redis was last seen to be there, and which servers that were. One row. */
export class RedisContact1763790000000 implements MigrationInterface {
  readonly name = 'RedisContact1763790000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE redis_contact (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        servers text NOT NULL,
        at timestamptz NOT NULL
      )`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE redis_contact')
  }
}
