import { type Fault, fault } from '@1relay/faults'

/** Whole UTC days, both included, as `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 29
// Times that both JavaScript and PostgreSQL write in the same way; no usage lies beyond.
const FIRST = '1970-01-01'
const LAST = '9999-12-30'

const clamp = (day: string): string => (day < FIRST ? FIRST : day > LAST ? LAST : day)

/** The range that is asked for: up to today, and thirty days long, where it is left open. */
export const rangeOf = (asked: { from?: string | undefined; to?: string | undefined }, now: Date): DayRange => {
  const to = clamp(asked.to ?? now.toISOString().slice(0, 10))
  const from = clamp(asked.from ?? plusDays(to, -DEFAULT_DAYS))
  if (from > to) throw backwards()
  return { from, to }
}

/** The moments that enclose the range: from the first one up to, but without, the second. */
export const momentsOf = ({ from, to }: DayRange): { since: Date; before: Date } => ({
  since: new Date(`${from}T00:00:00.000Z`),
  before: new Date(`${plusDays(to, 1)}T00:00:00.000Z`),
})

const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10)

const backwards = (): Fault =>
  fault('invalid_request', 'a range that ends before it begins', {
    details: [{ field: 'from', problem: 'is after to' }],
  })
