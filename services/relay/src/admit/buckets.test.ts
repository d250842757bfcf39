import { bucketsAt } from './buckets.js'

describe('bucketsAt', () => {
  it.each([
    ['2026-11-21T23:59:59.999Z', 'day:2026-11-21', 'week:2026-W47', 'month:2026-11'],
    ['2027-01-01T00:00:00Z', 'day:2027-01-01', 'week:2026-W53', 'month:2027-01'],
    ['2024-12-30T12:00:00Z', 'day:2024-12-30', 'week:2025-W01', 'month:2024-12'],
    ['2024-02-29T00:00:00Z', 'day:2024-02-29', 'week:2024-W09', 'month:2024-02'],
  ])('puts %s into its UTC day, ISO week and month', (at, day, week, month) => {
    expect(bucketsAt(Date.parse(at))).toEqual({ day, week, month, total: 'total' })
  })
})
