import fc from 'fast-check'
// The relay's own glob, for it is what a minted key is judged with.
import { matchesPathGlob } from '../../../relay/src/judge/glob.js'
import { coversGlob } from './path-glob.js'

const piece = fc.constantFrom('a', 'b', 'ab', '*', '**', '***', 'a*', '*b', 'a*b', 'a**', '')
const glob = fc.array(piece, { maxLength: 5 }).map((pieces) => `/${pieces.join('/')}`)
const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'aab', 'abb', 'c', '*', ''), { maxLength: 7 })
  .map((parts) => `/${parts.join('/')}`)

/** A path that the glob matches: each `*` and `**` with something in its place. */
const pathOf = (text: string, fill: readonly string[]): string => {
  let used = 0
  const next = (): string => fill[used++ % fill.length] ?? ''
  const parts = text.split('/').flatMap((part) => {
    if (part !== '**') return [part.replace(/\*/g, next)]
    return Array.from({ length: next().length }, next)
  })
  return parts.join('/')
}
const fill = fc.array(fc.constantFrom('', 'a', 'b', 'ab', 'zz'), { minLength: 3, maxLength: 6 })

describe('coversGlob', () => {
  it('allows no glob that matches a path which the allowed one does not', () => {
    fc.assert(
      fc.property(glob, glob, fill, (outer, inner, values) => {
        const reached = pathOf(inner, values)
        fc.pre(coversGlob(outer, inner) && matchesPathGlob(inner, reached))
        expect(matchesPathGlob(outer, reached)).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('allows no glob that a random path tells apart either', () => {
    fc.assert(
      fc.property(glob, glob, path, (outer, inner, reached) => {
        const isReached = coversGlob(outer, inner) && matchesPathGlob(inner, reached)
        return !isReached || matchesPathGlob(outer, reached)
      }),
      { numRuns: 30_000 },
    )
  })

  it('matches a path exactly as the relay does', () => {
    const plain = path.filter((text) => !text.includes('*'))
    fc.assert(
      fc.property(glob, plain, (text, reached) => coversGlob(text, reached) === matchesPathGlob(text, reached)),
      { numRuns: 3000 },
    )
  })

  it('covers itself, whatever it is, and is covered by everything', () => {
    fc.assert(fc.property(glob, (text) => coversGlob(text, text) && coversGlob('/**', text)))
  })

  it('is linear in what it compares', () => {
    const long = `/${'a*'.repeat(150)}`
    expect(coversGlob(`${long}b`, `/${'a'.repeat(300)}`)).toBe(false)
    expect(coversGlob(`/${Array(150).fill('**').join('/')}/b`, `/${Array(150).fill('*').join('/')}`)).toBe(false)
  })
})

describe('coversGlob, by hand', () => {
  it.each([
    ['/crm/v3/objects/contacts/*', '/crm/v3/objects/contacts/*', true],
    ['/crm/v3/**', '/crm/v3/objects/contacts/*', true],
    ['/crm/v3/**', '/crm/v3', true],
    ['/crm/*/objects', '/crm/v3/objects', true],
    ['/files/a*', '/files/ab*', true],
    ['/crm/v3/objects/contacts/*', '/crm/v3/objects/*/*', false],
    ['/crm/v3/objects/contacts/*', '/crm/v3/objects/contacts/**', false],
    ['/crm/v3/objects/contacts/*', '/crm/v3/objects/contacts', false],
    ['/crm/v3/*', '/crm/v3/**/x', false],
    ['/crm/*', '/crm/**', false],
    ['/files/a*', '/files/*', false],
    ['/files/a*', '/files/*a*', false],
    ['/a', '/A', false],
    ['/a', '/a/', false],
    ['/a/../b', '/b', false],
    ['/*', '/*/', false],
    ['/files/*', '/files/', false],
    ['/files/**', '/files/', true],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(coversGlob(outer, inner)).toBe(expected)
  })
})
