import { formatRelative } from './time.js'

const now = new Date('2026-11-21T12:00:00Z')

describe('a time', () => {
  it.each([
    ['2026-11-21T11:59:30Z', 'just now'],
    ['2026-11-21T11:55:00Z', '5 minutes ago'],
    ['2026-11-21T14:00:00Z', 'in 2 hours'],
    ['2026-11-20T12:00:00Z', 'yesterday'],
    ['2026-01-02T12:00:00Z', '2 Jan 2026'],
  ])('is said as people say it: %s', (at, text) => {
    expect(formatRelative(new Date(at), now)).toBe(text)
  })
})
