import { looksLikeKey, parseProviderOrigin, refuseKey } from './index.js'

describe('a typed key', () => {
  it.each(['', 'sk-a b', 'sk-\nab', 'sk-ключ', 'x'.repeat(8001)])('refuses what no header can carry: %p', (key) => {
    expect(refuseKey(key)).toBeDefined()
  })

  it('takes a key of any shape, because providers change theirs', () => {
    expect(refuseKey('brand-new-shape_2027')).toBeUndefined()
    expect(looksLikeKey('brand-new-shape_2027', '^sk-')).toBe(false)
  })

  it('survives a pattern that is none', () => {
    expect(looksLikeKey('key', '(')).toBe(true)
  })
})

describe('the address of a provider of one’s own', () => {
  it.each([
    '',
    'http://api.example.com',
    'https://user:pw@api.example.com',
    'localhost',
    'https://[::1]',
    'ftp://x.com',
    'not an address',
  ])('refuses %p', (text) => {
    expect(parseProviderOrigin(text)).toBeUndefined()
  })

  it.each([
    ['api.example.com', 'https://api.example.com'],
    ['https://API.example.com/v1/', 'https://api.example.com'],
    ['https://api.example.com:8443', 'https://api.example.com:8443'],
  ])('reads %p as %p', (text, origin) => {
    expect(parseProviderOrigin(text)).toBe(origin)
  })
})
