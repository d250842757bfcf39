import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Grants and the Link sessions that lead to them. */
export class Grants1763686800000 implements MigrationInterface {
  readonly name = 'Grants1763686800000'

  async up(runner: QueryRunner): Promise<void> {
    // The C collation sorts ids as the cursor compares them, whatever locale the server was set up with.
    await runner.query(`
      CREATE TABLE grants (
        id text COLLATE "C" PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('link', 'bot')),
        prefix text NOT NULL,
        account_id text NOT NULL REFERENCES accounts ON DELETE CASCADE,
        app_id text,
        name text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'active', 'revoked')),
        version integer NOT NULL CHECK (version > 0),
        projected_version integer NOT NULL CHECK (projected_version >= 0),
        verifier text,
        scope jsonb NOT NULL,
        limits jsonb NOT NULL,
        budgets jsonb NOT NULL,
        providers text[] NOT NULL,
        credentials jsonb NOT NULL,
        owner_envelope jsonb,
        expires_at timestamptz,
        user_reference text,
        proof_hash text,
        exchange_until timestamptz,
        exchanged_at timestamptz,
        repeat_key text,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        revoked_at timestamptz,
        last_used_at timestamptz,
        CONSTRAINT grants_active_has_verifier CHECK (state <> 'active' OR verifier IS NOT NULL)
      )`)
    await runner.query('CREATE INDEX grants_account ON grants (account_id, kind, created_at DESC, id DESC)')
    await runner.query('CREATE INDEX grants_app ON grants (app_id, kind, created_at DESC, id DESC)')
    await runner.query('CREATE INDEX grants_unprojected ON grants (changed_at) WHERE projected_version < version')
    await runner.query('CREATE INDEX grants_changed ON grants (changed_at)')
    await runner.query(`
      CREATE TABLE link_sessions (
        id text PRIMARY KEY,
        app_id text NOT NULL REFERENCES apps ON DELETE CASCADE,
        verifier text NOT NULL,
        grant_id text NOT NULL UNIQUE,
        requested_providers text[] NOT NULL,
        budget_suggestion_cents bigint,
        requests_per_minute_suggestion integer,
        models text[],
        user_reference text,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        opened_at timestamptz
      )`)
    await runner.query('CREATE INDEX link_sessions_expiry ON link_sessions (expires_at)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE link_sessions, grants')
  }
}
