import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Protected keys, the disposable keys of them, and the public keys of relays. A deleted protected key stays as a row without its
 * ciphertext: the keys that were issued from it, and their usage, still name it. The grant of a disposable key says what it may do.
 */
export class ProtectedKeys1763760000000 implements MigrationInterface {
  readonly name = 'ProtectedKeys1763760000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE relay_keys (
        key_id text PRIMARY KEY,
        public_key text NOT NULL,
        is_announced boolean NOT NULL,
        is_current boolean NOT NULL,
        announced_at timestamptz NOT NULL
      )`)
    await runner.query('CREATE UNIQUE INDEX relay_keys_current ON relay_keys (is_current) WHERE is_current')
    await runner.query(`
      CREATE TABLE protected_keys (
        id text COLLATE "C" PRIMARY KEY,
        workspace_id text NOT NULL,
        name text NOT NULL,
        upstream text NOT NULL,
        auth jsonb NOT NULL,
        environment text,
        records_query boolean NOT NULL,
        relay_key_id text,
        enc text,
        ciphertext text,
        created_at timestamptz NOT NULL,
        created_by jsonb NOT NULL,
        credential_changed_at timestamptz NOT NULL,
        offered_at timestamptz,
        deleted_at timestamptz,
        CHECK ((deleted_at IS NULL) = (ciphertext IS NOT NULL AND enc IS NOT NULL AND relay_key_id IS NOT NULL))
      )`)
    await runner.query(
      'CREATE INDEX protected_keys_workspace ON protected_keys (workspace_id, created_at DESC, id DESC) WHERE deleted_at IS NULL',
    )
    await runner.query(
      'CREATE INDEX protected_keys_relay_key ON protected_keys (relay_key_id) WHERE deleted_at IS NULL',
    )
    await runner.query(`
      CREATE TRIGGER protected_keys_workspace BEFORE INSERT ON protected_keys
      FOR EACH ROW EXECUTE FUNCTION refuse_deleted_workspace('workspace_id')`)
    await runner.query(`
      CREATE TABLE disposable_keys (
        grant_id text COLLATE "C" PRIMARY KEY REFERENCES grants ON DELETE CASCADE,
        workspace_id text NOT NULL,
        connection_id text COLLATE "C" NOT NULL REFERENCES protected_keys,
        owner text NOT NULL CHECK (owner IN ('application', 'agent', 'person', 'vendor', 'delegated')),
        holder_email text,
        environment text,
        created_at timestamptz NOT NULL,
        created_by jsonb NOT NULL
      )`)
    await runner.query(
      'CREATE INDEX disposable_keys_workspace ON disposable_keys (workspace_id, created_at DESC, grant_id DESC)',
    )
    await runner.query('CREATE INDEX disposable_keys_connection ON disposable_keys (connection_id, created_at DESC)')
    // A provisioner leaves thousands of ended keys beside a few that live.
    await runner.query(
      "CREATE INDEX grants_live_keys ON grants (owner_id, expires_at) WHERE kind = 'key' AND state = 'active'",
    )
    await runner.query(
      'CREATE INDEX disposable_keys_holder ON disposable_keys (workspace_id, holder_email) WHERE holder_email IS NOT NULL',
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX grants_live_keys')
    await runner.query('DROP TABLE disposable_keys, protected_keys, relay_keys')
  }
}
