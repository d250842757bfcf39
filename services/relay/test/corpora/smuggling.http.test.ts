import { Rig } from '../rig.js'

const TARGET = '/v1/proxy/passthrough/openai/v1/x'
const CHUNKED = 'transfer-encoding: chunked\r\n'
const EMPTY = '\r\n0\r\n\r\n'

/** What follows the head of a POST that is otherwise in order. Sources: RFC 9110, RFC 9112 and the research named with each group. */
const REFUSED: Record<string, readonly (readonly [string, string])[]> = {
  'RFC 9112 §6.3 (length and coding), PortSwigger “HTTP Desync Attacks” 2019': [
    ['CL.TE', `content-length: 6\r\n${CHUNKED}${EMPTY}G`],
    ['TE.CL', `${CHUNKED}content-length: 4\r\n\r\n5c\r\n`],
    ['TE.TE', `${CHUNKED}transfer-encoding: x\r\n${EMPTY}`],
    ['TE.TE, chunked last', `transfer-encoding: x\r\n${CHUNKED}${EMPTY}`],
    ['identity last', `transfer-encoding: chunked, identity\r\n${EMPTY}`],
    ['an unknown coding', `transfer-encoding: xchunked\r\n${EMPTY}`],
    ['a coding that is not undone here', `transfer-encoding: gzip, chunked\r\n${EMPTY}`],
    ['chunked twice', `transfer-encoding: chunked, chunked\r\n${EMPTY}`],
    ['chunked twice, in two lines', `${CHUNKED}${CHUNKED}${EMPTY}`],
    ['a coding with a parameter', `transfer-encoding: chunked;q=1\r\n${EMPTY}`],
    ['a quoted coding', `transfer-encoding: "chunked"\r\n${EMPTY}`],
    ['a coding after a comma', `transfer-encoding: ,chunked\r\n${EMPTY}`],
    ['a coding before a comma', `transfer-encoding: chunked,\r\n${EMPTY}`],
    ['a coding behind a vertical tab', `transfer-encoding: \x0bchunked\r\n${EMPTY}`],
    ['a coding before a vertical tab', `transfer-encoding: chunked\x0b\r\n${EMPTY}`],
    ['a coding before a NUL', `transfer-encoding: chunked\0\r\n${EMPTY}`],
    ['a coding with a byte beyond ASCII', `transfer-encoding: chun\xffked\r\n${EMPTY}`],
    ['no coding', `transfer-encoding:\r\n${EMPTY}`],
  ],
  'RFC 9110 §8.6 (Content-Length)': [
    ['two lengths', 'content-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['one length twice', 'content-length: 1\r\ncontent-length: 1\r\n\r\na'],
    ['a list of lengths', 'content-length: 1, 2\r\n\r\nab'],
    ['a list of one length', 'content-length: 1, 1\r\n\r\na'],
    ['a signed length', 'content-length: +1\r\n\r\na'],
    ['a negative length', 'content-length: -1\r\n\r\na'],
    ['a hexadecimal length', 'content-length: 0x1\r\n\r\na'],
    ['a length with an exponent', 'content-length: 1e0\r\n\r\na'],
    ['a length with a blank inside', 'content-length: 1 1\r\n\r\na'],
    ['a length with an underscore', 'content-length: 1_0\r\n\r\naaaaaaaaaa'],
    ['no length', 'content-length:\r\n\r\n'],
    ['a length that overflows 64 bits', 'content-length: 18446744073709551617\r\n\r\na'],
  ],
  'RFC 9112 §7.1 (chunks), “Funky chunks” (J. Kleinrath, 2025)': [
    ['a signed chunk size', `${CHUNKED}\r\n+1\r\na\r\n0\r\n\r\n`],
    ['a negative chunk size', `${CHUNKED}\r\n-1\r\na\r\n0\r\n\r\n`],
    ['a chunk size with 0x', `${CHUNKED}\r\n0x1\r\na\r\n0\r\n\r\n`],
    ['a chunk size behind a blank', `${CHUNKED}\r\n 1\r\na\r\n0\r\n\r\n`],
    ['a chunk size before a blank', `${CHUNKED}\r\n1 \r\na\r\n0\r\n\r\n`],
    ['a chunk size that overflows 64 bits', `${CHUNKED}\r\n10000000000000001\r\na\r\n0\r\n\r\n`],
    ['no chunk size', `${CHUNKED}\r\n\r\na\r\n0\r\n\r\n`],
    ['a chunk size before a bare LF', `${CHUNKED}\r\n1\na\r\n0\r\n\r\n`],
    ['a chunk size before a bare CR', `${CHUNKED}\r\n1\ra\r\n0\r\n\r\n`],
    ['a chunk that is longer than it says', `${CHUNKED}\r\n1\r\nab\r\n0\r\n\r\n`],
    ['a chunk that ends in a bare LF', `${CHUNKED}\r\n1\r\na\n0\r\n\r\n`],
    ['a chunk that ends in two other bytes', `${CHUNKED}\r\n1\r\naXX0\r\n\r\n`],
    ['a bare LF in a chunk extension', `${CHUNKED}\r\n1;a\nb\r\na\r\n0\r\n\r\n`],
    ['a bare CR in a chunk extension', `${CHUNKED}\r\n1;a\rb\r\na\r\n0\r\n\r\n`],
    ['a length in the trailers', `${CHUNKED}\r\n1\r\na\r\n0\r\ncontent-length: 1\r\n\r\n`],
    ['a coding in the trailers', `${CHUNKED}\r\n1\r\na\r\n0\r\ntransfer-encoding: x\r\n\r\n`],
    ['a NUL in a chunk extension', `${CHUNKED}\r\n1;a\0b\r\na\r\n0\r\n\r\n`],
  ],
  'RFC 9112 §2.2 and §5 (lines and fields), RFC 9110 §5.5': [
    ['a blank before the colon', `transfer-encoding : chunked\r\n${EMPTY}`],
    ['a tab before the colon', `transfer-encoding\t: chunked\r\n${EMPTY}`],
    ['a blank in a name', 'transfer encoding: chunked\r\n\r\n'],
    ['a name with a parenthesis', 'x(a): 1\r\n\r\n'],
    ['a name beyond ASCII', 'x\xe9: 1\r\n\r\n'],
    ['a name with a NUL', 'x\0a: 1\r\n\r\n'],
    ['no name', ': x\r\n\r\n'],
    ['no colon', 'content-length\r\n\r\n'],
    ['a folded line', `x-a: b\r\n transfer-encoding: chunked\r\n${EMPTY}`],
    ['a line folded with a tab', `x-a: b\r\n\ttransfer-encoding: chunked\r\n${EMPTY}`],
    ['a bare CR in a value', 'x-a: b\rc: d\r\n\r\n'],
    ['a bare LF in a value', 'x-a: b\nc: d\r\n\r\n'],
    ['a bare CR before a line', `x-a: b\r\n\rtransfer-encoding: chunked\r\n${EMPTY}`],
    ['a NUL in a value', 'x-a: b\0c\r\n\r\n'],
    ['lines that end in bare LF', 'content-length: 1\n\na'],
  ],
  'RFC 9112 §3.2 (Host)': [
    ['two hosts', 'host: other\r\n\r\n'],
    ['one host twice', 'host: relay\r\n\r\n'],
    ['a host in another case', 'HOST: other\r\n\r\n'],
  ],
}

/** Whole requests; TOKEN stands for the Authorization line. */
const REFUSED_WHOLE: readonly (readonly [string, string])[] = [
  ['HTTP/0.9', `GET ${TARGET}\r\n\r\n`],
  ['HTTP/1.0 with a coding (RFC 9112 §6.1)', `POST ${TARGET} HTTP/1.0\r\nhost: relay\r\nTOKEN${CHUNKED}${EMPTY}`],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['another major version', `GET ${TARGET} HTTP/3.0\r\nhost: relay\r\nTOKEN\r\n`],
  ['a version in small letters', `GET ${TARGET} http/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['a version with a sign', `GET ${TARGET} HTTP/1.+1\r\nhost: relay\r\nTOKEN\r\n`],
  ['no host', `GET ${TARGET} HTTP/1.1\r\nTOKEN\r\n`],
  ['an empty host before another', `GET ${TARGET} HTTP/1.1\r\nhost:\r\nhost: relay\r\nTOKEN\r\n`],
  ['a host with a path', `GET ${TARGET} HTTP/1.1\r\nhost: relay/x\r\nTOKEN\r\n`],
  ['a host with a user', `GET ${TARGET} HTTP/1.1\r\nhost: a@relay\r\nTOKEN\r\n`],
  ['a list of hosts', `GET ${TARGET} HTTP/1.1\r\nhost: relay, other\r\nTOKEN\r\n`],
  ['a host with a blank', `GET ${TARGET} HTTP/1.1\r\nhost: relay other\r\nTOKEN\r\n`],
  ['a tab after the method', `GET\t${TARGET} HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['a bare LF after the request line', `GET ${TARGET} HTTP/1.1\nhost: relay\r\nTOKEN\r\n`],
  ['a bare CR in the target', `GET ${TARGET}\rx HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['a NUL in the target', `GET ${TARGET}\0x HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['a method in small letters', `get ${TARGET} HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['a method that nobody knows', `GETT ${TARGET} HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['a first line that begins with a blank', `GET ${TARGET} HTTP/1.1\r\n host: relay\r\nTOKEN\r\n`],
  ['absolute-form', `GET http://relay${TARGET} HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['absolute-form of another host', `GET http://other${TARGET} HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n`],
  ['authority-form', 'CONNECT relay:443 HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n'],
  ['asterisk-form', 'OPTIONS * HTTP/1.1\r\nhost: relay\r\nTOKEN\r\n'],
]

describe('requests that two servers could cut apart differently', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.start()
  })
  afterAll(() => rig.stop())
  beforeEach(() => rig.reset())

  const tokenLine = () => `authorization: ${rig.bearer().authorization}\r\n`
  /** What comes back until it is known how the request fared. */
  const send = (bytes: string): Promise<string> => rig.raw(bytes, (seen) => /\r\n\r\n[^]*(?:\}|fine)/.test(seen))

  describe.each(Object.entries(REFUSED))('%s', (_, cases) => {
    it.each(cases)('refuses %s before the upstream sees a byte', async (__, rest) => {
      const seen = await send(`POST ${TARGET} HTTP/1.1\r\nhost: relay\r\n${tokenLine()}${rest}`)
      expect(seen).toMatch(/^HTTP\/1\.1 400 [^]*connection: close/)
      expect(rig.received).toHaveLength(0)
    })
  })

  it.each(REFUSED_WHOLE)('refuses %s', async (_, bytes) => {
    const seen = await send(bytes.replace('TOKEN', tokenLine()))
    expect(seen).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/)
    expect(rig.received).toHaveLength(0)
  })
})
