import { Rig } from '../rig.js'

const TARGET = '/v1/proxy/passthrough/openai/v1/x'
const CHUNKED = 'transfer-encoding: chunked\r\n'

/** What RFC 9112 lets a recipient take, and what becomes of it: one spelling, in which nothing is left to read twice. */
describe('requests that are spelled oddly', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.start()
  })
  afterAll(() => rig.stop())
  beforeEach(() => rig.reset())

  const start = (method = 'POST') =>
    `${method} ${TARGET} HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${rig.granted.token}\r\n`
  const send = (bytes: string): Promise<string> => rig.raw(bytes, (seen) => /\r\n\r\n[^]*(?:\}|fine)/.test(seen))
  const framing = () => {
    const { 'content-length': length, 'transfer-encoding': coding, connection, ...rest } = rig.last().req.headers
    return { length, coding, rest }
  }

  it.each([
    ['a coding in capitals', `TRANSFER-ENCODING: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n`],
    ['a coding behind blanks', `transfer-encoding: \t  chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`],
    ['zeros before a chunk size', `${CHUNKED}\r\n0000005\r\nhello\r\n000\r\n\r\n`],
    ['chunk extensions', `${CHUNKED}\r\n2;a=b\r\nhe\r\n3;c="d;e"\r\nllo\r\n0;f\r\n\r\n`],
    [
      'trailers that name a caller',
      `${CHUNKED}\r\n5\r\nhello\r\n0\r\nauthorization: Bearer x\r\nx-1relay-upstream: y\r\n\r\n`,
    ],
  ])('are chunked anew, without what stood around the chunks: %s', async (_, rest) => {
    expect(await send(start() + rest)).toMatch(/^HTTP\/1\.1 200 /)
    expect(rig.last().body.toString()).toBe('hello')
    expect(rig.last().req.trailers).toEqual({})
    const { length, coding, rest: others } = framing()
    // A small body is known whole, and then has a length.
    expect([length, coding]).toEqual(length === undefined ? [undefined, 'chunked'] : ['5', undefined])
    expect(JSON.stringify(others)).not.toContain('evil')
  })

  it.each([
    ['zeros before a length', 'content-length: 0005\r\n\r\nhello'],
    ['blanks around a length', 'content-length: \t5 \r\n\r\nhello'],
  ])('have one length: %s', async (_, rest) => {
    expect(await send(start() + rest)).toMatch(/^HTTP\/1\.1 200 /)
    expect([framing().length, rig.last().body.toString()]).toEqual(['5', 'hello'])
  })

  it.each([
    ['empty lines before it', (line: string) => `\r\n\r\n${line}`],
    ['two blanks before the target', (line: string) => line.replace('GET ', 'GET  ')],
    ['two blanks after the target', (line: string) => line.replace(' HTTP', '  HTTP')],
  ])('have one request line: %s', async (_, spell) => {
    expect(await send(spell(`${start('GET')}\r\n`))).toMatch(/^HTTP\/1\.1 200 /)
    expect([rig.last().req.method, rig.last().req.url]).toEqual(['GET', '/v1/x'])
  })

  it('keep bytes beyond ASCII in values as they are', async () => {
    await send(`${start('GET')}x-a: caf\xe9 \xff\x80\r\n\r\n`)
    expect(Buffer.from(rig.last().req.headers['x-a'] as string, 'latin1')).toEqual(
      Buffer.from('caf\xe9 \xff\x80', 'latin1'),
    )
  })

  it.each(['h2c', 'HTTP/2.0', 'TLS/1.0', 'h2c, websocket2'])(
    'cannot switch to %s (h2c smuggling, BishopFox 2020)',
    async (protocol) => {
      const settings = 'http2-settings: AAMAAABkAARAAAAAAAIAAAAA\r\n'
      await send(`${start('GET')}connection: upgrade, http2-settings\r\nupgrade: ${protocol}\r\n${settings}\r\n`)
      expect(JSON.stringify(rig.last().req.rawHeaders)).not.toMatch(/upgrade|http2-settings/i)
    },
  )

  it.each([
    'content_length',
    'Transfer_Encoding',
    'X_Api_Key',
    'x_goog_api_key',
    'X_Forwarded_For',
    'x_1relay_upstream',
    'x-http-method-override',
    'X-HTTP-Method',
    'x-method-override',
    'x-original-url',
    'X_Rewrite_Url',
  ])('lose a field that some servers read as another: %s', async (name) => {
    await send(`${start('GET')}${name}: poison\r\nx-kept_too: 1\r\n\r\n`)
    const text = JSON.stringify(rig.last().req.rawHeaders)
    expect(text).not.toContain('poison')
    expect(text).toContain('x-kept_too')
  })

  it('are refused with more than 2,000 fields, of which Node once dropped the last, a length for one', async () => {
    expect(await send(`${start()}${'a: 1\r\n'.repeat(2100)}content-length: 5\r\n\r\nhello`)).toMatch(/^HTTP\/1\.1 431 /)
    expect(rig.received).toHaveLength(0)
  })

  describe('and come one behind the other', () => {
    const until = (count: number) => (seen: string) =>
      (seen.match(/HTTP\/1\.1 /g) ?? []).length >= count && /\}$|fine[^]*$/.test(seen)

    it('a poisoned second one ends the connection after the first has its own answer', async () => {
      const second = `${start()}content-length: 4\r\n${CHUNKED}\r\n0\r\n\r\nGET ${TARGET}/smuggled HTTP/1.1\r\nhost: relay\r\n\r\n`
      const seen = await rig.raw(`${start()}content-length: 5\r\n\r\nhello${second}`)
      expect(seen).toMatch(/^HTTP\/1\.1 200 [^]*fine/)
      expect(seen.match(/HTTP\/1\.1 /g)).toHaveLength(1)
      expect(rig.received.map(({ req, body }) => [req.url, body.toString()])).toEqual([['/v1/x', 'hello']])
    })

    it('a second one that was hidden behind a short body needs a token of its own', async () => {
      const hidden = `GET ${TARGET}/hidden HTTP/1.1\r\nhost: relay\r\n\r\n`
      const seen = await rig.raw(`${start()}content-length: 5\r\n\r\nhello${hidden}`, until(2))
      expect(seen.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401'])
      expect(rig.received).toHaveLength(1)
    })

    it('one inside a body is a body', async () => {
      const inner = `GET ${TARGET}/inner HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer x\r\n\r\n`
      await send(`${start()}content-length: ${inner.length}\r\n\r\n${inner}`)
      await send(`${start()}${CHUNKED}\r\n${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`)
      expect(rig.received.map(({ req, body }) => [req.url, body.toString()])).toEqual([
        ['/v1/x', inner],
        ['/v1/x', inner],
      ])
    })

    it('each is answered in its turn, with its own answer', async () => {
      rig.answer = rig.collect((req, res) => {
        if (req.url === '/v1/x/1') setTimeout(() => res.end('first'), 20)
        else res.end('fine')
      })
      const [one, two] = ['/1', '/2'].map((end) => `${start('GET').replace('/v1/x ', `/v1/x${end} `)}\r\n`)
      const seen = await rig.raw(`${one}${two}`, until(2))
      expect(seen).toMatch(/200[^]*first[^]*200[^]*fine/)
    })
  })
})
