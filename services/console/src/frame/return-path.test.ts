import { parseNext } from './return-path.js'

describe('the way back after signing in', () => {
  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    'javascript:alert(1)',
    'vault',
    '/va\nult',
    '/sign-in',
    '/sign-in/confirm#token',
    '/register?next=/x',
    '',
    undefined,
    7,
  ])('never leaves this origin and never leads in a circle: %p', (text) => {
    expect(parseNext(text)).toBe('/vault')
  })

  it.each(['/vault', '/connections/0Ab1?tab=usage#top', '/signature'])('is kept: %s', (text) => {
    expect(parseNext(text)).toBe(text)
  })
})
