import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Accounts without a password, mailed links, passkeys, what sessions say of themselves, and mails that wait to be sent. */
export class SignIn1763712000000 implements MigrationInterface {
  readonly name = 'SignIn1763712000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE accounts
        ALTER COLUMN password_hash DROP NOT NULL,
        ADD COLUMN email_proved_at timestamptz,
        ADD COLUMN deleted_at timestamptz,
        ADD COLUMN swept_at timestamptz`)
    await runner.query(
      'CREATE INDEX accounts_unswept ON accounts (deleted_at) WHERE swept_at IS NULL AND deleted_at IS NOT NULL',
    )
    await runner.query(`
      ALTER TABLE sessions
        ADD COLUMN method text NOT NULL DEFAULT 'password' CHECK (method IN ('password', 'magic_link', 'passkey')),
        ADD COLUMN ip text,
        ADD COLUMN user_agent text`)
    await runner.query('ALTER TABLE sessions ALTER COLUMN method DROP DEFAULT')
    await runner.query(`
      CREATE TABLE magic_links (
        id text PRIMARY KEY,
        email text NOT NULL,
        verifier text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`)
    await runner.query('CREATE INDEX magic_links_email ON magic_links (email)')
    await runner.query('CREATE INDEX magic_links_expiry ON magic_links (expires_at)')
    await runner.query(`
      CREATE TABLE passkeys (
        id text PRIMARY KEY,
        account_id text NOT NULL REFERENCES accounts ON DELETE CASCADE,
        public_key text NOT NULL,
        counter bigint NOT NULL CHECK (counter >= 0),
        transports text[] NOT NULL,
        is_backed_up boolean NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        UNIQUE (account_id, id)
      )`)
    // Both parents must be there, and of one account; whichever goes takes the wrap along.
    await runner.query(`
      CREATE TABLE vault_passkeys (
        credential_id text PRIMARY KEY,
        account_id text NOT NULL REFERENCES vaults ON DELETE CASCADE,
        prf_salt text NOT NULL,
        iv text NOT NULL,
        wrapped_key text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT vault_passkeys_passkey FOREIGN KEY (account_id, credential_id)
          REFERENCES passkeys (account_id, id) ON DELETE CASCADE
      )`)
    await runner.query('CREATE INDEX vault_passkeys_account ON vault_passkeys (account_id)')
    await runner.query(`
      CREATE TABLE mails (
        id text PRIMARY KEY,
        account_id text REFERENCES accounts ON DELETE CASCADE,
        once_key text UNIQUE,
        sealed text,
        attempts integer NOT NULL,
        created_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`)
    await runner.query('CREATE INDEX mails_due ON mails (due_at) WHERE sealed IS NOT NULL')
    await runner.query('CREATE INDEX mails_account ON mails (account_id)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mails, vault_passkeys, passkeys, magic_links')
    await runner.query('ALTER TABLE sessions DROP COLUMN method, DROP COLUMN ip, DROP COLUMN user_agent')
    await runner.query('ALTER TABLE accounts DROP COLUMN email_proved_at, DROP COLUMN deleted_at, DROP COLUMN swept_at')
    await runner.query('DELETE FROM accounts WHERE password_hash IS NULL')
    await runner.query('ALTER TABLE accounts ALTER COLUMN password_hash SET NOT NULL')
  }
}
