import fc from 'fast-check'
import { inFewPieces } from './pieces.js'

describe('inFewPieces', () => {
  it('keeps the bytes and their order, in few pieces, of any lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 2000 }), (lengths) => {
        let pieces: Buffer[] = []
        for (const [i, length] of lengths.entries()) pieces = inFewPieces([...pieces, Buffer.alloc(length, i)])
        const whole = Buffer.concat(lengths.map((length, i) => Buffer.alloc(length, i)))
        expect(Buffer.concat(pieces).equals(whole)).toBe(true)
        expect(pieces.length).toBeLessThan(300)
      }),
      { numRuns: 30 },
    )
  })

  it('copies each byte a few times only, however many pieces there are', () => {
    const concat = jest.spyOn(Buffer, 'concat')
    let pieces: Buffer[] = []
    const one = Buffer.alloc(1)
    for (let i = 0; i < 200_000; i++) {
      pieces.push(one)
      pieces = inFewPieces(pieces)
    }
    const copied = concat.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0)
    concat.mockRestore()
    expect(copied).toBeLessThan(20 * 200_000)
  })
})
