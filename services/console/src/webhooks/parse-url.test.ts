import { parseUrl } from './parse-url.js'

describe('the URL of a webhook', () => {
  it.each([
    'api.example.com/1relay',
    'ftp://api.example.com',
    'javascript:alert(1)',
    'https://',
    'https://a b.example',
  ])('is refused before it is sent when it is %s', (text) =>
    expect(parseUrl(text)).toEqual({ ok: false, problem: expect.stringContaining('begins with https://') }),
  )

  it('is asked for when there is none', () => {
    expect(parseUrl('  ')).toEqual({ ok: false, problem: expect.stringContaining('such as https://') })
  })

  it.each(['https://api.example.com/1relay?from=1relay', 'http://127.0.0.1:4010/hook'])(
    'goes to the server as it was typed, who may know that it is allowed here: %s',
    (url) => expect(parseUrl(` ${url}\n`)).toEqual({ ok: true, url }),
  )
})
