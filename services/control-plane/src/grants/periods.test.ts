import { bucketsAt, periodStartsAt, resetsAt } from './periods.js'

const at = (text: string): Date => new Date(text)

describe('periods', () => {
  it.each([
    ['2026-11-21T10:00:00.000Z', 'week:2026-W47', '2026-11-16'],
    ['2026-11-22T23:59:59.999Z', 'week:2026-W47', '2026-11-16'],
    ['2026-11-23T00:00:00.000Z', 'week:2026-W48', '2026-11-23'],
    ['2027-01-01T12:00:00.000Z', 'week:2026-W53', '2026-12-28'],
    ['2024-12-30T00:00:00.000Z', 'week:2025-W01', '2024-12-30'],
    ['2023-01-01T00:00:00.000Z', 'week:2022-W52', '2022-12-26'],
  ])('count ISO weeks: %s is in %s, which began on %s', (moment, week, start) => {
    expect(bucketsAt(at(moment)).week).toBe(week)
    expect(periodStartsAt(at(moment)).week).toBe(start)
  })

  it('name every bucket as the keyspace does', () => {
    const buckets = { day: 'day:2026-11-21', week: 'week:2026-W47', month: 'month:2026-11', total: 'total' }
    expect(bucketsAt(at('2026-11-21T10:00:00Z'))).toEqual(buckets)
  })

  it('begin where they are counted in UTC', () => {
    expect(periodStartsAt(at('2026-11-01T00:30:00+02:00'))).toEqual({
      day: '2026-10-31',
      week: '2026-10-26',
      month: '2026-10-01',
    })
  })

  it('reset at the start of the next one, over the end of a year, and never for the total', () => {
    const now = at('2026-12-31T23:59:59.999Z')
    expect(resetsAt('day', now)?.toISOString()).toBe('2027-01-01T00:00:00.000Z')
    expect(resetsAt('week', now)?.toISOString()).toBe('2027-01-04T00:00:00.000Z')
    expect(resetsAt('month', now)?.toISOString()).toBe('2027-01-01T00:00:00.000Z')
    expect(resetsAt('total', now)).toBeNull()
  })
})
