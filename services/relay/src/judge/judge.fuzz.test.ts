import fc from 'fast-check'
import { allowsOrigin, judgeNetwork, matchesPathGlob } from './index.js'

/** The bits of an address, and an address of bits, by arithmetic alone. */
const v4 = (bits: bigint): string => [24n, 16n, 8n, 0n].map((at) => String((bits >> at) & 255n)).join('.')
const v6 = (bits: bigint): string =>
  Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(16 * (7 - i))) & 0xffffn).toString(16)).join(':')
const FAMILIES = { ipv4: { size: 32, spell: v4 }, ipv6: { size: 128, spell: v6 } }

describe('judgeNetwork', () => {
  it.each(['ipv4', 'ipv6'] as const)('compares the bits of the prefix and no other, for %s', (family) => {
    const { size, spell } = FAMILIES[family]
    const bits = fc.bigInt({ min: 0n, max: (1n << BigInt(size)) - 1n })
    const near = fc.tuple(bits, fc.integer({ min: 0, max: size }), fc.nat(size - 1), bits)
    fc.assert(
      fc.property(near, fc.boolean(), ([network, prefix, flipped, other], isNear) => {
        // An address that differs in one bit tells more than any other.
        const address = isNear ? network ^ (1n << BigInt(flipped)) : other
        const rest = BigInt(size - prefix)
        const isInside = network >> rest === address >> rest
        const policy = { mode: 'allowlist' as const, cidrs: [`${spell(network)}/${prefix}`] }
        expect(judgeNetwork(policy, spell(address))).toBe(isInside ? 'inside' : 'outside')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('matchesPathGlob', () => {
  // As a regular expression: slow at worst, which is why it is none, but plain to see.
  const expression = (glob: string): RegExp => {
    const segments = glob.split('/').slice(1)
    const body = segments.map((part) =>
      part === '**'
        ? '(?:/[^/]*)*'
        : `/${part === '' ? '' : `(?=[^/])${part.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}`}`,
    )
    return new RegExp(`^${body.join('')}$`)
  }
  const part = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*b', 'a*b', '')
  const segment = fc.constantFrom('a', 'b', 'ab', 'aab', 'abb', 'c', '')

  it('says what its regular expression would say', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 5 }),
        fc.array(segment, { minLength: 1, maxLength: 6 }),
        (glob, path) => {
          const [pattern, text] = [`/${glob.join('/')}`, `/${path.join('/')}`]
          expect([pattern, text, matchesPathGlob(pattern, text)]).toEqual([
            pattern,
            text,
            expression(pattern).test(text),
          ])
        },
      ),
      { numRuns: 5000 },
    )
  })
})

describe('allowsOrigin', () => {
  it('lets no origin under a wildcard through whose host a browser would read differently', () => {
    const hostile = fc.stringMatching(/^[a-z.:/?#@\\[\]%*_-]{0,12}$/)
    fc.assert(
      fc.property(hostile, hostile, (before, between) => {
        const origin = `https://${before}${between}.example.com`
        if (!allowsOrigin(['https://*.example.com'], origin)) return
        const url = new URL(origin)
        expect([url.origin, url.hostname.endsWith('.example.com')]).toEqual([origin, true])
      }),
      { numRuns: 5000 },
    )
  })
})
