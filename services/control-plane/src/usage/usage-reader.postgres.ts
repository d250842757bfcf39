import type { DataSource } from 'typeorm'
import { momentsOf } from './range.js'
import type { UsageFilter, UsageGroup, UsageGrouping, UsageReader, UsageRow, UsageSums } from './usage-reader.port.js'

const keyOf: Record<UsageGrouping, string> = {
  day: "to_char(day, 'YYYY-MM-DD')",
  app: "coalesce(app_id, '')",
  provider: 'upstream',
  model: 'model',
  connection: 'grant_id',
}

const sums = `coalesce(sum(requests), 0) AS "requests", coalesce(sum(refused), 0) AS "refused",
  coalesce(sum(input_tokens), 0) AS "inputTokens", coalesce(sum(cached_input_tokens), 0) AS "cachedInputTokens",
  coalesce(sum(output_tokens), 0) AS "outputTokens", coalesce(sum(cost_micros), 0) AS "costMicros"`

const requestColumns = `request_id AS "requestId", at, grant_id AS "grantId", app_id AS "appId", decision, reason, outcome,
  upstream, model, method, path, status, stream, duration_ms AS "durationMs",
  input_tokens + cached_input_tokens + cache_write_tokens AS "inputTokens", cached_input_tokens AS "cachedInputTokens",
  output_tokens + reasoning_tokens AS "outputTokens", reasoning_tokens AS "reasoningTokens", tokens_from AS "tokensFrom",
  cost_micros AS "costMicros", is_price_guessed AS "isPriceGuessed", price_version AS "priceVersion"`

/** Conditions with their parameters, joined by AND. Only our own text becomes SQL; values are always parameters. */
class Conditions {
  readonly values: unknown[] = []
  readonly #conditions: string[] = []

  /** `?` stands for the values, in order. */
  add(condition: string, ...values: unknown[]): this {
    this.#conditions.push(condition.replaceAll('?', () => `$${this.values.push(values.shift())}`))
    return this
  }

  get sql(): string {
    return this.#conditions.join(' AND ')
  }
}

const conditionsFor = ({ tenant, connectionId, appId, provider, model }: UsageFilter): Conditions => {
  const where = new Conditions()
  if ('accountId' in tenant) where.add('account_id = ?', tenant.accountId)
  else where.add('app_id = ?', tenant.appId)
  if (connectionId !== undefined) where.add('grant_id = ?', connectionId)
  if (appId !== undefined) where.add('app_id = ?', appId)
  if (provider === 'openai-compatible') where.add("upstream LIKE 'https://%'")
  else if (provider !== undefined) where.add('upstream = ?', provider)
  if (model !== undefined) where.add('model = ?', model)
  return where
}

const dailyConditions = (filter: UsageFilter): Conditions =>
  conditionsFor(filter).add('day BETWEEN ?::date AND ?::date', filter.from, filter.to)

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

/** Usage as people ask for it: sums from the daily rollups, calls from the partitions of their months. */
export class PostgresUsageReader implements UsageReader {
  constructor(private readonly database: DataSource) {}

  async totals(filter: UsageFilter): Promise<UsageSums> {
    const where = dailyConditions(filter)
    const sql = `SELECT ${sums} FROM usage_daily WHERE ${where.sql}`
    const [row] = await this.database.query<UsageSums[]>(sql, where.values)
    return numbers(row as UsageSums, sumNames)
  }

  async groups(
    filter: UsageFilter,
    grouping: UsageGrouping,
    { limit, after }: { limit: number; after?: { key: string; costMicros: number } },
  ): Promise<UsageGroup[]> {
    const where = dailyConditions(filter)
    const grouped = `SELECT ${keyOf[grouping]} COLLATE "C" AS key, ${sums} FROM usage_daily WHERE ${where.sql} GROUP BY 1`
    // `where` goes on counting parameters: the page's come after the filter's.
    const page = new Conditions()
    page.values.push(...where.values)
    if (after === undefined) page.add('true')
    else if (grouping === 'day') page.add('key > ?', after.key)
    else page.add('("costMicros" < ? OR "costMicros" = ? AND key > ?)', after.costMicros, after.costMicros, after.key)
    const order = grouping === 'day' ? 'key' : '"costMicros" DESC, key'
    const sql = `SELECT * FROM (${grouped}) AS g WHERE ${page.sql} ORDER BY ${order} LIMIT ${limit}`
    return (await this.database.query<UsageGroup[]>(sql, page.values)).map((row) => numbers(row, sumNames))
  }

  async requests(
    filter: UsageFilter & { readonly decision?: 'allowed' | 'refused' },
    { limit, after }: { limit: number; after?: { at: Date; requestId: string } },
  ): Promise<UsageRow[]> {
    const { since, before } = momentsOf(filter)
    const where = conditionsFor(filter).add('at >= ?', since).add('at < ?', before)
    if (filter.decision !== undefined) where.add('decision = ?', filter.decision)
    if (after !== undefined) where.add('(at, request_id) < (?, ?)', after.at, after.requestId)
    const sql = `SELECT ${requestColumns} FROM usage_events WHERE ${where.sql}
      ORDER BY at DESC, request_id DESC LIMIT ${limit}`
    return (await this.database.query<UsageRow[]>(sql, where.values)).map((row) => numbers(row, countNames))
  }
}
