import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import { eventually, exchange, Harness, month, serve, type Granted } from './harness.js'

const BASE = '/v1/proxy/passthrough/openai'
const SECRET = 'sk-upstream-of-transport-tests'

describe('how bytes cross the relay', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let granted: Granted
  let answer: (req: IncomingMessage, res: ServerResponse) => void
  const received: { req: IncomingMessage; body: Buffer }[] = []
  beforeAll(async () => {
    upstream = await serve((req, res) => answer(req, res))
    harness = await Harness.start({
      PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin, google: upstream.origin }),
    })
    granted = await harness.grant({ secrets: { openai: SECRET, google: 'AIza-upstream' } })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  beforeEach(() => {
    received.length = 0
    answer = collect((_, res) => res.end('fine'))
  })

  const collect =
    (then: (req: IncomingMessage, res: ServerResponse) => void) =>
    (req: IncomingMessage, res: ServerResponse): void => {
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.on('end', () => {
        received.push({ req, body: Buffer.concat(chunks) })
        then(req, res)
      })
    }
  const bearer = () => ({ authorization: `Bearer ${granted.token}` })
  const lastRequest = () => received.at(-1) as (typeof received)[number]
  const socketTo = (origin: string): Socket => connect(Number(new URL(origin).port), '127.0.0.1')

  describe('credentials', () => {
    it.each([
      ['authorization', (token: string) => `Bearer ${token}`],
      ['x-api-key', (token: string) => token],
      ['x-goog-api-key', (token: string) => token],
    ])('takes the token from %s and sends only the credential upstream', async (name, value) => {
      await exchange(harness.origin, {
        path: `${BASE}/v1/models`,
        headers: {
          [name]: value(granted.token),
          cookie: 'session=1',
          'x-1relay-provider': 'openai',
          'x-forwarded-for': '1.2.3.4',
          forwarded: 'for=1.2.3.4',
          'x-real-ip': '1.2.3.4',
          'api-key': 'other',
        },
      })
      const { rawHeaders } = lastRequest().req
      expect(lastRequest().req.headers.authorization).toBe(`Bearer ${SECRET}`)
      expect(rawHeaders.join('\n')).not.toContain(granted.token.slice(0, 30))
      expect(rawHeaders.join('\n')).not.toMatch(/cookie|x-1relay|1\.2\.3\.4|api-key/i)
    })

    it('sends no token upstream with Expect: 100-continue, and asks for the body only once it is admitted', async () => {
      const socket = socketTo(harness.origin)
      socket.write(
        `POST ${BASE}/v1/x HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${granted.token}\r\n` +
          'expect: 100-continue\r\ncontent-length: 5\r\n\r\n',
      )
      const [interim] = (await once(socket, 'data')) as [Buffer]
      expect(interim.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
      socket.write('hello')
      const [head] = (await once(socket, 'data')) as [Buffer]
      expect(head.toString()).toContain('HTTP/1.1 200')
      expect(lastRequest().req.headers).toMatchObject({ authorization: `Bearer ${SECRET}` })
      expect(lastRequest().req.headers.expect).toBeUndefined()
      expect(lastRequest().body.toString()).toBe('hello')
      socket.destroy()
    })

    it('refuses a request with Expect: 100-continue without asking for its body', async () => {
      const socket = socketTo(harness.origin)
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
      const inQuery = await exchange(harness.origin, { path: path + granted.token })
      expect(inQuery.status).toBe(401)
      await exchange(harness.origin, { path: `${path}x&alt=sse`, headers: { 'x-goog-api-key': granted.token } })
      expect(lastRequest().req.url).toBe('/v1beta/models?alt=sse')
      expect(lastRequest().req.headers['x-goog-api-key']).toBe('AIza-upstream')
    })
  })

  describe('requests', () => {
    it.each([
      ['conflicting lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello'],
      ['length and chunking', 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
      ['chunking that is not last', 'transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
      ['a blank before the colon', 'x-a : 1\r\n\r\n'],
    ])('refuses %s, which two servers could cut apart differently', async (_, rest) => {
      const socket = socketTo(harness.origin)
      socket.write(`POST ${BASE}/v1/x HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${granted.token}\r\n${rest}`)
      const [head] = (await once(socket, 'data')) as [Buffer]
      expect(head.toString()).toMatch(/^HTTP\/1\.1 400 /)
      await once(socket, 'close')
      expect(received).toHaveLength(0)
    })

    it('refuses headers that are too large', async () => {
      const headers = { ...bearer(), 'x-large': 'x'.repeat(40_000) }
      const { status, body } = await exchange(harness.origin, { path: `${BASE}/v1/models`, headers })
      expect([status, JSON.parse(body.toString())]).toMatchObject([431, { error: { code: 'headers_too_large' } }])
    })

    it('keeps hop-by-hop headers and those that Connection nominates on this hop', async () => {
      await exchange(harness.origin, {
        path: `${BASE}/v1/models`,
        headers: {
          ...bearer(),
          connection: 'keep-alive, x-nominated',
          'x-nominated': '1',
          te: 'trailers',
          'proxy-authorization': 'Basic x',
          'keep-alive': 'timeout=5',
          'x-kept': '1',
        },
      })
      const names = lastRequest().req.rawHeaders.filter((_, i) => i % 2 === 0)
      expect(names).toEqual(expect.arrayContaining(['x-kept']))
      expect(names.join()).not.toMatch(/nominated|\bte\b|proxy-auth/i)
    })

    it('ignores a Connection header that would strip the credential or the host', async () => {
      const headers = { ...bearer(), connection: 'authorization, host' }
      await exchange(harness.origin, { path: `${BASE}/v1/models`, headers })
      expect(lastRequest().req.headers).toMatchObject({
        authorization: `Bearer ${SECRET}`,
        host: upstream.origin.slice(7),
      })
    })

    it.each([
      ['with a length', 300_000, false],
      ['chunked', 300_000, true],
      ['small', 10, false],
    ])('passes a binary body byte for byte (%s)', async (_, size, isChunked) => {
      const body = Buffer.from(Array.from({ length: size }, (__, i) => (i * 7) % 256))
      const framing = isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': size }
      const headers = { ...bearer(), ...framing, 'content-type': 'application/octet-stream' }
      await exchange(harness.origin, { path: `${BASE}/v1/files`, method: 'POST', headers, body })
      expect(lastRequest().body.equals(body)).toBe(true)
      expect(lastRequest().req.headers['content-length']).toBe(isChunked ? undefined : String(size))
    })

    it('forwards the path and query that were judged', async () => {
      await exchange(harness.origin, { path: `${BASE}/v1/%6Dodels/a%2bb?x=%20&x=2`, headers: bearer() })
      expect(lastRequest().req.url).toBe('/v1/models/a%2Bb?x=%20&x=2')
    })

    it('sends a JSON body on exactly as it came, odd spelling included, although it was read', async () => {
      const careful = await harness.grant({ scope: { models: ['*'] } })
      const body = '{ "model":"gpt-4o",  "seed":12345678901234567890, "x":1.0, "y":"\\u0041" }'
      const headers = { authorization: `Bearer ${careful.token}`, 'content-type': 'application/json' }
      await exchange(harness.origin, { path: `${BASE}/v1/chat/completions`, method: 'POST', headers, body })
      expect(lastRequest().body.toString()).toBe(body)
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
      const headers = { ...bearer(), 'content-type': 'application/json', ...extra }
      await exchange(harness.origin, { path: '/v1/proxy/chat/completions', method: 'POST', headers, body })
      expect(lastRequest().body.toString()).toBe(expected)
      expect(lastRequest().req.url).toBe('/v1/chat/completions')
    })
  })

  describe('answers', () => {
    it('passes status, reason, duplicate cookies and error bodies untouched, and adds its own headers', async () => {
      answer = collect((_, res) => {
        res.writeHead(429, 'Slow Down', [
          'Retry-After',
          '7',
          'Set-Cookie',
          'a=1',
          'Set-Cookie',
          'b=2',
          'X-1Relay-Fake',
          '1',
        ])
        res.end('{"error":"theirs"}')
      })
      const { status, rawHeaders, body } = await exchange(harness.origin, {
        path: `${BASE}/v1/models`,
        headers: bearer(),
      })
      expect([status, body.toString()]).toEqual([429, '{"error":"theirs"}'])
      const text = rawHeaders.join('\n')
      expect(text).toContain('Retry-After\n7')
      expect(text).toContain('Set-Cookie\na=1\nSet-Cookie\nb=2')
      expect(text).not.toContain('Fake')
      expect(text).toMatch(/x-1relay-request-id\n[\w-]{36}/)
      expect(text).toMatch(/server-timing\nrelay;dur=\d+\.\d\d/)
    })

    it('passes a redirect on and does not follow it', async () => {
      answer = collect((_, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
      const { status, rawHeaders } = await exchange(harness.origin, { path: `${BASE}/v1/models`, headers: bearer() })
      expect(status).toBe(302)
      expect(rawHeaders).toContain('http://127.0.0.1:1/')
      expect(received).toHaveLength(1)
    })

    it('passes a compressed answer byte for byte, and still reads its usage', async () => {
      const usage = { model: 'gpt-4o', usage: { prompt_tokens: 100, completion_tokens: 10 } }
      const packed = gzipSync(JSON.stringify(usage))
      answer = collect((_, res) => {
        res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed)
      })
      const own = await harness.grant({ secrets: { openai: SECRET } })
      const headers = { authorization: `Bearer ${own.token}`, 'accept-encoding': 'gzip' }
      const options = { path: `${BASE}/v1/chat/completions`, method: 'POST', headers, body: '{}' }
      const { body } = await exchange(harness.origin, options)
      expect(body.equals(packed)).toBe(true)
      expect(gunzipSync(body).toString()).toBe(JSON.stringify(usage))
      expect(lastRequest().req.headers['accept-encoding']).toBe('gzip')
      expect(await harness.event(own)).toMatchObject({ model: 'gpt-4o', tokensFrom: 'reported', costMicros: 350 })
    })

    it('asks the upstream not to compress what a budget has to watch', async () => {
      const own = await harness.grant({ budgets: month(1e9) })
      const headers = { authorization: `Bearer ${own.token}`, 'accept-encoding': 'gzip, br' }
      await exchange(harness.origin, { path: `${BASE}/v1/models`, headers })
      expect(lastRequest().req.headers['accept-encoding']).toBe('identity')
    })

    it('passes trailers', async () => {
      answer = collect((_, res) => {
        res.writeHead(200, { trailer: 'x-checksum' })
        res.write('body')
        res.addTrailers({ 'x-checksum': 'abc' })
        res.end()
      })
      const { trailers } = await exchange(harness.origin, { path: `${BASE}/v1/models`, headers: bearer() })
      expect(trailers).toEqual({ 'x-checksum': 'abc' })
    })

    it('passes early hints', async () => {
      answer = collect((_, res) => {
        res.writeEarlyHints({ link: '</a>; rel=preload' })
        res.end('x')
      })
      const socket = socketTo(harness.origin)
      socket.write(`GET ${BASE}/v1/models HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${granted.token}\r\n\r\n`)
      const [first] = (await once(socket, 'data')) as [Buffer]
      expect(first.toString()).toMatch(/^HTTP\/1\.1 103 /)
      socket.destroy()
    })

    it.each(['HEAD', 'OPTIONS', 'DELETE'])('passes %s', async (method) => {
      answer = collect((_, res) =>
        res.writeHead(200, { 'content-length': '2' }).end(method === 'HEAD' ? undefined : 'ok'),
      )
      const { status, rawHeaders } = await exchange(harness.origin, { path: `${BASE}/v1/x`, method, headers: bearer() })
      expect([status, lastRequest().req.method]).toEqual([200, method])
      expect(rawHeaders).toContain('content-length')
    })

    it('delivers each event of a stream when it comes, not when the next one does', async () => {
      let release: (() => void) | undefined
      answer = collect((_, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        res.write('data: one\n\n')
        release = () => res.end('data: two\n\n')
      })
      const response = await harness.call(granted, `${BASE}/v1/chat/completions`, { method: 'POST', body: '{}' })
      const reader = (response.body as ReadableStream<Uint8Array>).getReader()
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('data: one\n\n')
      release?.()
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('data: two\n\n')
    })
  })

  describe('ends', () => {
    it('says upstream_unreachable when nobody listens, and charges nothing', async () => {
      const nobody = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: 'http://127.0.0.1:1' }) })
      const own = await nobody.grant({ budgets: month(1e9) })
      const response = await nobody.post(own, `${BASE}/v1/chat/completions`, { model: 'gpt-4o', max_tokens: 5 })
      expect([response.status, await response.json()]).toMatchObject([502, { error: { code: 'upstream_unreachable' } }])
      expect(await nobody.event(own)).toMatchObject({ outcome: 'upstream_failed', status: 502, costMicros: 0 })
      expect(await nobody.money(own)).toEqual({ spent: 0, held: 0 })
      await nobody.stop()
    })

    it.each([
      ['before its head', ''],
      ['with garbage', 'SSH-2.0-x\r\n'],
    ])('says upstream_failed when the upstream hangs up %s', async (_, bytes) => {
      const broken = createServer((socket) => socket.once('data', () => socket.end(bytes)))
      await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
      const { port } = broken.address() as { port: number }
      const own = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: `http://127.0.0.1:${port}` }) })
      const response = await own.post(await own.grant(), `${BASE}/v1/x`, {})
      expect([response.status, await response.json()]).toMatchObject([502, { error: { code: 'upstream_failed' } }])
      await own.stop()
      broken.close()
    })

    it.each([
      ['with a length', { 'content-length': '1000' }],
      ['chunked', { 'content-type': 'text/event-stream' }],
    ])('breaks the caller’s answer visibly when the upstream dies in the middle (%s)', async (_, headers) => {
      answer = collect((__, res) => {
        res.writeHead(200, headers)
        res.write('half', () => res.destroy())
      })
      const own = await harness.grant({ secrets: { openai: SECRET } })
      const result = await exchange(harness.origin, {
        path: `${BASE}/v1/x`,
        method: 'POST',
        body: '{}',
        headers: { authorization: `Bearer ${own.token}` },
      })
      expect([result.isComplete, result.body.toString()]).toEqual([false, 'half'])
      expect(await harness.event(own)).toMatchObject({ outcome: 'upstream_failed', status: 200, responseBytes: 4 })
    })

    it.each([
      ['before the head', false],
      ['in the middle of a stream', true],
    ])('hangs up on the upstream at once when the caller leaves %s', async (_, hasHead) => {
      let closed = false
      answer = collect((req, res) => {
        req.socket.once('close', () => (closed = true))
        if (hasHead) res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      })
      const own = await harness.grant({ secrets: { openai: SECRET }, budgets: month(1e9) })
      const abort = new AbortController()
      const body = JSON.stringify({ model: 'gpt-4o', stream: true, max_tokens: 100 })
      const calling = harness.call(own, `${BASE}/v1/chat/completions`, { method: 'POST', body, signal: abort.signal })
      await eventually(() => (received.length > 0 ? true : undefined))
      if (hasHead) await (await calling).body?.getReader().read()
      abort.abort()
      await calling.catch(() => undefined)
      await eventually(() => (closed ? true : undefined))
      expect(await harness.event(own)).toMatchObject({ outcome: 'client_aborted', status: hasHead ? 200 : 0 })
      expect((await harness.money(own)).held).toBe(0)
    })

    it('hangs up on the upstream when the caller leaves in the middle of its upload', async () => {
      let wasWhole: boolean | undefined
      answer = (req) => {
        req.resume().on('close', () => (wasWhole = req.complete))
      }
      const socket = socketTo(harness.origin)
      socket.write(
        `POST ${BASE}/v1/files HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${granted.token}\r\n` +
          `content-length: 1000000\r\n\r\n${'x'.repeat(100_000)}`,
      )
      socket.setTimeout(50, () => socket.destroy())
      expect(await eventually(() => wasWhole)).toBe(false)
    })

    it('delivers an answer that comes before the upload is whole', async () => {
      answer = (req, res) => {
        res.writeHead(413, { connection: 'close' }).end('too much')
        req.on('error', () => undefined)
      }
      const socket = socketTo(harness.origin)
      socket.on('error', () => undefined)
      socket.write(
        `POST ${BASE}/v1/files HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${granted.token}\r\n` +
          `content-length: 1000000\r\n\r\n${'x'.repeat(100_000)}`,
      )
      const [head] = (await once(socket, 'data')) as [Buffer]
      expect(head.toString()).toMatch(/^HTTP\/1\.1 413 /)
      socket.destroy()
    })

    it('holds a fast upstream back for a slow caller', async () => {
      let written = 0
      answer = collect((_, res) => {
        const chunk = Buffer.alloc(256 * 1024)
        const pump = (): void => {
          while (written < 400 * chunk.length) {
            written += chunk.length
            if (!res.write(chunk)) return void res.once('drain', pump)
          }
          res.end()
        }
        pump()
      })
      const socket = socketTo(harness.origin)
      socket.write(`GET ${BASE}/v1/x HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${granted.token}\r\n\r\n`)
      await once(socket, 'readable')
      // Nothing is read: what the upstream could write must come to rest far below its 100 MiB.
      let before = -1
      await eventually(async () => {
        if (written === before) return true
        before = written
        await new Promise((resolve) => setTimeout(resolve, 200))
        return undefined
      })
      expect(written).toBeLessThan(40 * 1024 * 1024)
      socket.destroy()
    })
  })
})
