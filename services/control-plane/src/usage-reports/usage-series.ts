import type { UsagePoint } from './usage-reader.port.js'

/** A line of a chart: one number of each day of the range. */
export interface UsageLine {
  readonly key: string | null
  readonly costMicros: readonly number[]
  readonly requests: readonly number[]
}

/** Lines in the order of their first points, with zeros on the days that have none. */
export const drawSeries = (points: readonly UsagePoint[], days: readonly string[]): UsageLine[] => {
  const byKey = new Map<string | null, Map<string, UsagePoint>>()
  for (const point of points) {
    const line = byKey.get(point.key) ?? new Map<string, UsagePoint>()
    byKey.set(point.key, line.set(point.day, point))
  }
  return [...byKey].map(([key, line]) => ({
    key,
    costMicros: days.map((day) => line.get(day)?.costMicros ?? 0),
    requests: days.map((day) => line.get(day)?.requests ?? 0),
  }))
}
