import { canonicalZone, UTC } from './time-zone.js'
import type { CallFilter, UsageFilter } from './usage-reader.port.js'

/** Conditions with their parameters, joined by AND. Only our own text becomes SQL; values are always parameters. */
export class Conditions {
  readonly values: unknown[]
  readonly #conditions: string[] = []

  /** Goes on counting after the parameters of another statement part. */
  constructor(values: readonly unknown[] = []) {
    this.values = [...values]
  }

  /** `?` stands for the values, in order. */
  add(condition: string, ...values: unknown[]): this {
    this.#conditions.push(condition.replaceAll('?', () => this.parameter(values.shift())))
    return this
  }

  /** A value as a parameter, for use outside of the conditions. */
  parameter(value: unknown): string {
    return `$${this.values.push(value)}`
  }

  get sql(): string {
    return this.#conditions.length === 0 ? 'true' : this.#conditions.join(' AND ')
  }
}

const conditionsFor = ({ tenant, connectionId, appId, provider, model }: UsageFilter): Conditions => {
  const where = new Conditions()
  if ('ownerId' in tenant) where.add('owner_id = ?', tenant.ownerId)
  else where.add('app_id = ?', tenant.appId)
  if (connectionId !== undefined) where.add('grant_id = ?', connectionId)
  if (appId !== undefined) where.add('app_id = ?', appId)
  if (provider === 'openai-compatible') where.add("upstream LIKE 'https://%'")
  else if (provider !== undefined) where.add('upstream = ?', provider)
  if (model !== undefined) where.add('model = ?', model)
  return where
}

/** Sums to add up, and how a row of them is put down to a day. */
export interface Rollup {
  readonly table: 'usage_daily' | 'usage_slots'
  readonly day: string
  readonly where: Conditions
}

/** Where the sums of this range are: by UTC day, or by quarter of an hour, of which the days of every zone are made. */
export const rollupFor = (filter: UsageFilter): Rollup => {
  const where = conditionsFor(filter)
  const { from, to, timeZone } = filter
  if (timeZone === UTC) {
    return { table: 'usage_daily', day: 'day', where: where.add('day BETWEEN ?::date AND ?::date', from, to) }
  }
  const zone = `${where.parameter(canonicalZone(timeZone))}::text`
  within(where, 'slot', filter, zone)
  return { table: 'usage_slots', day: `(slot AT TIME ZONE ${zone})::date`, where }
}

/** The calls that are asked for. */
export const callConditions = (filter: CallFilter): Conditions => {
  const where = conditionsFor(filter)
  within(where, 'at', filter, `${where.parameter(canonicalZone(filter.timeZone))}::text`)
  const { decision, outcome, statusClass } = filter
  if (decision !== undefined) where.add('decision = ?', decision)
  if (outcome !== undefined) where.add('outcome = ?', outcome)
  if (statusClass !== undefined) where.add('status / 100 = ?', Number(statusClass[0]))
  return where
}

// Midnight there, whatever the clocks do that day.
const within = (where: Conditions, column: string, { from, to }: UsageFilter, zone: string): Conditions =>
  where
    .add(`${column} >= ?::date::timestamp AT TIME ZONE ${zone}`, from)
    .add(`${column} < (?::date + 1)::timestamp AT TIME ZONE ${zone}`, to)
