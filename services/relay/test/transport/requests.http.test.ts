import { once } from 'node:events'
import { exchange } from '../harness.js'
import { BASE, Rig, SECRET } from '../rig.js'

describe('how requests cross the relay', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.start()
  })
  afterAll(() => rig.stop())
  beforeEach(() => rig.reset())

  describe('credentials', () => {
    it.each([
      ['authorization', (token: string) => `Bearer ${token}`],
      ['x-api-key', (token: string) => token],
      ['x-goog-api-key', (token: string) => token],
    ])('takes the token from %s and sends only the credential upstream', async (name, value) => {
      await exchange(rig.origin, {
        path: `${BASE}/v1/models`,
        headers: {
          [name]: value(rig.granted.token),
          cookie: 'session=1',
          'x-1relay-provider': 'openai',
          'x-forwarded-for': '1.2.3.4',
          forwarded: 'for=1.2.3.4',
          'x-real-ip': '1.2.3.4',
          'api-key': 'other',
        },
      })
      const { rawHeaders } = rig.last().req
      expect(rig.last().req.headers.authorization).toBe(`Bearer ${SECRET}`)
      expect(rawHeaders.join('\n')).not.toContain(rig.granted.token.slice(0, 30))
      expect(rawHeaders.join('\n')).not.toMatch(/cookie|x-1relay|1\.2\.3\.4|api-key/i)
    })

    it('sends no token upstream with Expect: 100-continue, and asks for the body only once it is admitted', async () => {
      const socket = rig.connect()
      socket.write(
        `POST ${BASE}/v1/x HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${rig.granted.token}\r\n` +
          'expect: 100-continue\r\ncontent-length: 5\r\n\r\n',
      )
      const [interim] = (await once(socket, 'data')) as [Buffer]
      expect(interim.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
      socket.write('hello')
      const [head] = (await once(socket, 'data')) as [Buffer]
      expect(head.toString()).toContain('HTTP/1.1 200')
      expect(rig.last().req.headers).toMatchObject({ authorization: `Bearer ${SECRET}` })
      expect(rig.last().req.headers.expect).toBeUndefined()
      expect(rig.last().body.toString()).toBe('hello')
      socket.destroy()
    })

    it('refuses a request with Expect: 100-continue without asking for its body', async () => {
      const socket = rig.connect()
      socket.write(
        `POST ${BASE}/v1/x HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer nonsense\r\n` +
          'expect: 100-continue\r\ncontent-length: 5\r\n\r\n',
      )
      const [head] = (await once(socket, 'data')) as [Buffer]
      expect(head.toString()).toContain('HTTP/1.1 401')
      socket.destroy()
    })

    it('takes the key parameter of Google’s URLs for nothing, and does not send it on', async () => {
      const path = '/v1/proxy/passthrough/google/v1beta/models?key='
      const inQuery = await exchange(rig.origin, { path: path + rig.granted.token })
      expect(inQuery.status).toBe(401)
      await exchange(rig.origin, { path: `${path}x&alt=sse`, headers: { 'x-goog-api-key': rig.granted.token } })
      expect(rig.last().req.url).toBe('/v1beta/models?alt=sse')
      expect(rig.last().req.headers['x-goog-api-key']).toBe('AIza-upstream')
    })
  })

  describe('requests', () => {
    it.each([
      ['conflicting lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello'],
      ['length and chunking', 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
      ['chunking that is not last', 'transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
      ['a blank before the colon', 'x-a : 1\r\n\r\n'],
    ])('refuses %s, which two servers could cut apart differently', async (_, rest) => {
      const socket = rig.connect()
      socket.write(`POST ${BASE}/v1/x HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${rig.granted.token}\r\n${rest}`)
      const [head] = (await once(socket, 'data')) as [Buffer]
      expect(head.toString()).toMatch(/^HTTP\/1\.1 400 /)
      await once(socket, 'close')
      expect(rig.received).toHaveLength(0)
    })

    it('refuses headers that are too large', async () => {
      const headers = { ...rig.bearer(), 'x-large': 'x'.repeat(40_000) }
      const { status, body } = await exchange(rig.origin, { path: `${BASE}/v1/models`, headers })
      expect([status, JSON.parse(body.toString())]).toMatchObject([431, { error: { code: 'headers_too_large' } }])
    })

    it('keeps hop-by-hop headers and those that Connection nominates on this hop', async () => {
      await exchange(rig.origin, {
        path: `${BASE}/v1/models`,
        headers: {
          ...rig.bearer(),
          connection: 'keep-alive, x-nominated',
          'x-nominated': '1',
          te: 'trailers',
          'proxy-authorization': 'Basic x',
          'keep-alive': 'timeout=5',
          'x-kept': '1',
        },
      })
      const names = rig.last().req.rawHeaders.filter((_, i) => i % 2 === 0)
      expect(names).toEqual(expect.arrayContaining(['x-kept']))
      expect(names.join()).not.toMatch(/nominated|\bte\b|proxy-auth/i)
    })

    it('ignores a Connection header that would strip the credential or the host', async () => {
      const headers = { ...rig.bearer(), connection: 'authorization, host' }
      await exchange(rig.origin, { path: `${BASE}/v1/models`, headers })
      expect(rig.last().req.headers).toMatchObject({
        authorization: `Bearer ${SECRET}`,
        host: rig.upstream.origin.slice(7),
      })
    })

    it.each([
      ['with a length', 300_000, false],
      ['chunked', 300_000, true],
      ['small', 10, false],
    ])('passes a binary body byte for byte (%s)', async (_, size, isChunked) => {
      const body = Buffer.from(Array.from({ length: size }, (__, i) => (i * 7) % 256))
      const framing = isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': size }
      const headers = { ...rig.bearer(), ...framing, 'content-type': 'application/octet-stream' }
      await exchange(rig.origin, { path: `${BASE}/v1/files`, method: 'POST', headers, body })
      expect(rig.last().body.equals(body)).toBe(true)
      expect(rig.last().req.headers['content-length']).toBe(isChunked ? undefined : String(size))
    })

    it('forwards the path and query that were judged', async () => {
      await exchange(rig.origin, { path: `${BASE}/v1/%6Dodels/a%2bb?x=%20&x=2`, headers: rig.bearer() })
      expect(rig.last().req.url).toBe('/v1/models/a%2Bb?x=%20&x=2')
    })

    it('sends a JSON body on exactly as it came, odd spelling included, although it was read', async () => {
      const careful = await rig.harness.grant({ scope: { models: ['*'] } })
      const body = '{ "model":"gpt-4o",  "seed":12345678901234567890, "x":1.0, "y":"\\u0041" }'
      const headers = { authorization: `Bearer ${careful.token}`, 'content-type': 'application/json' }
      await exchange(rig.origin, { path: `${BASE}/v1/chat/completions`, method: 'POST', headers, body })
      expect(rig.last().body.toString()).toBe(body)
    })

    it.each([
      ['{"model":"openai/gpt-4o","seed":12345678901234567890}', {}, '{"model":"gpt-4o","seed":12345678901234567890}'],
      ['{"provider":"openai", "model":"gpt-4o"}', {}, '{"model":"gpt-4o"}'],
      ['{"model":"gpt-4o", "provider":"openai"}', {}, '{"model":"gpt-4o"}'],
      [
        '{"model":"gpt-4o","a":{"provider":1}}',
        { 'x-1relay-provider': 'openai' },
        '{"model":"gpt-4o","a":{"provider":1}}',
      ],
    ])('cuts only our own field out of the unified body %s', async (body, extra, expected) => {
      const headers = { ...rig.bearer(), 'content-type': 'application/json', ...extra }
      await exchange(rig.origin, { path: '/v1/proxy/chat/completions', method: 'POST', headers, body })
      expect(rig.last().body.toString()).toBe(expected)
      expect(rig.last().req.url).toBe('/v1/chat/completions')
    })
  })
})
