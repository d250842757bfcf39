import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Accounts, sessions, vaults and apps. */
export class Accounts1763683200000 implements MigrationInterface {
  readonly name = 'Accounts1763683200000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE accounts (
        id text PRIMARY KEY,
        email text NOT NULL,
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT accounts_email_key UNIQUE (email)
      )`)
    await runner.query(`
      CREATE TABLE sessions (
        id text PRIMARY KEY,
        account_id text NOT NULL REFERENCES accounts ON DELETE CASCADE,
        verifier text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL
      )`)
    await runner.query('CREATE INDEX sessions_account ON sessions (account_id, created_at)')
    await runner.query(`
      CREATE TABLE vaults (
        account_id text PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
        version integer NOT NULL CHECK (version > 0),
        kdf_salt text NOT NULL,
        kdf_memory_kib integer NOT NULL,
        kdf_iterations integer NOT NULL,
        wrapped_key_iv text NOT NULL,
        wrapped_key_ciphertext text NOT NULL,
        recovery_wrapped_key_iv text NOT NULL,
        recovery_wrapped_key_ciphertext text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      )`)
    await runner.query(`
      CREATE TABLE vault_keys (
        account_id text NOT NULL REFERENCES accounts ON DELETE CASCADE,
        provider text NOT NULL,
        label text NOT NULL,
        encrypted_key text NOT NULL,
        salt text NOT NULL,
        iv text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, provider, label)
      )`)
    await runner.query(`
      CREATE TABLE apps (
        id text PRIMARY KEY,
        owner_account_id text NOT NULL REFERENCES accounts ON DELETE CASCADE,
        name text NOT NULL,
        logo_url text,
        origins text[] NOT NULL,
        created_at timestamptz NOT NULL,
        deleted_at timestamptz
      )`)
    await runner.query('CREATE INDEX apps_owner ON apps (owner_account_id, created_at) WHERE deleted_at IS NULL')
    await runner.query(`
      CREATE TABLE app_secrets (
        id text PRIMARY KEY,
        app_id text NOT NULL REFERENCES apps ON DELETE CASCADE,
        verifier text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz
      )`)
    await runner.query('CREATE INDEX app_secrets_app ON app_secrets (app_id, created_at)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE app_secrets, apps, vault_keys, vaults, sessions, accounts')
  }
}
