import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Sums of usage by quarter of an hour, for days in other time zones than UTC: every zone is a multiple of a quarter away. What is
 * recorded already is summed here.
 */
export class UsageSlots1763722800000 implements MigrationInterface {
  readonly name = 'UsageSlots1763722800000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE usage_slots (
        slot timestamptz NOT NULL,
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
        PRIMARY KEY (grant_id, slot, upstream, model)
      )`)
    await runner.query('SET LOCAL statement_timeout = 0')
    await runner.query(`
      INSERT INTO usage_slots
      SELECT date_bin('15 minutes', at, '2000-01-01T00:00:00Z'), grant_id, coalesce(upstream, ''), coalesce(model, ''),
        account_id, app_id, count(*) FILTER (WHERE decision = 'allowed'), count(*) FILTER (WHERE decision = 'refused'),
        sum(input_tokens + cached_input_tokens + cache_write_tokens), sum(cached_input_tokens),
        sum(output_tokens + reasoning_tokens), sum(cost_micros)
      FROM usage_events WHERE account_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6`)
    await runner.query('CREATE INDEX usage_slots_account ON usage_slots (account_id, slot)')
    await runner.query('CREATE INDEX usage_slots_app ON usage_slots (app_id, slot)')
    await runner.query('CREATE INDEX usage_slots_slot ON usage_slots (slot)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE usage_slots')
  }
}
