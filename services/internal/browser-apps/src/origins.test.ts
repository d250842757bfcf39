import { allowsOrigin, isOriginPattern } from './origins.js'

describe('allowsOrigin', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com.evil.test'],
    ['https://app.example.com', 'http://app.example.com'],
    ['https://app.example.com', 'https://app.example.com:8443'],
    ['https://*.example.com', 'https://example.com'],
    ['https://*.example.com', 'https://evilexample.com'],
    ['https://*.example.com', 'https://evil.test/.example.com'],
    ['https://*.example.com', 'https://evil.test#.example.com'],
    ['https://*.example.com', 'https://user@a.example.com'],
    ['https://*.example.com', 'https://.example.com'],
    ['https://*.example.com', 'http://a.example.com'],
    ['https://*.example.com', 'https://a.example.com:8443'],
    ['http://localhost:*', 'http://localhost.evil.test'],
    ['http://localhost:*', 'http://localhost:80@evil.test'],
    ['http://localhost:*', 'https://localhost:3000'],
    ['https://app.example.com', 'null'],
  ])('%s does not name %s', (pattern, origin) => {
    expect(allowsOrigin([pattern], origin)).toBe(false)
  })

  it('names nothing without a pattern', () => {
    expect(allowsOrigin([], 'https://app.example.com')).toBe(false)
  })

  it.each([
    ['*', 'null'],
    ['*', 'https://any.test'],
    ['https://app.example.com', 'https://app.example.com'],
    ['https://*.example.com', 'https://a.example.com'],
    ['https://*.example.com', 'https://a.b.example.com'],
    ['https://*.example.com:8443', 'https://a.example.com:8443'],
    ['http://localhost:*', 'http://localhost:5173'],
    ['http://localhost:*', 'http://localhost'],
    ['chrome-extension://abcdefgh', 'chrome-extension://abcdefgh'],
  ])('%s names %s', (pattern, origin) => {
    expect(allowsOrigin(['https://other.example', pattern], origin)).toBe(true)
  })
})

describe('isOriginPattern', () => {
  it.each([
    '',
    'app.example.com',
    'https://app.example.com/',
    'https://*',
    'https://*.com',
    'https://a.*.com',
    'http://*:80',
    'https://EXAMPLE.com',
    'null',
  ])('refuses %p', (text) => {
    expect(isOriginPattern(text)).toBe(false)
  })

  it.each([
    '*',
    'https://app.example.com',
    'https://*.example.com',
    'http://localhost:*',
    'http://[::1]:3000',
    'capacitor://localhost',
  ])('takes %p', (text) => {
    expect(isOriginPattern(text)).toBe(true)
  })
})
