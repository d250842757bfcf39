import type { BudgetPeriod } from '@1relay/contracts'

const DAY_MS = 86_400_000
const two = (n: number): string => String(n).padStart(2, '0')

/** The bucket of every period at a moment, in UTC: `day:2026-11-21`, `week:2026-W47`, `month:2026-11`, `total`. */
export const bucketsAt = (nowMs: number): Record<BudgetPeriod, string> => {
  const date = new Date(nowMs)
  const month = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}`
  // ISO 8601: a week belongs to the year of its Thursday.
  const thursday = new Date(nowMs + (3 - ((date.getUTCDay() + 6) % 7)) * DAY_MS)
  const week = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * DAY_MS)) + 1
  return {
    day: `day:${month}-${two(date.getUTCDate())}`,
    week: `week:${thursday.getUTCFullYear()}-W${two(week)}`,
    month: `month:${month}`,
    total: 'total',
  }
}
