import { parseOrigins } from './parse-origins.js'

describe('parseOrigins', () => {
  it.each([
    '',
    '  ',
    'app.example.com',
    'https://app.example.com/',
    'https://a.example/path',
    'http://app.example.com',
    'https://*.example.com/x',
  ])('refuses %j, and says what is wrong', (text) => {
    expect(parseOrigins(text)).toEqual({ ok: false, problem: expect.any(String) })
  })

  it('reads lines and commas, each origin once', () => {
    expect(parseOrigins(' https://a.example\nhttp://localhost:3000, https://a.example ')).toEqual({
      ok: true,
      origins: ['https://a.example', 'http://localhost:3000'],
    })
  })
})
