import { ResponseReader, type ResponseSink } from './response-reader.js'

interface Heard {
  heads: number[]
  headers: string[]
  body: string
  trailers: string[]
  ended: boolean
  hasRest: boolean
  switched: string | undefined
  broken: string | undefined
}

/** What is heard of an answer that arrives in these pieces, and then the connection closes. */
const read = (pieces: readonly string[], { method = 'GET', mayUpgrade = false } = {}): Heard => {
  const heard: Heard = {
    heads: [],
    headers: [],
    body: '',
    trailers: [],
    ended: false,
    hasRest: false,
    switched: undefined,
    broken: undefined,
  }
  const sink: ResponseSink = {
    onInterim: ({ status }) => heard.heads.push(status),
    onSwitch: (_, rest) => void (heard.switched = rest.toString('latin1')),
    onHead: ({ status, rawHeaders }) => {
      heard.heads.push(status)
      heard.headers = rawHeaders
    },
    onBody: (bytes) => void (heard.body += bytes.toString('latin1')),
    onEnd: (last, trailers, hasRest) =>
      void Object.assign(heard, { body: heard.body + last.toString('latin1'), trailers, hasRest, ended: true }),
    onBroken: (why) => void (heard.broken = why),
  }
  const reader = new ResponseReader(sink, method, mayUpgrade)
  // One buffer for all pieces, as the forwarder has it: what is kept must be a copy.
  const memory = Buffer.alloc(256 * 1024)
  for (const piece of pieces) reader.feed(memory.subarray(0, memory.write(piece, 'latin1')))
  reader.end()
  return heard
}
const answer = (head: string, body = ''): string => `HTTP/1.1 200 OK\r\n${head}\r\n${body}`
const chunkedAnswer = (body: string): string => answer('Transfer-Encoding: chunked\r\n', body)

