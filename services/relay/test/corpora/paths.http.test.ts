import { connect } from 'node:net'
import { Harness, type Granted } from '../harness.js'
import { RawUpstream } from './raw-upstream.js'

const BASE = '/v1/proxy/passthrough/openai'

/**
 * What is refused, by what it tries. Sources: RFC 3986 §3.3 and §6.2, the URL tests of the WHATWG (web-platform-tests, url/resources),
 * O. Tsai “Breaking Parser Logic” (2018), the Unicode standard §3.9 on overlong forms, CVE-2021-41773, CVE-2000-0884, CVE-2023-24998.
 */
const REFUSED: Record<string, readonly string[]> = {
  'dot segments': ['/v1/../x', '/..', '/v1/.', '/v1/./x', '/v1/..', '/../../etc/passwd', '/v1/x/../../y'],
  'encoded dots': ['/v1/%2e%2e/x', '/v1/.%2e/x', '/v1/%2E./x', '/v1/%2e', '/v1/%2e%2E'],
  'double encodings': ['/v1/%252e%252e/x', '/v1/%25%32%65/x', '/v1/%25', '/v1/a%252fb', '/v1/%2525'],
  'encoded separators': ['/v1/a%2fb', '/v1/a%2Fb', '/v1%2f..%2fx', '/v1/a%5cb', '/v1/..%5c..%5cx', '/v1/%5C'],
  backslashes: ['/v1\\x', '/v1/..\\x', '\\v1', '/v1/\\..\\x'],
  'path parameters on dots': ['/v1/..;/x', '/v1/..;a=1/x', '/v1/.;/x', '/v1/..%3b/x', '/v1/..%3Ba/x', '/v1/%2e%2e;/x'],
  'empty segments': ['//x', '/v1//x', '/v1///x', '//127.0.0.1/x', '/v1/x//'],
  'NUL and control characters': [
    '/v1/%00',
    '/v1/x%00.json',
    '/v1/%0a',
    '/v1/x%0d%0ahost:evil',
    '/v1/%09',
    '/v1/%1f',
    '/v1/%7f',
  ],
  'broken encodings': ['/v1/%', '/v1/%2', '/v1/%zz', '/v1/%u002e', '/v1/%-1', '/v1/%%32e'],
  'overlong and broken UTF-8': [
    '/v1/%c0%ae%c0%ae/x',
    '/v1/%c0%af',
    '/v1/%e0%80%af',
    '/v1/%f0%80%80%af',
    '/v1/%c1%9c',
    '/v1/%ed%a0%80',
    '/v1/%ff',
    '/v1/.%a0.',
    '/v1/%f5%80%80%80',
    '/v1/%e2%82',
  ],
  'characters that no path carries': [
    '/v1/a|b',
    '/v1/{x}',
    '/v1/a^b',
    '/v1/a`b',
    '/v1/"x"',
    '/v1/<x>',
    '/v1/[x]',
    '/v1/caf\xe9',
  ],
  'a fragment': ['/v1/x#', '/v1/x#/../y', '/v1/#'],
}

/** What passes, and what the upstream gets. */
const NORMALISED: readonly (readonly [string, string])[] = [
  ['', '/'],
  ['/', '/'],
  ['/v1/models', '/v1/models'],
  ['/v1/models/', '/v1/models/'],
  ['/v1/%6d%6F%64els', '/v1/models'],
  ['/v1/%7euser/%2D%5F', '/v1/~user/-_'],
  ['/v1/a%2bb', '/v1/a%2Bb'],
  ['/v1/a+b', '/v1/a+b'],
  ['/v1/%c3%a9', '/v1/%C3%A9'],
  // Fullwidth and other dots that some servers fold into dots: they stay what they are, encoded.
  ['/v1/%ef%bc%8e%ef%bc%8e/x', '/v1/%EF%BC%8E%EF%BC%8E/x'],
  ['/v1/%e2%80%a5/x', '/v1/%E2%80%A5/x'],
  ['/v1/...', '/v1/...'],
  ['/v1/..x', '/v1/..x'],
  ['/v1/.well-known', '/v1/.well-known'],
  ['/v1/x;a=1;b=2/y', '/v1/x;a=1;b=2/y'],
  ['/V1/Models', '/V1/Models'],
  ['/v1beta/models/gemini:generateContent', '/v1beta/models/gemini:generateContent'],
  ['/v1/%20x', '/v1/%20x'],
  ["/v1/!$&'()*,=@", "/v1/!$&'()*,=@"],
  ['/http:/127.0.0.1/', '/http:/127.0.0.1/'],
]

