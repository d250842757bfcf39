import { clientName } from './client-name.js'

describe('clientName', () => {
  it.each([
    null,
    '',
    '   ',
    'https://evil.example/reset',
    'evil.example',
    'www.evil.example/1.0',
    '<b>bold</b>',
    '\u202egnp.exe',
    '(comment)',
    '١٢٣',
  ])('tells nothing of %j', (userAgent) => {
    expect(clientName(userAgent)).toBe('Unknown client')
  })

  it.each([
    ['cursor/0.42', 'cursor/0.42'],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['python-requests/2.31.0', 'python-requests/2.31.0'],
    ['OpenAI/Python 1.40.1', 'OpenAI'],
    ['Go-http-client/2.0 extra/1.1', 'Go-http-client/2.0 extra/1.1'],
    ['node', 'node'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['Mozilla/5.0 evil.example', 'Unknown device'],
    ['x/1.2.evil.example', 'x'],
    ['cursor/0.42 call us at https://evil.example now', 'cursor/0.42'],
    ['Your account was hacked', 'Your'],
    [`${'a'.repeat(500)}/1`, 'Unknown client'],
  ])('of %j leaves %j', (userAgent, expected) => {
    expect(clientName(userAgent)).toBe(expected)
  })
})
