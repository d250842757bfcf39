import fc from 'fast-check'
import { BodyRoom } from './index.js'

const KIB = 1024
const MIB = 1024 * KIB

describe('BodyRoom', () => {
  it('has no more than its bytes, and for one ledger no more than a quarter', () => {
    const room = new BodyRoom(8 * MIB, MIB)
    const takes = (ledger: string): boolean => room.placeFor(ledger).covers(MIB)
    expect(['a', 'a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'e'].map(takes)).toEqual([
      ...[true, true, false, true, true, true, true, true, true],
      false,
    ])
  })

  it('has room for one body of the largest size, however small it is', () => {
    const place = new BodyRoom(MIB, 4 * MIB).placeFor('a')
    expect([place.covers(4 * MIB), place.covers(4 * MIB + 1)]).toEqual([true, false])
  })

  it('does not count small bodies', () => {
    const room = new BodyRoom(MIB, MIB)
    for (let i = 0; i < 100; i++) expect(room.placeFor('a').covers(64 * KIB)).toBe(true)
  })

  it('has all of it again when everybody has left, once or twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.array(fc.nat({ max: MIB })))), (bodies) => {
        const room = new BodyRoom(4 * MIB, MIB)
        for (const [ledger, sizes] of bodies) {
          const place = room.placeFor(ledger)
          for (const size of sizes) place.covers(size)
          place.leave()
          place.leave()
        }
        for (const ledger of ['a', 'b', 'c', 'd']) expect(room.placeFor(ledger).covers(MIB)).toBe(true)
      }),
    )
  })
})
