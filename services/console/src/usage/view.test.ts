import { parseView, rangeOf } from './view.js'

describe('parseView', () => {
  it('leaves out what makes no sense', () => {
    expect(
      parseView({ days: 31, by: 'colour', show: 1, provider: '', model: 'x'.repeat(201), connectionId: {} }),
    ).toEqual({})
  })

  it('reads what the page itself writes', () => {
    const view = { days: 7, by: 'model', show: 'refused', provider: 'openai', model: 'gpt-4o', connectionId: 'a' }
    expect(parseView(view)).toEqual(view)
  })
})

describe('rangeOf', () => {
  it('is of the days where the person is, today included', () => {
    const lateInLondon = new Date('2026-11-21T23:30:00Z')
    expect(rangeOf(7, lateInLondon, 'Pacific/Auckland')).toMatchObject({ from: '2026-11-16', to: '2026-11-22' })
    expect(rangeOf(1, lateInLondon, 'America/New_York')).toMatchObject({ from: '2026-11-21', to: '2026-11-21' })
  })
})
