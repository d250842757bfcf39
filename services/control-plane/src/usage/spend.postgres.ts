import type { BudgetPeriod } from '@1relay/contracts'
import type { DataSource } from 'typeorm'

type Spend = Record<BudgetPeriod, number>

/** Recorded spend of grants and their owners, from the daily sums. */
export class PostgresUsageSpend {
  constructor(private readonly database: DataSource) {}

  /** Micro-dollars of each grant since the first days of the running periods, and in total. */
  async of(
    grantIds: readonly string[],
    starts: Readonly<Record<Exclude<BudgetPeriod, 'total'>, string>>,
  ): Promise<ReadonlyMap<string, Spend>> {
    const rows = await this.database.query<Record<BudgetPeriod | 'grant_id', string>[]>(
      `SELECT grant_id,
         coalesce(sum(cost_micros) FILTER (WHERE day >= $2::date), 0) AS day,
         coalesce(sum(cost_micros) FILTER (WHERE day >= $3::date), 0) AS week,
         coalesce(sum(cost_micros) FILTER (WHERE day >= $4::date), 0) AS month,
         sum(cost_micros) AS total
       FROM usage_daily WHERE grant_id = ANY($1::text[]) GROUP BY grant_id`,
      [grantIds, starts.day, starts.week, starts.month],
    )
    const spend = new Map<string, Spend>(grantIds.map((id) => [id, { day: 0, week: 0, month: 0, total: 0 }]))
    for (const { grant_id: id, day, week, month, total } of rows) {
      spend.set(id, { day: Number(day), week: Number(week), month: Number(month), total: Number(total) })
    }
    return spend
  }

  /** Micro-dollars of everything that an owner has paid for, of ended grants too. */
  async ofOwner(ownerId: string, starts: Readonly<Record<Exclude<BudgetPeriod, 'total'>, string>>): Promise<Spend> {
    const [row] = await this.database.query<Record<BudgetPeriod, string>[]>(
      `SELECT
         coalesce(sum(cost_micros) FILTER (WHERE day >= $2::date), 0) AS day,
         coalesce(sum(cost_micros) FILTER (WHERE day >= $3::date), 0) AS week,
         coalesce(sum(cost_micros) FILTER (WHERE day >= $4::date), 0) AS month,
         coalesce(sum(cost_micros), 0) AS total
       FROM usage_daily WHERE owner_id = $1`,
      [ownerId, starts.day, starts.week, starts.month],
    )
    const of = (period: BudgetPeriod): number => Number(row?.[period] ?? 0)
    return { day: of('day'), week: of('week'), month: of('month'), total: of('total') }
  }
}
