import { exchange, Harness, type Exchange, type Granted } from '../harness.js'
import { RawUpstream } from './raw-upstream.js'

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = 'transfer-encoding: chunked\r\n'
const POISON = 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison'

/**
 * Answers that two clients could cut apart differently. A hostile or broken upstream must not be able to put words into the answer to
 * somebody else's request. Sources: RFC 9112 §4, §5, §6.3, §7.1; “HTTP Desync Attacks” (2019) and “HTTP/1.1 must die” (2025).
 */
const REFUSED: readonly (readonly [string, string])[] = [
  ['two lengths', `${OK}content-length: 4\r\ncontent-length: 5\r\n\r\nfine!`],
  ['a list of lengths', `${OK}content-length: 4, 5\r\n\r\nfine!`],
  ['a signed length', `${OK}content-length: +4\r\n\r\nfine`],
  ['a negative length', `${OK}content-length: -4\r\n\r\nfine`],
  ['a hexadecimal length', `${OK}content-length: 0x4\r\n\r\nfine`],
  ['a length with an exponent', `${OK}content-length: 4e0\r\n\r\nfine`],
  ['a length that overflows', `${OK}content-length: 18446744073709551620\r\n\r\nfine`],
  ['a blank before the colon', `${OK}content-length : 4\r\n\r\nfine`],
  ['a field without a name', `${OK}: 4\r\ncontent-length: 4\r\n\r\nfine`],
  ['a NUL in a value', `${OK}x-a: b\0c\r\ncontent-length: 4\r\n\r\nfine`],
  ['a bare CR in a value', `${OK}x-a: b\rc: d\r\ncontent-length: 4\r\n\r\nfine`],
  ['another protocol', `ICY 200 OK\r\ncontent-length: 4\r\n\r\nfine`],
  ['a status of two digits', `HTTP/1.1 20 OK\r\ncontent-length: 4\r\n\r\nfine`],
  ['a status that is no number', `HTTP/1.1 2x0 OK\r\ncontent-length: 4\r\n\r\nfine`],
  [
    'a switch that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nfine',
  ],
  ['a head without end', `${OK}x-a: ${'b'.repeat(600_000)}\r\n`],
  ['a head of endless fields', `${OK}${'x-a: b\r\n'.repeat(60_000)}`],
]

const BROKEN: readonly (readonly [string, string])[] = [
  ['a chunk size with 0x', `${OK}${CHUNKED}\r\n0x4\r\nfine\r\n0\r\n\r\n`],
  ['a signed chunk size', `${OK}${CHUNKED}\r\n+4\r\nfine\r\n0\r\n\r\n`],
  ['a negative chunk size', `${OK}${CHUNKED}\r\n-4\r\nfine\r\n0\r\n\r\n`],
  ['a chunk size that overflows', `${OK}${CHUNKED}\r\n10000000000000004\r\nfine\r\n0\r\n\r\n`],
  ['no chunk size', `${OK}${CHUNKED}\r\n\r\nfine\r\n0\r\n\r\n`],
  ['a chunk that ends in other bytes', `${OK}${CHUNKED}\r\n4\r\nfineXX0\r\n\r\n`],
  ['no last chunk', `${OK}${CHUNKED}\r\n4\r\nfine\r\n`],
  ['half a chunk', `${OK}${CHUNKED}\r\n9\r\nfine`],
  ['half a body', `${OK}content-length: 9\r\n\r\nfine`],
]

