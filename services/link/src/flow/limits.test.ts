import { formatDollars, parseCap, parseRequests, toGrant } from './index.js'

describe('a typed amount', () => {
  it('that is none is asked for', () => {
    expect(parseCap(' ')).toEqual({ ok: false, why: expect.stringContaining('No monthly cap') })
    expect(parseCap('ten')).toEqual({ ok: false, why: expect.stringContaining('10.50') })
  })

  it('is shown as it can be typed again', () => {
    for (const cents of [1, 10, 99, 100, 1050, 100_000_000]) {
      expect(parseCap(formatDollars(cents))).toEqual({ ok: true, value: cents })
    }
  })
})

describe('a typed number of requests', () => {
  it.each(['', '0', '1.5', '-1', '100001', 'many'])('refuses %p', (text) => {
    expect(parseRequests(text)).toMatchObject({ ok: false })
  })

  it('reads a whole number', () => {
    expect(parseRequests(' 60 ')).toEqual({ ok: true, value: 60 })
  })
})

describe('what the server is asked for', () => {
  it('is a monthly cap in micro-dollars', () => {
    expect(toGrant({ budgetCents: 1000, requestsPerMinute: 60 })).toEqual({
      budgets: [{ period: 'month', capMicros: 10_000_000 }],
      limits: { requestsPerMinute: 60 },
    })
  })

  it('is no cap at all only when the person said so', () => {
    expect(toGrant({ budgetCents: null, requestsPerMinute: null })).toEqual({ budgets: [], limits: {} })
  })
})
