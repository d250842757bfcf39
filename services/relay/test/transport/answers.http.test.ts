import { once } from 'node:events'
import { gunzipSync, gzipSync } from 'node:zlib'
import { exchange, month } from '../harness.js'
import { BASE, Rig, SECRET } from '../rig.js'

describe('how answers cross the relay', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.start()
  })
  afterAll(() => rig.stop())
  beforeEach(() => rig.reset())

  it('passes status, reason, duplicate cookies and error bodies untouched, and adds its own headers', async () => {
    rig.answer = rig.collect((_, res) => {
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
    const { status, rawHeaders, body } = await exchange(rig.origin, {
      path: `${BASE}/v1/models`,
      headers: rig.bearer(),
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
    rig.answer = rig.collect((_, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
    const { status, rawHeaders } = await exchange(rig.origin, { path: `${BASE}/v1/models`, headers: rig.bearer() })
    expect(status).toBe(302)
    expect(rawHeaders).toContain('http://127.0.0.1:1/')
    expect(rig.received).toHaveLength(1)
  })

  it('passes a compressed answer byte for byte, and still reads its usage', async () => {
    const usage = { model: 'gpt-4o', usage: { prompt_tokens: 100, completion_tokens: 10 } }
    const packed = gzipSync(JSON.stringify(usage))
    rig.answer = rig.collect((_, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed)
    })
    const own = await rig.harness.grant({ secrets: { openai: SECRET } })
    const headers = { authorization: `Bearer ${own.token}` }
    const options = { path: `${BASE}/v1/chat/completions`, method: 'POST', headers, body: '{}' }
    const { body } = await exchange(rig.origin, options)
    expect(body.equals(packed)).toBe(true)
    expect(gunzipSync(body).toString()).toBe(JSON.stringify(usage))
    expect(await rig.harness.event(own)).toMatchObject({ model: 'gpt-4o', tokensFrom: 'reported', costMicros: 350 })
  })

  it.each([{}, { budgets: month(1e9) }])('asks the upstream not to compress: %j', async (terms) => {
    const own = await rig.harness.grant(terms)
    const headers = { authorization: `Bearer ${own.token}`, 'accept-encoding': 'gzip, br' }
    await exchange(rig.origin, { path: `${BASE}/v1/models`, headers })
    expect(rig.last().req.headers['accept-encoding']).toBe('identity')
  })

  it('passes trailers', async () => {
    rig.answer = rig.collect((_, res) => {
      res.writeHead(200, { trailer: 'x-checksum' })
      res.write('body')
      res.addTrailers({ 'x-checksum': 'abc' })
      res.end()
    })
    const { trailers } = await exchange(rig.origin, { path: `${BASE}/v1/models`, headers: rig.bearer() })
    expect(trailers).toEqual({ 'x-checksum': 'abc' })
  })

  it('passes early hints', async () => {
    rig.answer = rig.collect((_, res) => {
      res.writeEarlyHints({ link: '</a>; rel=preload' })
      res.end('x')
    })
    const socket = rig.connect()
    socket.write(`GET ${BASE}/v1/models HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${rig.granted.token}\r\n\r\n`)
    const [first] = (await once(socket, 'data')) as [Buffer]
    expect(first.toString()).toMatch(/^HTTP\/1\.1 103 /)
    socket.destroy()
  })

  it.each(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'POST', 'PUT', 'PATCH'])('passes %s', async (method) => {
    rig.answer = rig.collect((_, res) =>
      res.writeHead(200, { 'content-length': '2' }).end(method === 'HEAD' ? undefined : 'ok'),
    )
    const { status, rawHeaders } = await exchange(rig.origin, { path: `${BASE}/v1/x`, method, headers: rig.bearer() })
    expect([status, rig.last().req.method]).toEqual([200, method])
    expect(rawHeaders).toContain('content-length')
  })

  it('gives a caller of HTTP/1.0 what it can read: no chunks, no interim answers', async () => {
    rig.answer = rig.collect((_, res) => {
      res.writeEarlyHints({ link: '</a>; rel=preload' })
      res.write('fi')
      res.end('ne')
    })
    const seen = await rig.raw(`GET ${BASE}/v1/x HTTP/1.0\r\nauthorization: Bearer ${rig.granted.token}\r\n\r\n`)
    expect(seen).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\nfine$/)
    expect(seen).not.toMatch(/transfer-encoding/i)
  })

  it('passes that it is being processed', async () => {
    rig.answer = rig.collect((_, res) => {
      res.writeProcessing()
      res.end('fine')
    })
    const head = `GET ${BASE}/v1/x HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${rig.granted.token}\r\n\r\n`
    expect(await rig.raw(head, (seen) => seen.includes('fine'))).toMatch(/^HTTP\/1\.1 102 [^]*HTTP\/1\.1 200 /)
  })

  it('waits for a model that thinks longer than any timeout of its own', async () => {
    const patient = await Rig.start({
      UPSTREAM_CONNECT_TIMEOUT_MS: '100',
      REDIS_COMMAND_TIMEOUT_MS: '500',
      HOLD_TTL_MS: '1000',
    })
    const own = await patient.harness.grant({ budgets: month(1e9) })
    patient.answer = patient.collect((_, res) => void setTimeout(() => res.end('{"usage":{}}'), 2500))
    const answer = await patient.harness.post(own, `${BASE}/v1/chat/completions`, { model: 'gpt-4o', max_tokens: 5 })
    expect(answer.status).toBe(200)
    expect(await patient.harness.event(own)).toMatchObject({ outcome: 'completed' })
    await patient.stop()
  })

  it('delivers each event of a stream when it comes, not when the next one does', async () => {
    let release: (() => void) | undefined
    rig.answer = rig.collect((_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write('data: one\n\n')
      release = () => res.end('data: two\n\n')
    })
    const response = await rig.harness.call(rig.granted, `${BASE}/v1/chat/completions`, { method: 'POST', body: '{}' })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('data: one\n\n')
    release?.()
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('data: two\n\n')
  })
})
