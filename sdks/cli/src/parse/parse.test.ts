import { formatToken, makeHalf, makeId } from '@1relay/vault'
import { readAuth, readKeyName, readTtl, splitList } from './index.js'

describe('a lifetime', () => {
  it.each(['', '7', '0d', '-1d', '1.5h', '7 d', '7D', 'forever', '99999999999d'])('is not %j', (text) => {
    expect(() => readTtl(text)).toThrow(/such as 15m or 7d/)
  })

  it.each([
    ['90s', 90],
    ['15m', 900],
    ['12h', 43_200],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['never', null],
  ])('of %s is %s seconds', (text, seconds) => expect(readTtl(text)).toBe(seconds))
})

describe('how a key is shown', () => {
  it.each(['', 'Bearer', 'header', 'header:', 'query:', 'oauth', 'digest'])('is not %j', (text) => {
    expect(() => readAuth(text, {})).toThrow(/--auth is/)
  })

  it('takes a name with a colon as it stands', () => {
    expect(readAuth('header:x:y', {})).toEqual({ kind: 'header', name: 'x:y' })
  })

  it('asks for what OAuth 2.0 cannot do without', () => {
    expect(() => readAuth('oauth2', {})).toThrow(/--token-url/)
    const tokenUrl = 'https://auth.example.com/token'
    expect(() => readAuth('oauth2', { tokenUrl, clientAuth: 'jwt' })).toThrow(/--client-auth/)
    expect(readAuth('oauth2', { tokenUrl, scope: 'read' })).toEqual({
      kind: 'oauth2',
      tokenUrl,
      clientAuth: 'basic',
      scope: 'read',
    })
  })
})

describe('the name of a key', () => {
  const id = makeId()

  it.each(['', 'rk_app', `rk_other_${id}`, id.slice(1), `${id}!`, `1r_at_${id}`])('is not %j', (text) => {
    expect(() => readKeyName(text)).toThrow(/Name the key/)
  })

  it('is its id, alone or as lists show it', () => {
    for (const text of [id, `rk_vendor_${id}`, `rk_vendor_${id}_…`])
      expect(readKeyName(text)).toEqual({ kind: 'id', id })
  })

  it('is the whole token, which needs no sign-in; with a slip in it, it is none', () => {
    const token = formatToken({ prefix: 'rk_agent', id, auth: makeHalf() })
    expect(readKeyName(token)).toEqual({ kind: 'token', token, id })
    expect(() => readKeyName(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`)).toThrow(/Name the key/)
  })
})

describe('a list', () => {
  it('is given several times, with commas, or both; nothing is no list', () => {
    expect(splitList(['GET, POST', 'PUT'])).toEqual(['GET', 'POST', 'PUT'])
    expect(splitList([' , '])).toBeUndefined()
    expect(splitList(undefined)).toBeUndefined()
  })
})
