import { normaliseOrigins } from './origins.js'

describe('normaliseOrigins', () => {
  it.each([
    'null',
    '*',
    'https://a.example/path',
    'https://a.example?x',
    'https://a.example#x',
    'https://u@a.example',
    'http://a.example',
    'http://localhost.evil.example',
    'ftp://a.example',
    'https://a.example:99999',
    'javascript:alert(1)',
  ])('refuses %s, and everything with it', (origin) => {
    expect(normaliseOrigins(['https://good.example', origin])).toBeUndefined()
  })

  it('writes each once, as browsers send it', () => {
    const written = ['https://A.example:443', 'https://a.example', 'http://localhost:80', 'http://[::1]:3000']
    expect(normaliseOrigins(written)).toEqual(['https://a.example', 'http://localhost', 'http://[::1]:3000'])
  })
})
