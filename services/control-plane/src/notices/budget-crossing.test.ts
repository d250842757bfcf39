import { dollars } from './budget-mail.js'
import { markReached } from './budget-crossing.js'

const of = (capMicros: number, spentMicros: number) => markReached({ period: 'day', capMicros }, spentMicros)

describe('markReached', () => {
  it.each([
    [0, 0],
    [0, 5],
    [10, 7],
    [1_000_000_000_000, 799_999_999_999],
  ])('tells nothing of a cap of %i with %i spent', (cap, spent) => {
    expect(of(cap, spent)).toBeUndefined()
  })

  it.each([
    [10, 8, 80],
    [10, 9, 80],
    [7_100_000, 5_680_000, 80],
    [10, 10, 100],
    [10, 11, 100],
    [1_000_000_000_000, 1_000_000_000_000, 100],
  ])('of a cap of %i with %i spent tells %i %%', (cap, spent, mark) => {
    expect(of(cap, spent)).toBe(mark)
  })
})

describe('dollars', () => {
  it.each([
    [10_000_000, '$10.00'],
    [12_340_000, '$12.34'],
    [1, '$0.000001'],
    [1_500, '$0.0015'],
    [0, '$0.00'],
  ])('writes %i as %s', (micros, text) => {
    expect(dollars(micros)).toBe(text)
  })
})
