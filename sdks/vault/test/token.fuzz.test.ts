import fc from 'fast-check'
import {
  type BearerPrefix,
  formatPublicToken,
  formatToken,
  isTokenSealed,
  makeHalf,
  makeId,
  parseClientId,
  parsePublicToken,
  parseToken,
  redactToken,
} from '../src/index.js'

const PREFIXES = '1r_at 1r_bt 1r_ut 1r_cs 1r_lt 1r_st rk_app rk_agent rk_person rk_vendor rk_proxy rk_mgmt'.split(' ')
const base62 = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
    minLength: length,
    maxLength: length,
  })
const parts = fc
  .record({ prefix: fc.constantFrom(...PREFIXES), id: base62(16), auth: base62(43), seal: base62(43) })
  .map(({ prefix, seal, ...rest }) => {
    const bearer = prefix as BearerPrefix
    return { prefix: bearer, ...rest, ...(isTokenSealed(bearer) ? { seal } : {}) }
  })
const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.anything())

describe('parseToken', () => {
  it('never throws and never accepts what formatToken would not write', () => {
    const property = fc.property(anything, (text) => {
      const parsed = parseToken(text as string)
      if (parsed.ok) expect(formatToken(parsed.token)).toBe(text)
      parsePublicToken(text as string)
      parseClientId(text as string)
      redactToken(text as string)
    })
    fc.assert(property, { numRuns: 2000 })
  })

  it('never throws on a token with a piece cut out, doubled or replaced, and accepts none', () => {
    const property = fc.property(parts, fc.nat(130), fc.nat(130), fc.string({ maxLength: 5 }), (token, a, b, piece) => {
      const text = formatToken(token)
      const [from, to] = a < b ? [a, b] : [b, a]
      const changed = text.slice(0, from) + piece + text.slice(to)
      const parsed = parseToken(changed)
      expect(parsed.ok).toBe(changed === text)
    })
    fc.assert(property, { numRuns: 2000 })
  })

  it('gives back what formatToken wrote', () => {
    fc.assert(fc.property(parts, (token) => expect(parseToken(formatToken(token))).toEqual({ ok: true, token })))
  })

  it('refuses every token in which one character was changed', () => {
    const character = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 })
    const property = fc.property(parts, fc.nat(), character, (token, at, other) => {
      const text = formatToken(token)
      const index = at % text.length
      fc.pre(text[index] !== other)
      expect(parseToken(text.slice(0, index) + other + text.slice(index + 1)).ok).toBe(false)
    })
    fc.assert(property, { numRuns: 3000 })
  })

  it('refuses every token in which two neighbours changed places', () => {
    const property = fc.property(parts, fc.nat(), (token, at) => {
      const text = formatToken(token)
      const i = at % (text.length - 1)
      fc.pre(text[i] !== text[i + 1])
      expect(parseToken(text.slice(0, i) + text[i + 1] + text[i] + text.slice(i + 2)).ok).toBe(false)
    })
    fc.assert(property, { numRuns: 1000 })
  })
})

describe('redactToken', () => {
  it('shows no character of a half, however the token was damaged', () => {
    const property = fc.property(parts, fc.nat(120), fc.nat(120), (token, from, to) => {
      const text = formatToken(token)
      const shown = redactToken(text.slice(Math.min(from, to), Math.max(from, to)))
      const allowed = ['[redacted]', `${token.prefix}_${token.id}_…`]
      expect(allowed).toContain(shown)
    })
    fc.assert(property, { numRuns: 2000 })
  })

  it('shows the id of a public token and nothing of P', () => {
    const [id, seal] = [makeId(), makeHalf()]
    expect(redactToken(formatPublicToken({ id, seal }))).toBe(`1r_pt_${id}_…`)
  })
})
