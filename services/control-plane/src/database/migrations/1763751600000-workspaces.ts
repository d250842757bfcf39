import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whose rows go with a workspace, and the column that names it. */
const tables = {
  workspace_members: 'workspace_id',
  workspace_invitations: 'workspace_id',
  workspace_domains: 'workspace_id',
} as const

/** Workspaces, who is in them, who is invited, and which e-mail domains are theirs. */
export class Workspaces1763751600000 implements MigrationInterface {
  readonly name = 'Workspaces1763751600000'

  async up(runner: QueryRunner): Promise<void> {
    // The row of a deleted workspace stays: its audit and its ended keys still name it.
    await runner.query(`
      CREATE TABLE workspaces (
        id text PRIMARY KEY,
        name text NOT NULL,
        plan text NOT NULL CHECK (plan IN ('free', 'builder', 'team', 'business')),
        created_at timestamptz NOT NULL,
        deleted_at timestamptz
      )`)
    await runner.query(`
      CREATE TABLE workspace_members (
        workspace_id text NOT NULL REFERENCES workspaces,
        account_id text NOT NULL REFERENCES accounts,
        role text NOT NULL CHECK (role IN ('admin', 'viewer')),
        joined_at timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, account_id)
      )`)
    await runner.query('CREATE INDEX workspace_members_account ON workspace_members (account_id)')
    await runner.query(`
      CREATE TABLE workspace_invitations (
        id text PRIMARY KEY,
        workspace_id text NOT NULL REFERENCES workspaces,
        email text NOT NULL,
        role text NOT NULL CHECK (role IN ('admin', 'viewer')),
        verifier text NOT NULL,
        invited_by text,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        UNIQUE (workspace_id, email)
      )`)
    await runner.query('CREATE INDEX workspace_invitations_email ON workspace_invitations (email)')
    await runner.query(`
      CREATE TABLE workspace_domains (
        domain text PRIMARY KEY,
        workspace_id text NOT NULL REFERENCES workspaces,
        claimed_by text,
        claimed_at timestamptz NOT NULL
      )`)
    await runner.query('CREATE INDEX workspace_domains_workspace ON workspace_domains (workspace_id)')
    await this.#refuseDeleted(runner)
  }

  // As `refuse_departed`: the row stays, so foreign keys alone let a request through that was admitted before and inserts after.
  async #refuseDeleted(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION refuse_deleted_workspace() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM 1 FROM workspaces WHERE id = to_jsonb(NEW) ->> TG_ARGV[0] AND deleted_at IS NULL FOR KEY SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'the workspace is gone' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'workspace_deleted';
        END IF;
        RETURN NEW;
      END $$`)
    for (const [table, column] of Object.entries(tables)) {
      await runner.query(`
        CREATE TRIGGER ${table}_workspace BEFORE INSERT ON ${table}
        FOR EACH ROW EXECUTE FUNCTION refuse_deleted_workspace('${column}')`)
    }
    await runner.query(`
      CREATE TRIGGER grants_workspace BEFORE INSERT ON grants FOR EACH ROW
      WHEN (NEW.kind = 'key') EXECUTE FUNCTION refuse_deleted_workspace('owner_id')`)
    await runner.query(`
      CREATE TRIGGER workspace_members_departed BEFORE INSERT ON workspace_members
      FOR EACH ROW EXECUTE FUNCTION refuse_departed('account_id')`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER grants_workspace ON grants')
    await runner.query('DROP TABLE workspace_domains, workspace_invitations, workspace_members, workspaces')
    await runner.query('DROP FUNCTION refuse_deleted_workspace')
  }
}
