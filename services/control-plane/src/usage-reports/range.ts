import { type Fault, fault } from '@1relay/faults'
import { dayIn, UTC } from './time-zone.js'

/** Whole days of a time zone, both included, as `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string
  readonly to: string
  /** IANA name. */
  readonly timeZone: string
}

type Asked = { [name in keyof DayRange]?: string | undefined }

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 29
// Times that both JavaScript and PostgreSQL write in the same way; no usage lies beyond.
const FIRST = '1970-01-01'
const LAST = '9999-12-30'

const clamp = (day: string): string => (day < FIRST ? FIRST : day > LAST ? LAST : day)

/** The range that is asked for: up to today, and thirty days long, where it is left open. */
export const rangeOf = (asked: Asked, now: Date): DayRange => {
  const timeZone = asked.timeZone ?? UTC
  const today = dayIn(timeZone, now)
  const to = clamp(asked.to ?? today)
  const from = clamp(asked.from ?? plusDays(to, -DEFAULT_DAYS))
  if (from > to) throw invalidFrom('a range that ends before it begins', 'is after to')
  return { from, to, timeZone }
}

/** The range, if it has at most so many days. */
export const checkLength = (range: DayRange, daysMax: number): DayRange => {
  if (range.to > plusDays(range.from, daysMax - 1))
    throw invalidFrom('a range that is too long', `is more than ${daysMax} days before to`)
  return range
}

/** Every day of the range, in order. */
export const daysOf = ({ from, to }: DayRange): string[] => {
  const days: string[] = []
  for (let day = from; day <= to; day = plusDays(day, 1)) days.push(day)
  return days
}

const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10)

const invalidFrom = (reason: string, problem: string): Fault =>
  fault('invalid_request', reason, { details: [{ field: 'from', problem }] })
