import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Link sessions that change a connection, redirect, and tell what happened in them; test apps, and logos of our own. */
export class LinkUpdates1763719200000 implements MigrationInterface {
  readonly name = 'LinkUpdates1763719200000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE link_sessions
        ADD COLUMN updates_grant_id text,
        ADD COLUMN used_at timestamptz,
        ADD COLUMN redirect_uri text,
        ADD COLUMN state text,
        ADD COLUMN events jsonb NOT NULL DEFAULT '[]'`)
    await runner.query('CREATE INDEX link_sessions_app ON link_sessions (app_id, created_at DESC, id DESC)')
    await runner.query(`
      ALTER TABLE apps
        ADD COLUMN is_test boolean NOT NULL DEFAULT false,
        ADD COLUMN logo_name text`)
    await runner.query(`
      CREATE TABLE app_logos (
        app_id text PRIMARY KEY REFERENCES apps ON DELETE CASCADE,
        name text NOT NULL,
        media_type text NOT NULL,
        image bytea NOT NULL
      )`)
    await runner.query('CREATE INDEX app_logos_name ON app_logos (name)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE app_logos')
    await runner.query('ALTER TABLE apps DROP COLUMN is_test, DROP COLUMN logo_name')
    await runner.query('DROP INDEX link_sessions_app')
    await runner.query(`
      ALTER TABLE link_sessions DROP COLUMN updates_grant_id, DROP COLUMN used_at, DROP COLUMN redirect_uri,
        DROP COLUMN state, DROP COLUMN events`)
  }
}
