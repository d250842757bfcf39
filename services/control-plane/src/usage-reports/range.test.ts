import { checkLength, daysOf, rangeOf } from './range.js'
import { dayIn } from './time-zone.js'

const NOW = new Date('2026-11-21T22:30:00.000Z')

describe('rangeOf', () => {
  it('refuses a range that ends before it begins, and a zone that does not exist', () => {
    expect(() => rangeOf({ from: '2026-11-22', to: '2026-11-21' }, NOW)).toThrow('ends before it begins')
    for (const timeZone of ['Mars/Olympus', 'UTC+5', '']) expect(() => rangeOf({ timeZone }, NOW)).toThrow('time zone')
  })

  it.each([
    ['UTC', '2026-11-21', '2026-10-23'],
    ['Asia/Kathmandu', '2026-11-22', '2026-10-24'],
    ['Pacific/Honolulu', '2026-11-21', '2026-10-23'],
  ])('ends today as %s sees it, and is thirty days long', (timeZone, to, from) => {
    expect(rangeOf({ timeZone }, NOW)).toEqual({ from, to, timeZone })
  })

  it('reaches no day that a database could not write', () => {
    expect(rangeOf({ from: '0001-01-01', to: '9999-12-31' }, NOW)).toMatchObject({
      from: '1970-01-01',
      to: '9999-12-30',
    })
  })
})

describe('checkLength', () => {
  it('counts both ends', () => {
    const range = { from: '2026-11-01', to: '2026-11-03', timeZone: 'UTC' }
    expect(checkLength(range, 3)).toBe(range)
    expect(() => checkLength(range, 2)).toThrow('too long')
  })
})

it('daysOf names every day once, over the end of a month', () => {
  expect(daysOf({ from: '2028-02-28', to: '2028-03-01', timeZone: 'UTC' })).toEqual([
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ])
})

it('dayIn keeps the day when clocks are changed', () => {
  expect(dayIn('Europe/Berlin', new Date('2026-10-24T22:00:00Z'))).toBe('2026-10-25')
  expect(dayIn('Europe/Berlin', new Date('2026-10-25T22:59:59Z'))).toBe('2026-10-25')
  expect(dayIn('Europe/Berlin', new Date('2026-10-25T23:00:00Z'))).toBe('2026-10-26')
})
