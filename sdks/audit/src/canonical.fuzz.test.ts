import fc from 'fast-check'
import { canonicalJson, chainInput, type Json, NotCanonical } from './index.js'
import { makeRecord } from '../test/chains.js'

const isNegativeZero = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(isNegativeZero) : Object.is(value, -0)
// Member names from a small set, so that objects that nearly agree are common.
const name = fc.oneof(
  fc.constantFrom('a', 'b', 'ab', '', '__proto__', 'é', '\u{1F600}', '\uFFFF'),
  fc.string({ unit: 'grapheme' }),
)
const json = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, true, false, 0, 1, '1', '', 'null', [], {}, '{}', 1e21, 0.1),
      fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  .value.filter((value) => !isNegativeZero(value))

// What JSON says are the same values: the order of members is no part of it.
const equal = (a: Json, b: Json): boolean => {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b)
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && equal(value, right.get(key) as Json))
  )
}

const shuffle = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(shuffle)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffle(member)]),
  )
}

describe('the canonical form', () => {
  it('is the same for two values exactly if they are the same', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(canonicalJson(a) === canonicalJson(b)).toBe(equal(a, b))
      }),
      { numRuns: 2000 },
    )
  })

  it('can be read back, so nothing is lost in it', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(equal(JSON.parse(canonicalJson(value)) as Json, value)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(shuffle(value))).toBe(canonicalJson(value))
      }),
    )
  })

  it('sorts by UTF-16 code units, as RFC 8785 §3.2.3 shows', () => {
    const example = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1F600}': 5, '\u0080': 6, '\u00f6': 7 }
    expect(canonicalJson(example)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1F600}":5,"\ufb33":3}')
  })

  it.each([
    ['a lone surrogate', '\ud800'],
    ['one in a name', { '\udc00': 1 }],
    ['no number', NaN],
    ['no end', Infinity],
    ['negative zero', [-0]],
    ['nothing', { a: undefined }],
    ['a bigint', 1n],
  ])('there is none of %s', (_, value) => {
    expect(() => canonicalJson(value as Json)).toThrow(NotCanonical)
  })
})

describe('what is hashed', () => {
  it('is the same for two records behind two hashes exactly if both are the same', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const record = json.map((metadata) => ({ ...makeRecord(1), metadata }) as unknown as ReturnType<typeof makeRecord>)
    fc.assert(
      fc.property(hash, record, hash, record, (h1, r1, h2, r2) => {
        const isSame = Buffer.compare(h1, h2) === 0 && equal(r1 as unknown as Json, r2 as unknown as Json)
        expect(Buffer.compare(chainInput(h1, r1), chainInput(h2, r2)) === 0).toBe(isSame)
        expect(Buffer.compare(chainInput(h1, r1), chainInput(h1, r1))).toBe(0)
      }),
    )
  })

  it('needs a previous hash of 32 bytes', () => {
    expect(() => chainInput(new Uint8Array(31), makeRecord(1))).toThrow(RangeError)
  })
})