/** Cases after RFC 9112 §6.3 and §11.2 and "HTTP Desync Attacks" (Kettle, 2019), turned round: it is the upstream who lies. */
const AMBIGUOUS: readonly [string, string][] = [
  ['a length beside chunks', answer('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
  ['chunks beside a length', answer('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n')],
  ['two lengths that differ', answer('Content-Length: 1\r\nContent-Length: 2\r\n', 'ab')],
  ['two lengths that agree', answer('Content-Length: 1\r\ncontent-length: 1\r\n', 'a')],
  ['a list of lengths', answer('Content-Length: 1, 1\r\n', 'a')],
  ['a negative length', answer('Content-Length: -1\r\n')],
  ['a signed length', answer('Content-Length: +1\r\n', 'a')],
  ['a hexadecimal length', answer('Content-Length: 0x1\r\n', 'a')],
  ['a length that is no exact number', answer('Content-Length: 99999999999999999\r\n')],
  ['an empty length', answer('Content-Length:\r\n')],
  ['a space before the colon', answer('Content-Length : 1\r\n', 'a')],
  ['a folded field', answer('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n')],
  ['two codings', answer('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n')],
  ['chunked twice', answer('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
  ['chunked in a list', answer('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n')],
  ['a coding that is no chunked', answer('Transfer-Encoding: xchunked\r\n')],
  ['a vertical tab before the coding', answer('Transfer-Encoding: \x0bchunked\r\n')],
  ['a no-break space before the coding', answer('Transfer-Encoding: \xa0chunked\r\n', '0\r\n\r\n')],
  ['a no-break space behind a length', answer('Content-Length: 1\xa0\r\n', 'a')],
  ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a bare line feed in the head', answer('A: b\nContent-Length: 0\r\n')],
  ['a bare carriage return in the head', answer('A: b\rContent-Length: 0\r\n')],
  ['a NUL in a value', answer('A: b\0\r\n')],
  ['an empty name', answer(': b\r\n')],
  ['a line without a colon', answer('nonsense\r\n')],
  ['no status line', 'Content-Length: 0\r\n\r\n'],
  ['HTTP/2', 'HTTP/2 200 OK\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 99 No\r\n\r\n'],
  ['a line before the status line', '\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a body of 204', 'HTTP/1.1 204 No\r\nContent-Length: 1\r\n\r\na'],
  ['chunks in 103', 'HTTP/1.1 103 Hints\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a switch that nobody asked for', 'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n'],
  ['a head without end', answer(`A: ${'b'.repeat(70_000)}`)],
  ['a chunk size that is none', chunkedAnswer('x\r\n')],
  ['an empty chunk size', chunkedAnswer('\r\n')],
  ['a signed chunk size', chunkedAnswer('+1\r\na\r\n0\r\n\r\n')],
  ['a chunk size with 0x', chunkedAnswer('0x1\r\na\r\n0\r\n\r\n')],
  ['a chunk size that overflows', chunkedAnswer('10000000000000000\r\n')],
  ['a space behind the chunk size', chunkedAnswer('1 \r\na\r\n0\r\n\r\n')],
  ['a space before the chunk size', chunkedAnswer(' 1\r\na\r\n0\r\n\r\n')],
  ['a chunk size that ends in LF alone', chunkedAnswer('1\na\r\n0\r\n\r\n')],
  ['a chunk longer than its size', chunkedAnswer('1\r\nab\r\n0\r\n\r\n')],
  ['a chunk that ends in LF alone', chunkedAnswer('1\r\na\n0\r\n\r\n')],
  ['a CR in a chunk extension', chunkedAnswer('1;a\rb\r\na\r\n0\r\n\r\n')],
  ['an endless chunk extension', chunkedAnswer(`1;${'a'.repeat(2000)}`)],
  ['a trailer that is no field', chunkedAnswer('0\r\nnonsense\r\n\r\n')],
  ['a length in the trailers beside another', chunkedAnswer('0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n')],
  ['endless trailers', chunkedAnswer(`0\r\n${'A: b\r\n'.repeat(4000)}`)],
  ['a length that is not reached', answer('Content-Length: 5\r\n', 'abc')],
  ['chunks that break off', chunkedAnswer('5\r\nabc')],
  ['chunks without a last one', chunkedAnswer('1\r\na\r\n')],
  ['a head that breaks off', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['nothing', ''],
]

/** The text cut into pieces of so many characters. */
const cut = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []

describe('ResponseReader', () => {
  describe.each([1, 3, 70_000])('in pieces of %i bytes', (size) => {
    it.each(AMBIGUOUS)('breaks at %s', (_, text) => {
      const heard = read(cut(text, size))
      expect(heard.broken).toBeDefined()
      expect(heard.ended).toBe(false)
    })

    it('reads lengths, interim answers and what belongs to no answer', () => {
      const text = `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${answer('Content-Length: 3\r\nX-A:  b \r\n', 'abc')}`
      expect(read(cut(text, size))).toMatchObject({
        heads: [103, 200],
        headers: ['Content-Length', '3', 'X-A', 'b'],
        body: 'abc',
        ended: true,
        hasRest: false,
        broken: undefined,
      })
      expect(read([`${text}HTTP/1.1 200 OK\r\n`])).toMatchObject({ body: 'abc', ended: true, hasRest: true })
    })

    it('reads chunks, extensions and trailers', () => {
      const text = chunkedAnswer('3\r\nabc\r\n0A;name="v"\r\n0123456789\r\n00\r\nX-A: 1\r\nX-B: 2\r\n\r\n')
      expect(read(cut(text, size))).toMatchObject({
        body: 'abc0123456789',
        trailers: ['X-A', '1', 'X-B', '2'],
        ended: true,
        broken: undefined,
      })
    })

    it('reads a body that ends with its connection', () => {
      expect(read(cut(answer('', 'all of it'), size))).toMatchObject({ body: 'all of it', ended: true })
    })

    it.each([
      ['HEAD', answer('Content-Length: 5\r\n')],
      ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'],
      ['GET', 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n'],
    ])('expects no body after %s of %j', (method, text) => {
      expect(read(cut(text, size), { method })).toMatchObject({ body: '', ended: true, broken: undefined })
    })
  })

  it('leaves HTTP when it was asked to, with what has come behind the head', () => {
    const text = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nframe'
    expect(read([text], { mayUpgrade: true })).toMatchObject({ switched: 'frame', ended: false, broken: undefined })
  })

  it('keeps the bytes of a value, whatever their encoding', () => {
    expect(read([answer('X-A: \xe9\xff\tb\r\n')]).headers).toEqual(['X-A', '\xe9\xff\tb'])
    // "voilà" in UTF-8.
    expect(read([answer('X-A: \t voil\xc3\xa0\t \r\n')]).headers).toEqual(['X-A', 'voil\xc3\xa0'])
  })
})
