import { linkAddress, parseBaseUrl, sessionIdOf } from './address.js'

const who = { sessionId: 'A'.repeat(16), origin: 'https://app.example', nonce: 'n'.repeat(32), mode: 'iframe' } as const

describe('parseBaseUrl', () => {
  it.each([
    '',
    'relay.example',
    'http://relay.example',
    'javascript:alert(1)',
    'ftp://localhost',
    'http://localhost.evil.example',
  ])('refuses %j', (text) => {
    expect(() => parseBaseUrl(text)).toThrow(TypeError)
  })

  it('takes https, and http for this machine', () => {
    for (const text of ['https://relay.example', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:1']) {
      expect(parseBaseUrl(text).origin).toBe(text)
    }
  })
})

describe('linkAddress', () => {
  it('keeps the path of the base, and puts everything else into the fragment', () => {
    expect(linkAddress(parseBaseUrl('https://relay.example/at/?a=b#c'), who)).toEqual({
      origin: 'https://relay.example',
      url: `https://relay.example/at/link/${who.sessionId}#origin=https%3A%2F%2Fapp.example&nonce=${who.nonce}&mode=iframe`,
    })
  })
})

describe('sessionIdOf', () => {
  const token = `1r_lt_${'a'.repeat(16)}_${'b'.repeat(43)}_${'c'.repeat(6)}`

  it.each([undefined, '', 'x', token.slice(0, -1), `${token} `, token.replace('lt', 'at'), token.replace('aa', '/.')])(
    'refuses %j',
    (text) => {
      expect(sessionIdOf(text)).toBeUndefined()
    },
  )

  it('is the id and nothing of the halves', () => {
    expect(sessionIdOf(token)).toBe('a'.repeat(16))
  })
})
