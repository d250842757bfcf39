import { makeEvent } from '../testing/usage.testing.js'
import { readEvent } from './read-event.js'

const NOW = new Date('2026-11-21T10:00:00.000Z')
const DAY_MS = 86_400_000
const event = makeEvent({ at: NOW.getTime() })

describe('an event', () => {
  it.each([
    ['nothing', null],
    ['a text', 'event'],
    ['another version', { ...event, v: 2 }],
    ['a cost below zero', { ...event, costMicros: -1 }],
    ['a cost that is no integer', { ...event, costMicros: 0.5 }],
    ['a cost that no double holds exactly', { ...event, costMicros: 2 ** 53 }],
    ['a count that is missing', { ...event, tokens: { ...event.tokens, output: undefined } }],
    ['a decision that does not exist', { ...event, decision: 'perhaps' }],
    ['an empty request id', { ...event, requestId: '' }],
    ['a status beyond the column', { ...event, status: 2 ** 31 }],
    ['a time before anybody can have spooled it', { ...event, at: NOW.getTime() - 401 * DAY_MS }],
    ['a time that no clock of ours has had', { ...event, at: NOW.getTime() + 2 * DAY_MS }],
  ])('is not taken when it is %s', (_, value) => {
    expect(readEvent(value, NOW)).toMatchObject({ ok: false })
  })

  it('is taken as it is', () => {
    expect(readEvent(event, NOW)).toEqual({ ok: true, event })
  })

  it('is taken also when it comes from a spool of last year', () => {
    expect(readEvent({ ...event, at: NOW.getTime() - 399 * DAY_MS }, NOW).ok).toBe(true)
  })

  it('loses what no column takes of the text that callers choose', () => {
    const read = readEvent(
      { ...event, model: `a\0b\uD800${'x'.repeat(500)}`, userAgent: 'u'.repeat(9000), durationMs: 1.6 },
      NOW,
    )
    expect(read).toMatchObject({ ok: true, event: { model: `a\uFFFDb\uFFFD${'x'.repeat(196)}`, durationMs: 2 } })
    expect(read.ok && read.event.userAgent).toHaveLength(500)
  })
})
