import { parseDollars } from './index.js'

describe('a typed amount of dollars', () => {
  it.each([
    ...['', ' ', '$', 'ten', '-5', '1e3', '９', '1.2.3', '0.001', '1.234', '.5', '5.'],
    ...[
      '10,5000',
      '1,00,000',
      '1000,000',
      '0,500',
      '00,500',
      '1,000,5',
      '1,000,50',
      '1.000,50',
      ',500',
      '1,',
      '1, 000',
    ],
  ])('is refused: %j', (text) => {
    expect(parseDollars(text)).toEqual({ ok: false, why: expect.stringContaining('for example 10 or 10.50') })
  })

  it.each(['0', '0.00', '0,00', '$0'])('is too little: %j', (text) => {
    expect(parseDollars(text)).toEqual({ ok: false, why: expect.stringContaining('at least one cent') })
  })

  it.each(['1000000.01', '1000001', '1,000,000.01', '999999999'])('is too much: %j', (text) => {
    expect(parseDollars(text)).toEqual({ ok: false, why: expect.stringContaining('at most') })
  })

  it.each([
    ['10', 1000],
    ['$10', 1000],
    ['$ 10', 1000],
    [' 10.5 ', 1050],
    // Never a thousand and fifty.
    ['10,50', 1050],
    ['10,5', 1050],
    ['1000,50', 100_050],
    ['0.01', 1],
    ['1,000', 100_000],
    ['$1,000.5', 100_050],
    ['1,000,000', 100_000_000],
  ])('%j is %i cents', (text, cents) => {
    expect(parseDollars(text)).toEqual({ ok: true, value: cents })
  })
})