const QUERIES: readonly (readonly [string, string | undefined])[] = [
  ['?a=1&b=2', '?a=1&b=2'],
  ['?', ''],
  ['?a=%2e%2E/..//', '?a=%2e%2E/..//'],
  ['?a=b?c', '?a=b?c'],
  ['?a=\'|^`{}[]<>"', '?a=\'|^`{}[]<>"'],
  ['?a=%00', '?a=%00'],
  ['?%zz=1', undefined],
  ['?a#b', undefined],
  ['?a=\xe9', undefined],
  ['?a\\b', undefined],
]

/** Spellings of the parameter `debug`, as servers of different kinds read it. */
const DENIED: readonly string[] = [
  'debug=1',
  'DEBUG=1',
  'Debug',
  '%64ebug=1',
  '%64%65%62%75%67=1',
  '%44EBUG=1',
  'a=1&debug=1',
  'a=1;debug=1',
  'debug[]=1',
  'debug[0]=1',
  'debug%5B%5D=1',
  'debug%5b0%5d[x]=1',
  '+debug=1',
  'debug+=1',
  '%20debug%20=1',
  '%09debug=1',
  'debug%00=1',
  'debug%00x=1',
  'a=1&&debug',
  '&debug=1',
]

describe('what the upstream gets of a target', () => {
  let upstream: RawUpstream
  let harness: Harness
  let granted: Granted
  let narrow: Granted
  beforeAll(async () => {
    upstream = await RawUpstream.start()
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
    granted = await harness.grant()
    narrow = await harness.grant({ scope: { paths: ['/v1/models/**'], deniedQueryParameters: ['debug'] } })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.stop()
  })
  beforeEach(() => {
    upstream.heads.length = 0
  })

  /** Sends a target as it stands; gives the status. */
  const get = (target: string, { token }: Granted = granted): Promise<number> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
      const head = `GET ${BASE}${target} HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`
      socket.on('data', (chunk: Buffer) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString())?.[1])))
      socket.on('error', () => undefined).on('close', () => resolve(0))
      socket.write(head, 'latin1')
    })

  describe.each(Object.entries(REFUSED))('%s', (_, targets) => {
    it.each(targets)('are refused: %s', async (target) => {
      expect(await get(target)).toBe(400)
      expect(upstream.heads).toEqual([])
    })
  })

  it.each(NORMALISED)('%s is forwarded as %s', async (target, expected) => {
    expect([await get(target), upstream.target]).toEqual([200, expected])
  })

  it.each(QUERIES)('/v1/x%s is forwarded with %s', async (query, expected) => {
    const status = await get(`/v1/x${query}`)
    expect([status, upstream.target]).toEqual(expected === undefined ? [400, undefined] : [200, `/v1/x${expected}`])
  })

  it.each(DENIED)('?%s is the denied parameter', async (query) => {
    expect(await get(`/v1/models/x?${query}`, narrow)).toBe(/%0/.test(query) ? 400 : 403)
    expect(upstream.heads).toEqual([])
  })

  it.each(['debugger=1', 'a=debug', 'nodebug=1', 'debug-x=1'])('?%s is another one', async (query) => {
    expect([await get(`/v1/models/x?${query}`, narrow), upstream.target]).toEqual([200, `/v1/models/x?${query}`])
  })

  it.each(['/v1/Models/x', '/v1/modelsx/y', '/V1/models/x', '/v1/chat', '/v1/models;x/y', '/v1/%6dodelz/x'])(
    '%s is not below /v1/models/',
    async (target) => {
      expect(await get(target, narrow)).toBe(403)
      expect(upstream.heads).toEqual([])
    },
  )

  it('writes one line of a request and no header that was hidden in it', async () => {
    await get('/v1/x?a=%0d%0ahost:%20evil')
    expect(upstream.heads[0]).toMatch(/^GET \/v1\/x\?a=%0d%0ahost:%20evil HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n/)
    expect(upstream.heads[0]).not.toMatch(/^host:\s*evil/im)
  })
})
