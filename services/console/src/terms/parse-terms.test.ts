import { parseTerms, type TermsText } from './parse-terms.js'

const text = (given: Partial<TermsText['caps']> & { rpm?: string; open?: string }): TermsText => ({
  caps: { day: given.day ?? '', week: given.week ?? '', month: given.month ?? '', total: given.total ?? '' },
  requestsPerMinute: given.rpm ?? '',
  concurrentRequests: given.open ?? '',
})

describe('parseTerms', () => {
  it.each(['abc', '-1', '0', '1.234', '1e3', '10000000', '1,0.5.', '1,00,0'])(
    'refuses %j as an amount, and says where',
    (month) => {
      expect(parseTerms(text({ month }))).toEqual({
        ok: false,
        problems: { month: expect.stringMatching(/dollars|at least one cent|at most/) },
      })
    },
  )

  it.each(['0', '1.5', '-3', '10001', 'many'])('refuses %j as a number of requests', (rpm) => {
    expect(parseTerms(text({ rpm }))).toMatchObject({ ok: false, problems: { requestsPerMinute: expect.any(String) } })
  })

  it('names every field that is wrong, not the first alone', () => {
    const parsed = parseTerms(text({ day: 'x', total: 'y', open: 'z' }))
    expect(parsed.ok ? [] : Object.keys(parsed.problems)).toEqual(['day', 'total', 'concurrentRequests'])
  })

  it('takes an empty field as no cap and no limit', () => {
    expect(parseTerms(text({}))).toEqual({ ok: true, terms: { budgets: [], limits: {} } })
  })

  it('reads no comma before cents as one between thousands: ten dollars fifty are not a thousand and fifty', () => {
    const budgets = [{ period: 'month', capMicros: 10_500_000 }]
    expect(parseTerms(text({ month: '10,50' }))).toEqual({ ok: true, terms: { budgets, limits: {} } })
  })

  it('reads amounts as people write them', () => {
    expect(parseTerms(text({ day: ' $1,000 ', month: '10.5', rpm: '60', open: '4' }))).toEqual({
      ok: true,
      terms: {
        budgets: [
          { period: 'day', capMicros: 1_000_000_000 },
          { period: 'month', capMicros: 10_500_000 },
        ],
        limits: { requestsPerMinute: 60, concurrentRequests: 4 },
      },
    })
  })
})
