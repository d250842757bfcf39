import type { DataSource } from 'typeorm'
import { unknownTimeZone } from './time-zone.js'
import { callConditions, Conditions, type Rollup, rollupFor } from './usage-conditions.js'
import type {
  CallFilter,
  CallPage,
  UsageFilter,
  UsageGroup,
  UsageGrouping,
  UsagePoint,
  UsageReader,
  UsageRow,
  UsageSums,
} from './usage-reader.port.js'

const keyOf = (grouping: UsageGrouping, { day }: Rollup): string => {
  switch (grouping) {
    case 'day':
      return `to_char(${day}, 'YYYY-MM-DD')`
    case 'app':
      return "coalesce(app_id, '')"
    case 'provider':
      return 'upstream'
    case 'model':
      return 'model'
    case 'connection':
      return 'grant_id'
  }
}

const sums = `coalesce(sum(requests), 0) AS "requests", coalesce(sum(refused), 0) AS "refused",
  coalesce(sum(input_tokens), 0) AS "inputTokens", coalesce(sum(cached_input_tokens), 0) AS "cachedInputTokens",
  coalesce(sum(output_tokens), 0) AS "outputTokens", coalesce(sum(cost_micros), 0) AS "costMicros"`

const requestColumns = `request_id AS "requestId", at, grant_id AS "grantId", app_id AS "appId", decision, reason, outcome,
  upstream, model, method, path, status, stream, duration_ms AS "durationMs",
  input_tokens + cached_input_tokens + cache_write_tokens AS "inputTokens", cached_input_tokens AS "cachedInputTokens",
  output_tokens + reasoning_tokens AS "outputTokens", reasoning_tokens AS "reasoningTokens", tokens_from AS "tokensFrom",
  cost_micros AS "costMicros", is_price_guessed AS "isPriceGuessed", price_version AS "priceVersion"`

// bigint and numeric come as text; all of them are sums of safe integers.
const numbers = <T extends object>(row: T, names: readonly (keyof T)[]): T =>
  Object.assign(row, Object.fromEntries(names.map((name) => [name, Number(row[name])])))

const sumNames = ['requests', 'refused', 'inputTokens', 'cachedInputTokens', 'outputTokens', 'costMicros'] as const
const countNames = [
  'durationMs',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'reasoningTokens',
  'costMicros',
] as const

/** Usage as people ask for it: sums from rollups, calls from the partitions of their months. */
export class PostgresUsageReader implements UsageReader {
  constructor(private readonly database: DataSource) {}

  async totals(filter: UsageFilter): Promise<UsageSums> {
    const { table, where } = rollupFor(filter)
    const [row] = await this.#query<UsageSums>(`SELECT ${sums} FROM ${table} WHERE ${where.sql}`, where.values)
    return numbers(row as UsageSums, sumNames)
  }

  async groups(
    filter: UsageFilter,
    grouping: UsageGrouping,
    { limit, after }: { limit: number; after?: { key: string; costMicros: number } },
  ): Promise<UsageGroup[]> {
    const rollup = rollupFor(filter)
    const { table, where } = rollup
    const key = `${keyOf(grouping, rollup)} COLLATE "C"`
    const grouped = `SELECT ${key} AS key, ${sums} FROM ${table} WHERE ${where.sql} GROUP BY 1`
    const page = new Conditions(where.values)
    if (after !== undefined && grouping === 'day') page.add('key > ?', after.key)
    else if (after !== undefined)
      page.add('("costMicros" < ? OR "costMicros" = ? AND key > ?)', after.costMicros, after.costMicros, after.key)
    const order = grouping === 'day' ? 'key' : '"costMicros" DESC, key'
    const sql = `SELECT * FROM (${grouped}) AS g WHERE ${page.sql} ORDER BY ${order} LIMIT ${limit}`
    return (await this.#query<UsageGroup>(sql, page.values)).map((row) => numbers(row, sumNames))
  }

  async series(filter: UsageFilter, grouping: Exclude<UsageGrouping, 'day'>, top: number): Promise<UsagePoint[]> {
    const rollup = rollupFor(filter)
    const { table, day, where } = rollup
    const topmost = where.parameter(top)
    const sql = `
      WITH points AS (
        SELECT ${keyOf(grouping, rollup)} COLLATE "C" AS key, to_char(${day}, 'YYYY-MM-DD') AS day,
          sum(requests) AS requests, sum(cost_micros) AS cost
        FROM ${table} WHERE ${where.sql} GROUP BY 1, 2
      ), ranked AS (
        SELECT key, row_number() OVER (ORDER BY sum(cost) DESC, sum(requests) DESC, key) AS rank FROM points GROUP BY key
      )
      SELECT CASE WHEN rank <= ${topmost} THEN key END AS key, day, sum(requests) AS requests, sum(cost) AS "costMicros"
      FROM points JOIN ranked USING (key)
      GROUP BY 1, 2 ORDER BY min(least(rank, ${topmost}::int + 1)), 2`
    const rows = await this.#query<UsagePoint>(sql, where.values)
    return rows.map((row) => numbers(row, ['requests', 'costMicros']))
  }

  async calls(filter: CallFilter, { limit, order, after }: CallPage): Promise<UsageRow[]> {
    const where = callConditions(filter)
    const [direction, side] = order === 'newest-first' ? ['DESC', '<'] : ['ASC', '>']
    if (after !== undefined) where.add(`(at, request_id) ${side} (?, ?)`, after.at, after.requestId)
    const sql = `SELECT ${requestColumns} FROM usage_events WHERE ${where.sql}
      ORDER BY at ${direction}, request_id ${direction} LIMIT ${limit}`
    return (await this.#query<UsageRow>(sql, where.values)).map((row) => numbers(row, countNames))
  }

  // 22023: PostgreSQL does not know a time zone that JavaScript knows.
  async #query<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
    try {
      return await this.database.query<T[]>(sql, [...values])
    } catch (error) {
      throw (error as { code?: unknown }).code === '22023' ? unknownTimeZone(error) : error
    }
  }
}
