import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { cuttableRedis } from './cuttable-redis.js'
import { eventually, exchange, Harness, month, serve } from './harness.js'

const OPENAI = '/v1/proxy/passthrough/openai/v1/chat/completions'
const delta = (text: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`

describe('a relay over time', () => {
  let upstream: Awaited<ReturnType<typeof serve>>
  let answer: (req: IncomingMessage, res: ServerResponse) => void
  let origins: string
  beforeAll(async () => {
    upstream = await serve((req, res) => req.resume().on('end', () => answer(req, res)))
    origins = JSON.stringify({ openai: upstream.origin })
  })
  afterAll(() => upstream.close())
  beforeEach(() => {
    answer = (_, res) => res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })

  describe('grants', () => {
    let harness: Harness
    beforeAll(async () => {
      harness = await Harness.start({ PROVIDER_ORIGINS: origins })
    })
    afterAll(() => harness.stop())

    it('serves a grant that only the control plane remembers', async () => {
      const granted = await harness.grant({}, true)
      expect((await harness.post(granted, OPENAI, {})).status).toBe(200)
    })

    it('serves a grant whose state was flushed while it was in memory', async () => {
      const granted = await harness.grant({ budgets: month(1e9) })
      expect((await harness.post(granted, OPENAI, { model: 'gpt-4o' })).status).toBe(200)
      await harness.events(granted)
      await harness.redis.del(`1r:{${granted.grant.ledgerId}}:state:${granted.grant.id}`)
      expect((await harness.post(granted, OPENAI, { model: 'gpt-4o' })).status).toBe(200)
    })

    it('judges on the newest version, announced or not, whichever way it went', async () => {
      const granted = await harness.grant()
      const becomes = async (version: number, scope: object): Promise<void> => {
        const { id, ledgerId } = granted.grant
        await harness.redis.set(`1r:grant:${id}`, JSON.stringify({ ...granted.grant, version, scope }), 'EX', 600)
        await harness.redis.hset(`1r:{${ledgerId}}:state:${id}`, 'v', String(version))
      }
      expect((await harness.post(granted, OPENAI, {})).status).toBe(200)
      await becomes(2, { methods: ['GET'] })
      expect((await harness.post(granted, OPENAI, {})).status).toBe(403)
      await becomes(3, { methods: ['GET', 'POST'] })
      expect((await harness.post(granted, OPENAI, {})).status).toBe(200)
      await becomes(4, { methods: ['POST'], models: ['gpt-4o'] })
      expect((await harness.post(granted, OPENAI, { model: 'o3' })).status).toBe(403)
      await becomes(5, { methods: ['POST'], models: ['o3'] })
      expect((await harness.post(granted, OPENAI, { model: 'o3' })).status).toBe(200)
    })

    it('reads no body twice that was too large the first time, whatever the grant has become', async () => {
      const small = await Harness.start({ PROVIDER_ORIGINS: origins, INSPECTED_BODY_MAX_BYTES: '1024' })
      const granted = await small.grant({ scope: { models: ['gpt-4o'] } })
      expect((await small.post(granted, OPENAI, { model: 'gpt-4o' })).status).toBe(200)
      const { id, ledgerId } = granted.grant
      await small.redis.set(`1r:grant:${id}`, JSON.stringify({ ...granted.grant, version: 2, scope: {} }), 'EX', 600)
      await small.redis.hset(`1r:{${ledgerId}}:state:${id}`, 'v', '2')
      expect((await small.post(granted, OPENAI, { model: 'gpt-4o', padding: 'x'.repeat(100_000) })).status).toBe(413)
      await small.stop()
    })

    it('cuts an open stream of a revoked grant with an error event', async () => {
      answer = (_, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' }).write(delta('first') + 'data: {"half')
      }
      const granted = await harness.grant()
      const response = await harness.post(granted, OPENAI, { stream: true })
      const { id, ledgerId } = granted.grant
      await harness.project({ status: 'dead', id, version: 2, ledgerId })
      const text = await response.text()
      expect(text.split('\n\n').at(-2)).toMatch(/^data: \{"error":\{.*"code":"invalid_token"/)
      expect(await harness.event(granted)).toMatchObject({ outcome: 'cut_off', decision: 'allowed' })
    })

    it('cuts a call that still waits for its upstream', async () => {
      let isReached = false
      answer = () => (isReached = true)
      const granted = await harness.grant()
      const calling = harness.post(granted, OPENAI, {})
      await eventually(() => (isReached ? true : undefined))
      const { id, ledgerId } = granted.grant
      await harness.project({ status: 'dead', id, version: 2, ledgerId })
      expect((await calling).status).toBe(401)
    })
  })

  describe('shutdown', () => {
    it('lets an open stream end, refuses new calls, and delivers every event before it is done', async () => {
      const harness = await Harness.start({ PROVIDER_ORIGINS: origins })
      const granted = await harness.grant()
      let finish: (() => void) | undefined
      answer = (_, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' }).write(delta('one'))
        finish = () => res.end(delta('two'))
      }
      const response = await harness.post(granted, OPENAI, { stream: true })
      const stopping = harness.stopRelay()
      await expect(fetch(`${harness.origin}/healthz`, { headers: { connection: 'close' } })).rejects.toThrow()
      finish?.()
      expect(await response.text()).toBe(delta('one') + delta('two'))
      await stopping
      expect(await harness.event(granted)).toMatchObject({ outcome: 'completed' })
      await harness.stop()
    })

    it('answers draining on connections that are still open', async () => {
      const harness = await Harness.start({ PROVIDER_ORIGINS: origins })
      const granted = await harness.grant()
      let finish: (() => void) | undefined
      answer = (_, res) => (finish = () => res.end('{}'))
      const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
      const seen: string[] = []
      socket.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
      const head = `host: r\r\nauthorization: Bearer ${granted.token}\r\n\r\n`
      socket.write(`GET /v1/proxy/passthrough/openai/v1/models HTTP/1.1\r\n${head}`)
      await eventually(() => finish)
      const stopping = harness.stopRelay()
      socket.write(`GET /v1/proxy/passthrough/openai/v1/models HTTP/1.1\r\n${head}`)
      finish?.()
      await eventually(() => (seen.join('').includes('"draining"') || socket.closed ? true : undefined))
      await stopping
      expect(seen.join('')).toMatch(/200 OK[^]*connection: close|"draining"/)
      socket.destroy()
      await harness.stop()
    })

    it('waits for no connection that never said a word', async () => {
      const harness = await Harness.start({ PROVIDER_ORIGINS: origins, SHUTDOWN_GRACE_MS: '600000' })
      const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
      await once(socket, 'connect')
      const closed = once(socket, 'close')
      expect((await fetch(`${harness.origin}/healthz`)).status).toBe(200)
      await harness.stop()
      await closed
    })

    it('gives back what Redis has held for a call that was refused because its answer came too late', async () => {
      const harness = await Harness.start({ PROVIDER_ORIGINS: origins, REDIS_COMMAND_TIMEOUT_MS: '50' })
      const granted = await harness.grant({ budgets: month(1e9) })
      const ask = (): Promise<Response> => harness.post(granted, OPENAI, { model: 'gpt-4o', max_tokens: 10 })
      await eventually(async () => ((await ask()).status === 200 ? true : undefined))
      await eventually(async () => ((await harness.money(granted)).held === 0 ? true : undefined))
      // Redis is kept busy: it runs the script when the relay no longer waits for it.
      const busy =
        "local t = redis.call('TIME') repeat local n = redis.call('TIME') until (n[1]-t[1])*1e6+n[2]-t[2] > 200000"
      await eventually(async () => {
        const [{ status }] = await Promise.all([ask(), harness.redis.eval(busy, 0)])
        return status === 503 && (await harness.money(granted)).held > 0 ? true : undefined
      })
      await harness.stopRelay()
      expect((await harness.money(granted)).held).toBe(0)
      await harness.stop()
    })

    it('cuts what is still open after the grace time', async () => {
      const harness = await Harness.start({ PROVIDER_ORIGINS: origins, SHUTDOWN_GRACE_MS: '10' })
      const granted = await harness.grant()
      answer = (_, res) => void res.writeHead(200, { 'content-type': 'text/event-stream' }).write(delta('one'))
      const response = await harness.post(granted, OPENAI, { stream: true })
      await harness.stopRelay()
      expect(await response.text()).toContain('"code":"draining"')
      expect(await harness.event(granted)).toMatchObject({ outcome: 'cut_off' })
      await harness.stop()
    })
  })

  describe('without Redis', () => {
    it('finishes an open call, keeps its settlement on disk, and settles and delivers when Redis is back', async () => {
      const redis = await cuttableRedis()
      const harness = await Harness.start({ PROVIDER_ORIGINS: origins, REDIS_URL: redis.url })
      const granted = await harness.grant({ budgets: month(1e9) })
      let finish: (() => void) | undefined
      const usage = JSON.stringify({ model: 'gpt-4o', usage: { prompt_tokens: 100, completion_tokens: 10 } })
      answer = (_, res) => {
        res.writeHead(200, { 'content-type': 'application/json' })
        finish = () => res.end(usage)
      }
      const calling = harness.post(granted, OPENAI, { model: 'gpt-4o', max_tokens: 10 })
      await eventually(() => finish)
      redis.cut()
      finish?.()
      expect(await (await calling).text()).toBe(usage)
      const spool = join(harness.dataDir, 'settlement-spool')
      await eventually(async () => ((await readdir(spool).catch(() => [])).length === 1 ? true : undefined))
      expect((await harness.post(granted, OPENAI, { model: 'gpt-4o' })).status).toBe(503)
      redis.mend()
      // The refused call may have no event: a relay that has lost Redis may not know its grant any more.
      const isCompleted = ({ outcome }: { outcome: string | null }): boolean => outcome === 'completed'
      const event = await eventually(async () => (await harness.events(granted)).find(isCompleted))
      expect(event.costMicros).toBe(350)
      await eventually(async () => ((await readdir(spool)).length === 0 ? true : undefined))
      expect(
        await eventually(async () => {
          const money = await harness.money(granted)
          return money.held === 0 ? money : undefined
        }),
      ).toEqual({ spent: 350, held: 0 })
      await harness.stop()
      redis.close()
    })
  })

  describe('public fallthrough', () => {
    let harness: Harness
    const received: IncomingMessage[] = []
    beforeAll(async () => {
      harness = await Harness.start({ PROVIDER_ORIGINS: origins, PUBLIC_FALLTHROUGH: 'true' })
      harness.controlPlane = (req, res) => {
        received.push(req)
        if (req.url === '/healthz') return void res.writeHead(200).end('{}')
        if (req.url === '/v1/dies')
          return void res.writeHead(200, { 'content-length': '10' }).write('x', () => res.destroy())
        req.resume().on('end', () => res.writeHead(201, ['set-cookie', 'a=1', 'set-cookie', 'b=2']).end(req.url))
      }
    })
    afterAll(() => harness.stop())
    beforeEach(() => {
      received.length = 0
    })

    it.each([
      '/internal/grants/x',
      '/INTERNAL/grants/x',
      '/%69nternal/grants/x',
      '//internal/grants/x',
      '/./internal/grants/x',
      '/x/../internal/grants/x',
      '/%2finternal/grants/x',
      '/internal%2fgrants/x',
      '/internal;a=1/grants/x',
      '/\\internal/grants/x',
      '/internal',
      'http://127.0.0.1/internal/grants/x',
    ])('does not show %s', async (path) => {
      const { status } = await exchange(harness.origin, { path })
      expect(status).toBe(404)
      expect(harness.controlPlaneRequests.join()).not.toContain('nternal/grants/x')
    })

    it('passes everything else to the control plane, with the caller’s address and no claims of theirs', async () => {
      const { status, rawHeaders, body } = await exchange(harness.origin, {
        path: '/v1/keys?limit=2',
        method: 'POST',
        body: 'hello',
        headers: {
          'x-forwarded-for': '6.6.6.6',
          forwarded: 'for=6.6.6.6',
          connection: 'x-nominated',
          'x-nominated': '1',
          expect: '100-continue',
          cookie: 'session=1',
          authorization: 'Bearer 1r_st_x',
        },
      })
      expect([status, body.toString()]).toEqual([201, '/v1/keys?limit=2'])
      expect(rawHeaders.filter((_, i) => i > 0 && rawHeaders[i - 1] === 'set-cookie')).toEqual(['a=1', 'b=2'])
      const { headers } = received.at(-1) as IncomingMessage
      expect(headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        cookie: 'session=1',
        authorization: 'Bearer 1r_st_x',
      })
      expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|nominated|expect/)
    })

    it('breaks the answer visibly when the control plane dies in the middle', async () => {
      expect((await exchange(harness.origin, { path: '/v1/dies' })).isComplete).toBe(false)
    })

    it('is healthy only while the control plane is', async () => {
      expect((await fetch(`${harness.origin}/healthz`)).status).toBe(200)
      const before = harness.controlPlane
      harness.controlPlane = (_, res) => res.writeHead(503).end()
      expect((await fetch(`${harness.origin}/healthz`)).status).toBe(503)
      harness.controlPlane = before
    })
  })

  it('believes X-Forwarded-For only as far as its own proxies wrote it', async () => {
    const harness = await Harness.start({ PROVIDER_ORIGINS: origins, TRUST_PROXY_HOPS: '1' })
    const granted = await harness.grant()
    await harness.post(granted, OPENAI, {}, { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' })
    expect(await harness.event(granted)).toMatchObject({ ip: '203.0.113.9' })
    await harness.stop()
  })
})