describe('answers that two clients could cut apart differently', () => {
  let upstream: RawUpstream
  let harness: Harness
  let granted: Granted
  beforeAll(async () => {
    upstream = await RawUpstream.start()
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
    granted = await harness.grant()
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.stop()
  })
  beforeEach(() => {
    upstream.heads.length = 0
    upstream.ends = false
  })

  const ask = (bytes: string, method = 'GET'): Promise<Exchange> => {
    upstream.answer = bytes
    const headers = { authorization: `Bearer ${granted.token}` }
    return exchange(harness.origin, { path: '/v1/proxy/passthrough/openai/v1/x', method, headers })
  }
  const expectOwnAnswer = async (): Promise<void> => {
    upstream.ends = false
    const { status, body } = await ask(`${OK}content-length: 3\r\n\r\nown`)
    expect([status, body.toString()]).toEqual([200, 'own'])
  }

  it.each(REFUSED)('are no answers: %s', async (_, bytes) => {
    upstream.ends = true
    const { status, body } = await ask(bytes)
    expect([status, JSON.parse(body.toString())]).toMatchObject([502, { error: { code: 'upstream_failed' } }])
    await expectOwnAnswer()
  })

  it.each(BROKEN)('break off visibly: %s', async (_, bytes) => {
    upstream.ends = true
    // A head that still waited for its first bytes goes down with the connection.
    const answer = await ask(bytes).catch(() => undefined)
    expect(answer === undefined || answer.status === 502 || !answer.isComplete).toBe(true)
    await expectOwnAnswer()
  })

  it.each([
    ['length and chunks', `${OK}content-length: 4\r\n${CHUNKED}\r\n4\r\nfine\r\n0\r\n\r\n`],
    ['chunks and length', `${OK}${CHUNKED}content-length: 40\r\n\r\n4\r\nfine\r\n0\r\n\r\n`],
  ])('are chunks, or no answers: %s (RFC 9112 §6.3)', async (_, bytes) => {
    const { status, body, rawHeaders } = await ask(bytes)
    if (status === 502) return
    expect([status, body.toString()]).toEqual([200, 'fine'])
    expect(rawHeaders.map((one) => one.toLowerCase())).not.toContain('content-length')
    await expectOwnAnswer()
  })

  it.each([
    ['bytes behind a length', `${OK}content-length: 4\r\n\r\nfine${POISON}`, 'GET', 'fine'],
    ['bytes behind the last chunk', `${OK}${CHUNKED}\r\n4\r\nfine\r\n0\r\n\r\n${POISON}`, 'GET', 'fine'],
    ['a body of a 204', `HTTP/1.1 204 No Content\r\n\r\n${POISON}`, 'GET', ''],
    ['a body of a 304', `HTTP/1.1 304 Not Modified\r\ncontent-length: 6\r\n\r\n${POISON}`, 'GET', ''],
    ['a body of the answer to HEAD', `${OK}content-length: 4\r\n\r\nfine${POISON}`, 'HEAD', ''],
    ['a whole answer behind an answer without a body', `${OK}content-length: 0\r\n\r\n${POISON}`, 'GET', ''],
  ])('leave nothing behind for the next request: %s', async (_, bytes, method, expected) => {
    for (let round = 0; round < 3; round++) {
      const { status, body } = await ask(bytes, method)
      // Taken as it is, or for no answer at all; never more than was announced.
      expect([expected, status === 502 ? body.toString() : expected]).toContain(body.toString())
      expect(body.toString()).not.toContain('poison')
      await expectOwnAnswer()
    }
  })

  it.each([
    ['two reasons', 'HTTP/1.1 200 Very Fine\r\ncontent-length: 4\r\n\r\nfine'],
    ['no reason', 'HTTP/1.1 200\r\ncontent-length: 4\r\n\r\nfine'],
    ['chunk extensions', `${OK}${CHUNKED}\r\n2;a=b\r\nfi\r\n2;c="d"\r\nne\r\n0;e\r\n\r\n`],
    ['one length twice', `${OK}content-length: 4\r\ncontent-length: 4\r\n\r\nfine`],
    [
      'interim answers',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${OK}content-length: 4\r\n\r\nfine`,
    ],
  ])('are taken if there is one way to read them: %s', async (_, bytes) => {
    const { status, body } = await ask(bytes)
    expect([200, 502]).toContain(status)
    if (status === 200) expect(body.toString()).toBe('fine')
    await expectOwnAnswer()
  })

  it.each([
    ['hints that are no links', `HTTP/1.1 103 Early Hints\r\nlink: garbage\r\n\r\n${OK}content-length: 4\r\n\r\nfine`],
    [
      'hints with a control character',
      `HTTP/1.1 103 Early Hints\r\nlink: </a\x01>; rel=x\r\n\r\n${OK}content-length: 4\r\n\r\nfine`,
    ],
    [
      'hints after hints',
      `${'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n'.repeat(50)}${OK}content-length: 4\r\n\r\nfine`,
    ],
    ['a control character in a value', `${OK}x-a: b\x01c\r\ncontent-length: 4\r\n\r\nfine`],
    ['a DEL in a value', `${OK}x-a: b\x7fc\r\ncontent-length: 4\r\n\r\nfine`],
    ['a control character in a reason', 'HTTP/1.1 200 O\x01K\r\ncontent-length: 4\r\n\r\nfine'],
    ['a reason beyond ASCII', 'HTTP/1.1 200 \xe9\xff\r\ncontent-length: 4\r\n\r\nfine'],
    ['bytes beyond ASCII in a value', `${OK}x-a: \xe9\xff\r\ncontent-length: 4\r\n\r\nfine`],
    ['an empty value', `${OK}x-a:\r\ncontent-length: 4\r\n\r\nfine`],
    ['a name with odd characters', `${OK}x!#$%&'*+.^_|~: 1\r\ncontent-length: 4\r\n\r\nfine`],
    ['a name beyond ASCII', `${OK}x-\xe9: 1\r\ncontent-length: 4\r\n\r\nfine`],
    ['a name with a blank', `${OK}x a: 1\r\ncontent-length: 4\r\n\r\nfine`],
    ['the lowest status', 'HTTP/1.1 000 No\r\ncontent-length: 4\r\n\r\nfine'],
    ['a status below all', 'HTTP/1.1 099 No\r\ncontent-length: 4\r\n\r\nfine'],
    ['a status above all', 'HTTP/1.1 999 No\r\ncontent-length: 4\r\n\r\nfine'],
    ['a control character in a trailer', `${OK}${CHUNKED}trailer: x-a\r\n\r\n4\r\nfine\r\n0\r\nx-a: b\x01\r\n\r\n`],
    ['a trailer beyond ASCII', `${OK}${CHUNKED}trailer: x-a\r\n\r\n4\r\nfine\r\n0\r\nx-a: \xe9\r\n\r\n`],
    ['an announced trailer beside a length', `${OK}trailer: x-a\r\ncontent-length: 4\r\n\r\nfine`],
    ['an announced trailer and no body', `HTTP/1.1 304 Not Modified\r\ntrailer: x-a\r\n\r\n`, ''],
    ['a trailer without a name', `${OK}${CHUNKED}\r\n4\r\nfine\r\n0\r\n: b\r\n\r\n`],
    [
      'trailers that name framing',
      `${OK}${CHUNKED}\r\n4\r\nfine\r\n0\r\ncontent-length: 9\r\ntransfer-encoding: x\r\n\r\n`,
    ],
    [
      'an encoding that is not true',
      `${OK}content-encoding: gzip\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nfine`,
    ],
    ['a switch in answer to a switch', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ])('do not end the relay: %s', async (_, bytes, content = 'fine') => {
    const answer = await ask(bytes).catch(() => undefined)
    expect(answer === undefined || answer.status === 502 || answer.body.toString() === content).toBe(true)
    await expectOwnAnswer()
  })

  it('end with the connection, where they have neither length nor chunks', async () => {
    upstream.ends = true
    const { body, isComplete } = await ask(`${OK}content-type: text/plain\r\n\r\nfine`)
    expect([body.toString(), isComplete]).toEqual(['fine', true])
  })
})
