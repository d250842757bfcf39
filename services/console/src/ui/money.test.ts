import { formatCount, formatMicros } from './money.js'

describe('money', () => {
  it.each([
    [0, '$0'],
    [1, '$0.000001'],
    [4_200, '$0.0042'],
    [42, '$0.000042'],
    [9_999, '$0.0100'],
    [10_000, '$0.01'],
    [12_300_000, '$12.30'],
    [1_000_000, '$1'],
    [1_234_567_890_000, '$1,234,567.89'],
    [-5_000_000, '−$5'],
  ])('shows %i micros as %s', (micros, text) => {
    expect(formatMicros(micros)).toBe(text)
  })

  it('groups thousands', () => {
    expect([formatCount(999), formatCount(1234567)]).toEqual(['999', '1,234,567'])
  })
})
