import {
  accessTokenStem,
  completeToken,
  formatClientId,
  formatToken,
  makeHalf,
  makeId,
  parseToken,
  redactToken,
} from './token.js'

const id = makeId()
const auth = makeHalf()
const seal = makeHalf()
const malformed = expect.objectContaining({ code: 'malformed' })

describe('formatToken', () => {
  it('refuses an access token without its seal half, which would open nothing', () => {
    expect(() => formatToken({ prefix: '1r_at', id, auth })).toThrow(malformed)
  })

  it('refuses a seal half where the prefix has none', () => {
    expect(() => formatToken({ prefix: '1r_cs', id, auth, seal })).toThrow(malformed)
  })

  it('refuses parts that have not their length or alphabet', () => {
    expect(() => formatToken({ prefix: '1r_cs', id: id.slice(1), auth })).toThrow(malformed)
    expect(() => formatToken({ prefix: '1r_cs', id, auth: `${auth.slice(1)}_` })).toThrow(malformed)
    expect(() => formatToken({ prefix: '1r_pt' as '1r_cs', id, auth })).toThrow(malformed)
  })

  it('says which part was wrong and never its value', () => {
    try {
      formatToken({ prefix: '1r_cs', id, auth: `${auth}x` })
      throw new Error('unreachable')
    } catch (error) {
      expect(String(error)).toContain('auth')
      expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain(auth)
    }
  })
})

describe('completeToken', () => {
  it('refuses a stem that is not one of a token-sealed grant', () => {
    for (const stem of ['', '1r_at', `1r_cs_${id}_${auth}`, `1r_at_${id}_${auth}_${seal}`, `1r_at_${id}`]) {
      expect(() => completeToken(stem, seal)).toThrow(malformed)
    }
  })

  it('makes of a stem and P the token that the relay reads', () => {
    const stem = accessTokenStem({ prefix: '1r_at', id, auth })
    expect(parseToken(completeToken(stem, seal))).toEqual({ ok: true, token: { prefix: '1r_at', id, auth, seal } })
  })
})

describe('redactToken', () => {
  it('hides a bare half, a provider key and a prefix that is not ours whole', () => {
    for (const text of [auth, 'sk-proj-abc', `1r_zz_${id}_${auth}`, `1r_at_${auth}`, '', ` 1r_at_${id}`]) {
      expect(redactToken(text)).toBe('[redacted]')
    }
  })

  it('shows a client id, which is public', () => {
    expect(redactToken(formatClientId(id))).toBe(`1r_cid_${id}`)
  })
})

describe('makeId and makeHalf', () => {
  it('have the lengths of the protocol and do not repeat', () => {
    const halves = Array.from({ length: 500 }, makeHalf)
    expect(halves.every((half) => /^[0-9A-Za-z]{43}$/.test(half))).toBe(true)
    expect(new Set(halves).size).toBe(500)
    expect(makeId()).toMatch(/^[0-9A-Za-z]{16}$/)
  })
})
