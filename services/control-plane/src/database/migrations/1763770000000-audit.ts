import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The audit. What somebody did and from where is in `sealed` only; the columns beside it are what pages are filtered and chains are
 * verified by. No foreign keys: a record outlives what it is about.
 */
export class Audit1763770000000 implements MigrationInterface {
  readonly name = 'Audit1763770000000'

  async up(runner: QueryRunner): Promise<void> {
    // Written with what it is about, appended to the chain a moment later: nobody's transaction waits for a chain.
    await runner.query(`
      CREATE TABLE audit_inbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        workspace_id text NOT NULL,
        records integer NOT NULL,
        sealed bytea NOT NULL
      )`)
    await runner.query('CREATE INDEX audit_inbox_workspace ON audit_inbox (workspace_id, id)')
    await runner.query(`
      CREATE TABLE audit_chains (
        workspace_id text PRIMARY KEY,
        head_seq bigint NOT NULL,
        head_hash bytea NOT NULL,
        recorded_at timestamptz NOT NULL,
        mails_heads boolean NOT NULL DEFAULT true,
        heads_mailed_on date
      )`)
    // A run of records of one workspace in one partition: what stays of them when the partition is dropped.
    await runner.query(`
      CREATE TABLE audit_segments (
        workspace_id text NOT NULL,
        first_seq bigint NOT NULL,
        last_seq bigint NOT NULL,
        previous_hash bytea NOT NULL,
        last_hash bytea NOT NULL,
        last_recorded_at timestamptz NOT NULL,
        partition text NOT NULL,
        master_key_id text,
        wrapped_key bytea,
        pruned_at timestamptz,
        signature bytea,
        PRIMARY KEY (workspace_id, first_seq),
        CHECK ((pruned_at IS NULL) = (wrapped_key IS NOT NULL) AND (pruned_at IS NULL) = (signature IS NULL))
      )`)
    await runner.query('CREATE INDEX audit_segments_partition ON audit_segments (partition) WHERE pruned_at IS NULL')
    await runner.query(`
      CREATE TABLE audit_signer (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        public_key bytea NOT NULL,
        master_key_id text NOT NULL,
        wrapped_key bytea NOT NULL
      )`)
    await runner.query(`
      CREATE TABLE audit_records (
        workspace_id text NOT NULL,
        seq bigint NOT NULL,
        retention_days smallint NOT NULL,
        recorded_at timestamptz NOT NULL,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        decision text,
        status integer,
        connection_id text,
        key_id text,
        hash bytea NOT NULL,
        sealed bytea NOT NULL,
        PRIMARY KEY (workspace_id, seq, retention_days, recorded_at)
      ) PARTITION BY LIST (retention_days)`)
    for (const days of [7, 30, 90, 365])
      await runner.query(
        `CREATE TABLE audit_records_${days} PARTITION OF audit_records FOR VALUES IN (${days}) PARTITION BY RANGE (recorded_at)`,
      )
    await runner.query('CREATE INDEX audit_records_time ON audit_records (workspace_id, at DESC, seq DESC)')
    await runner.query('CREATE INDEX audit_records_key ON audit_records (workspace_id, key_id, at DESC, seq DESC)')
    await runner.query(
      'CREATE INDEX audit_records_connection ON audit_records (workspace_id, connection_id, at DESC, seq DESC)',
    )
    await runner.query('CREATE INDEX audit_records_status ON audit_records (workspace_id, status, at DESC, seq DESC)')
    // Both are rare and asked for often.
    await runner.query(
      "CREATE INDEX audit_records_refused ON audit_records (workspace_id, at DESC, seq DESC) WHERE decision = 'refused'",
    )
    await runner.query(
      "CREATE INDEX audit_records_admin ON audit_records (workspace_id, at DESC, seq DESC) WHERE kind = 'admin'",
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_records, audit_signer, audit_segments, audit_chains, audit_inbox')
  }
}
