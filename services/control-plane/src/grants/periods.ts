import type { BudgetPeriod } from '@1relay/contracts'

const DAY_MS = 86_400_000

/** First UTC day of the running day, week and month, as `YYYY-MM-DD`. */
export type PeriodStarts = Readonly<Record<Exclude<BudgetPeriod, 'total'>, string>>

/** The UTC day of a moment, as `YYYY-MM-DD`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

const startOfDay = (now: Date): number => Math.floor(now.getTime() / DAY_MS) * DAY_MS
// ISO 8601 weeks begin on Monday; getUTCDay calls Sunday 0.
const startOfWeek = (now: Date): number => startOfDay(now) - ((now.getUTCDay() + 6) % 7) * DAY_MS
const startOfMonth = (now: Date, ahead = 0): number => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)

/** Where the periods that run at `now` began. */
export const periodStartsAt = (now: Date): PeriodStarts => ({
  day: dayOf(now),
  week: dayOf(new Date(startOfWeek(now))),
  month: dayOf(new Date(startOfMonth(now))),
})

/** The bucket of every period at `now`, as redis-keyspace.md names it: `day:2026-11-21`, `week:2026-W47`, `month:2026-11`, `total`. */
export const bucketsAt = (now: Date): Readonly<Record<BudgetPeriod, string>> => {
  // A week belongs to the year of its Thursday.
  const thursday = new Date(startOfWeek(now) + 3 * DAY_MS)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1
  const day = dayOf(now)
  return {
    day: `day:${day}`,
    week: `week:${year}-W${String(week).padStart(2, '0')}`,
    month: `month:${day.slice(0, 7)}`,
    total: 'total',
  }
}

/** When a budget of this period is whole again; null for `total`, which never is. */
export const resetsAt = (period: BudgetPeriod, now: Date): Date | null => {
  switch (period) {
    case 'day':
      return new Date(startOfDay(now) + DAY_MS)
    case 'week':
      return new Date(startOfWeek(now) + 7 * DAY_MS)
    case 'month':
      return new Date(startOfMonth(now, 1))
    case 'total':
      return null
  }
}
