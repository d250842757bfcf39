import fc from 'fast-check'
// The relay's own reading of paths, for it is what a key is judged by.
import { matchesPathGlob } from '../../../relay/src/judge/glob.js'
import { normalisePath } from '../../../relay/src/route/path.js'
import { problemOfPathGlob } from './path-glob.js'

describe('problemOfPathGlob', () => {
  it.each([
    ['v1/customers'],
    [''],
    ['/v1//customers'],
    ['//'],
    ['/v1/**x'],
    ['/v1/x**/y'],
    ['/v1/***'],
    ['/v1/../admin'],
    ['/./v1'],
    ['/v1/..;x/y'],
    ['/v1/;x'],
    ['/v1/a%2fb'],
    ['/v1/a%2Fb'],
    ['/v1/a%5Cb'],
    ['/v1/a%252Fb'],
    ['/v1/%41'],
    ['/v1/%c3%a9'],
    ['/v1/é'],
    ['/v1/a b'],
    ['/v1/a%00'],
    ['/v1/a?b=c'],
    ['/v1/a#b'],
    ['/v1/a\\b'],
  ])('refuses %j', (glob) => {
    expect(problemOfPathGlob(glob)).toEqual(expect.any(String))
  })

  it.each([
    ['/'],
    ['/**'],
    ['/v1/customers'],
    ['/v1/customers/'],
    ['/v1/customers/*'],
    ['/v1/files/**'],
    ['/**/messages'],
    ['/2010-04-01/Accounts/*/Messages.json'],
    ['/v1/a%20b/%C3%A9'],
    ['/v1/models/*:generateContent'],
    ['/odata/Users(*)'],
  ])('takes %s', (glob) => {
    expect(problemOfPathGlob(glob)).toBeUndefined()
  })

  it('takes a path exactly if relays would let it through in that very form, so that each one that is taken matches itself', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'a',
        'v1',
        '.',
        '..',
        '',
        ';x',
        'a;x',
        '%2F',
        '%2f',
        '%41',
        '%C3%A9',
        '%00',
        '%25',
        '%7E',
        '%2E',
        ':',
        '@',
      ),
      fc.string({ maxLength: 4 }),
    )
    const path = fc.array(
      fc.array(piece, { maxLength: 3 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(
        path.map((segments) => `/${segments.join('/')}`).filter((text) => !text.includes('*')),
        (text) => {
          const read = normalisePath(text)
          const isTaken = problemOfPathGlob(text) === undefined
          // Bytes that are no UTF-8 are left to the relay, which refuses every path that has them.
          if (!read.ok && read.why === 'bytes that are not UTF-8') return
          expect([text, isTaken]).toEqual([text, read.ok && read.path === text])
          if (isTaken) expect(matchesPathGlob(text, text)).toBe(true)
        },
      ),
      { numRuns: 5000 },
    )
  })
})
