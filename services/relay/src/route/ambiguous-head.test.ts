import { isAmbiguousHead } from './index.js'

const head = (host: string | undefined, coding?: string, httpVersion = '1.1', more: string[] = []) => ({
  httpVersion,
  rawHeaders: [...(host === undefined ? [] : ['Host', host]), ...more],
  headers: { host, 'transfer-encoding': coding },
})

describe('isAmbiguousHead', () => {
  it.each(['', 'a/b', 'u@a', 'a,b', 'a b', 'a:', 'a:x', 'a:123456', '[::1', '::1', 'a#b', 'a?b', 'a\\b', 'ä'])(
    'is so of the host %j',
    (host) => {
      expect(isAmbiguousHead(head(host))).toBe(true)
    },
  )

  it.each([
    ['two hosts', head('a', undefined, '1.1', ['hOST', 'a'])],
    ['two types of content', head('a', undefined, '1.1', ['Content-Type', 'a/b', 'content-TYPE', 'a/b'])],
    ['a coding in HTTP/1.0', head('a', 'chunked', '1.0')],
    ['another coding', head('a', 'gzip, chunked')],
    ['a coding twice', head('a', 'chunked, chunked')],
  ])('is so of %s', (_, ambiguous) => {
    expect(isAmbiguousHead(ambiguous)).toBe(true)
  })

  it.each(['a', 'relay.example.com:8787', '127.0.0.1', '[::1]:80', 'my_service', undefined])(
    'is not so of the host %s',
    (host) => {
      expect(isAmbiguousHead(head(host, 'Chunked'))).toBe(false)
    },
  )
})
