import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Usage events by month, their daily sums, and what could not be taken. */
export class Usage1763690400000 implements MigrationInterface {
  readonly name = 'Usage1763690400000'

  async up(runner: QueryRunner): Promise<void> {
    // The time is part of the key because the table is partitioned by it; an event fixes its own time when the request arrives.
    await runner.query(`
      CREATE TABLE usage_events (
        at timestamptz NOT NULL,
        request_id text COLLATE "C" NOT NULL,
        grant_id text NOT NULL,
        grant_version integer NOT NULL,
        ledger_id text NOT NULL,
        account_id text,
        app_id text,
        decision text NOT NULL,
        reason text,
        outcome text,
        upstream text,
        model text,
        method text NOT NULL,
        path text NOT NULL,
        status integer NOT NULL,
        stream boolean NOT NULL,
        duration_ms bigint NOT NULL,
        first_byte_ms bigint,
        input_tokens bigint NOT NULL,
        cached_input_tokens bigint NOT NULL,
        cache_write_tokens bigint NOT NULL,
        output_tokens bigint NOT NULL,
        reasoning_tokens bigint NOT NULL,
        tokens_from text NOT NULL,
        cost_micros bigint NOT NULL,
        price_version text,
        is_price_guessed boolean NOT NULL,
        request_bytes bigint NOT NULL,
        response_bytes bigint NOT NULL,
        ip text NOT NULL,
        user_agent text,
        PRIMARY KEY (at, request_id)
      ) PARTITION BY RANGE (at)`)
    await runner.query('CREATE INDEX usage_events_account ON usage_events (account_id, at DESC, request_id DESC)')
    await runner.query('CREATE INDEX usage_events_app ON usage_events (app_id, at DESC, request_id DESC)')
    await runner.query('CREATE INDEX usage_events_grant ON usage_events (grant_id, at DESC, request_id DESC)')
    await runner.query(`
      CREATE TABLE usage_daily (
        day date NOT NULL,
        grant_id text NOT NULL,
        upstream text NOT NULL,
        model text NOT NULL,
        account_id text NOT NULL,
        app_id text,
        requests bigint NOT NULL,
        refused bigint NOT NULL,
        input_tokens bigint NOT NULL,
        cached_input_tokens bigint NOT NULL,
        output_tokens bigint NOT NULL,
        cost_micros bigint NOT NULL,
        PRIMARY KEY (grant_id, day, upstream, model)
      )`)
    await runner.query('CREATE INDEX usage_daily_account ON usage_daily (account_id, day)')
    await runner.query('CREATE INDEX usage_daily_app ON usage_daily (app_id, day)')
    await runner.query(`
      CREATE TABLE usage_rejects (
        digest text PRIMARY KEY,
        reason text NOT NULL,
        payload text NOT NULL,
        received_at timestamptz NOT NULL
      )`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE usage_rejects, usage_daily, usage_events')
  }
}
