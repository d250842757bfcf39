import { guessStrength } from './index.js'

describe('the strength hint', () => {
  it.each(['short', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'abababababab'])('is not content with %p', (password) => {
    expect(guessStrength(password).score).toBeLessThan(2)
  })

  it('is content with a few random words', () => {
    expect(guessStrength('orbit-velvet-candle-moss').score).toBe(4)
  })
})
