import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Servers that are told of budgets, and what is on its way to them. */
export class Webhooks1763800000000 implements MigrationInterface {
  readonly name = 'Webhooks1763800000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhooks (
        id text PRIMARY KEY,
        app_id text REFERENCES apps,
        workspace_id text REFERENCES workspaces,
        sealed text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT webhooks_one_owner CHECK (num_nonnulls(app_id, workspace_id) = 1)
      )`)
    await runner.query('CREATE INDEX webhooks_app ON webhooks (app_id) WHERE app_id IS NOT NULL')
    await runner.query('CREATE INDEX webhooks_workspace ON webhooks (workspace_id) WHERE workspace_id IS NOT NULL')
    await runner.query(`
      CREATE TRIGGER webhooks_workspace BEFORE INSERT ON webhooks
      FOR EACH ROW WHEN (NEW.workspace_id IS NOT NULL) EXECUTE FUNCTION refuse_deleted_workspace('workspace_id')`)
    await runner.query(`
      CREATE TABLE webhook_messages (
        id text PRIMARY KEY,
        webhook_id text NOT NULL REFERENCES webhooks ON DELETE CASCADE,
        once_key text,
        type text NOT NULL,
        body text,
        attempts integer NOT NULL,
        last_status integer,
        last_problem text,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        due_at timestamptz,
        delivered_at timestamptz,
        CONSTRAINT webhook_messages_once UNIQUE (webhook_id, once_key)
      )`)
    await runner.query('CREATE INDEX webhook_messages_due ON webhook_messages (due_at) WHERE due_at IS NOT NULL')
    await runner.query('CREATE INDEX webhook_messages_list ON webhook_messages (webhook_id, created_at DESC, id)')
    await runner.query('CREATE INDEX webhook_messages_age ON webhook_messages (created_at) WHERE body IS NOT NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_messages')
    await runner.query('DROP TABLE webhooks')
  }
}
