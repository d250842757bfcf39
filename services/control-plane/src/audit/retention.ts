const DAY_MS = 86_400_000

/** How long records may be kept, in days. Each is a class of partitions; a new one needs a migration. */
export const RETENTIONS = [7, 30, 90, 365] as const
export type RetentionDays = (typeof RETENTIONS)[number]

// A record goes with its partition, so it stays this many days longer than promised, at most.
const WIDTHS: Readonly<Record<RetentionDays, number>> = { 7: 1, 30: 1, 90: 7, 365: 30 }

/** The partition of `audit_records` that a record of a class belongs to. */
export interface Partition {
  readonly name: string
  readonly days: RetentionDays
  readonly from: Date
  readonly to: Date
}

export const isRetention = (days: number): days is RetentionDays => (RETENTIONS as readonly number[]).includes(days)

const startingAt = (days: RetentionDays, from: Date): Partition => ({
  name: `audit_records_${days}_${from.toISOString().slice(0, 10).replaceAll('-', '')}`,
  days,
  from,
  to: new Date(from.getTime() + WIDTHS[days] * DAY_MS),
})

/** Where a record goes that is recorded at this moment. */
export const partitionAt = (days: RetentionDays, recordedAt: Date): Partition => {
  const widthMs = WIDTHS[days] * DAY_MS
  return startingAt(days, new Date(Math.floor(recordedAt.getTime() / widthMs) * widthMs))
}

const NAME = /^audit_records_(7|30|90|365)_(\d{4})(\d{2})(\d{2})$/

/** The partition of this name; undefined if it is no such name. */
export const parsePartition = (name: string): Partition | undefined => {
  const [, days, year, month, day] = NAME.exec(name) ?? []
  if (days === undefined) return undefined
  return startingAt(Number(days) as RetentionDays, new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))))
}

/** Whether even the youngest record in it has been kept for as long as its class says. */
export const isOver = ({ days, to }: Partition, now: Date): boolean => to.getTime() + days * DAY_MS <= now.getTime()
