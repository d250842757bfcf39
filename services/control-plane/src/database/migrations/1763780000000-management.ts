import type { MigrationInterface, QueryRunner } from 'typeorm'

const tables = ['management_tokens', 'trusted_ips', 'ip_confirmations'] as const

/** Management tokens; from where holders of keys may call, and what they were asked about. */
export class Management1763780000000 implements MigrationInterface {
  readonly name = 'Management1763780000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE management_tokens (
        id text PRIMARY KEY,
        workspace_id text NOT NULL REFERENCES workspaces,
        name text NOT NULL,
        role text NOT NULL,
        verifier text NOT NULL,
        cidrs text[],
        methods text[],
        paths text[],
        bounds jsonb,
        created_by jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        last_used_at timestamptz,
        last_denied_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT management_tokens_bounds CHECK ((role = 'provisioner') = (bounds IS NOT NULL))
      )`)
    await runner.query('CREATE INDEX management_tokens_list ON management_tokens (workspace_id, created_at, id)')
    await runner.query(`
      CREATE INDEX disposable_keys_minted ON disposable_keys ((created_by ->> 'id'), created_at DESC, grant_id DESC)
      WHERE owner = 'delegated'`)
    await runner.query(`
      CREATE TABLE trusted_ips (
        id text PRIMARY KEY,
        workspace_id text NOT NULL REFERENCES workspaces,
        holder_email text NOT NULL,
        network text NOT NULL,
        how text NOT NULL,
        key_id text NOT NULL,
        client text NOT NULL,
        trusted_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT trusted_ips_once UNIQUE (workspace_id, holder_email, network)
      )`)
    await runner.query(
      'CREATE INDEX trusted_ips_list ON trusted_ips (workspace_id, trusted_at, id) WHERE revoked_at IS NULL',
    )
    await runner.query(`
      CREATE TABLE ip_confirmations (
        id text PRIMARY KEY,
        workspace_id text NOT NULL REFERENCES workspaces,
        holder_email text NOT NULL,
        network text NOT NULL,
        ip text NOT NULL,
        client text NOT NULL,
        key_id text NOT NULL,
        verifier text NOT NULL,
        state text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        mailed_at timestamptz
      )`)
    await runner.query(
      "CREATE UNIQUE INDEX ip_confirmations_open ON ip_confirmations (workspace_id, holder_email, network) WHERE state = 'open'",
    )
    await runner.query('CREATE INDEX ip_confirmations_holder ON ip_confirmations (holder_email, created_at)')
    await runner.query('CREATE INDEX ip_confirmations_expiry ON ip_confirmations (expires_at)')
    for (const table of tables) {
      await runner.query(`
        CREATE TRIGGER ${table}_workspace BEFORE INSERT ON ${table}
        FOR EACH ROW EXECUTE FUNCTION refuse_deleted_workspace('workspace_id')`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX disposable_keys_minted')
    for (const table of tables) await runner.query(`DROP TABLE ${table}`)
  }
}
