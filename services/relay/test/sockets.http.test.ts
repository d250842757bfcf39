import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { cuttableRedis } from './cuttable-redis.js'
import { eventually, exchange, Harness, month, serve, type Granted } from './harness.js'

const PATH = '/v1/proxy/passthrough/openai/v1/realtime'
const SECRET = 'sk-upstream-of-socket-tests'

const opened = (harness: Harness, granted: Granted, path = `${PATH}?model=gpt-realtime`): WebSocket =>
  new WebSocket(`${harness.origin.replace('http', 'ws')}${path}`, {
    headers: { authorization: `Bearer ${granted.token}` },
  })

/** How an opening that was refused was answered. */
const refusal = async (socket: WebSocket): Promise<{ status: number; body: string }> => {
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  let body = ''
  for await (const chunk of answer) body += String(chunk)
  return { status: answer.statusCode ?? 0, body }
}

describe('sockets', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  const upgrades: IncomingMessage[] = []
  const server = new WebSocketServer({ noServer: true })
  let connected: (socket: WebSocket) => void
  let upgrade: ((req: IncomingMessage, socket: Duplex) => void) | undefined
  beforeAll(async () => {
    upstream = await serve((_, res) => res.writeHead(401, { 'content-type': 'application/json' }).end('{"theirs":1}'))
    upstream.server.on('upgrade', (req, socket, head) => {
      upgrades.push(req)
      if (upgrade !== undefined) return upgrade(req, socket)
      server.handleUpgrade(req, socket, head, (accepted) => connected(accepted))
    })
    const env = { PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) }
    harness = await Harness.start(env)
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  beforeEach(() => {
    upgrades.length = 0
    upgrade = undefined
    connected = (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })

  const secrets = { openai: SECRET }
  const send = (socket: WebSocket, event: unknown): void => socket.send(JSON.stringify(event))
  const done = (input: number, output: number) => ({
    type: 'response.done',
    response: { usage: { input_tokens: input, output_tokens: output, output_token_details: { audio_tokens: output } } },
  })

  describe('that are refused', () => {
    it('never reach the upstream without a token, or with two', async () => {
      const url = `${harness.origin.replace('http', 'ws')}${PATH}?model=gpt-realtime`
      expect(await refusal(new WebSocket(url))).toMatchObject({ status: 401 })
      const { token } = await harness.grant({ secrets })
      const twice = new WebSocket(url, [`openai-insecure-api-key.${token}`], {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(await refusal(twice)).toMatchObject({ status: 400 })
      expect(upgrades).toHaveLength(0)
    })

    it.each([
      ['model_not_allowed', { scope: { models: ['gpt-4o'] } }, `${PATH}?model=gpt-realtime`, 403],
      ['model_not_allowed', { scope: { models: ['gpt-*'] } }, PATH, 403],
      ['model_not_allowed', { scope: { models: ['gpt-*'] } }, `${PATH}?model=gpt-4o&model=o1`, 403],
      // Its first message may name another model.
      ['model_not_allowed', { scope: { models: ['gpt-*'] } }, PATH.replace('realtime', 'live?model=gpt-4o'), 403],
      ['path_not_allowed', { scope: { paths: ['/v1/chat/**'] } }, `${PATH}?model=gpt-realtime`, 403],
      ['budget_exceeded', { budgets: month(10) }, `${PATH}?model=gpt-realtime`, 402],
      ['budget_exceeded', { budgets: month(1e9) }, PATH, 402],
      ['budget_exceeded', { budgets: month(1e9) }, PATH.replace('realtime', 'responses'), 402],
    ])('say %s for %j at %s', async (code, spec, path, status) => {
      const granted = await harness.grant({ secrets, ...spec })
      const answer = await refusal(opened(harness, granted, path))
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([status, { error: { code } }])
      expect(upgrades).toHaveLength(0)
      expect(await harness.event(granted)).toMatchObject({ decision: 'refused' })
      expect((await harness.money(granted)).held).toBe(0)
    })

    it('get the upstream’s own refusal as it is, and are charged nothing', async () => {
      upgrade = (_, socket) => socket.end('HTTP/1.1 403 No\r\ncontent-length: 6\r\n\r\ntheirs')
      const granted = await harness.grant({ secrets, budgets: month(1e9) })
      expect(await refusal(opened(harness, granted))).toEqual({ status: 403, body: 'theirs' })
      expect(await harness.event(granted)).toMatchObject({ status: 403, costMicros: 0 })
      expect(await harness.money(granted)).toEqual({ spent: 0, held: 0 })
    })

    it('get no tunnel when the upstream did not switch, so that nothing is smuggled behind a failed upgrade', async () => {
      upgrade = (_, socket) =>
        socket.end('HTTP/1.1 426 Upgrade Required\r\nupgrade: websocket\r\ncontent-length: 0\r\n\r\n')
      const granted = await harness.grant({ secrets })
      expect(await refusal(opened(harness, granted))).toMatchObject({ status: 426 })
    })

    it('that carry a body are refused: where it ends and frames begin is ambiguous', async () => {
      const granted = await harness.grant({ secrets })
      const headers = {
        authorization: `Bearer ${granted.token}`,
        connection: 'upgrade',
        upgrade: 'websocket',
        'content-length': '5',
      }
      const { status } = await exchange(harness.origin, { path: PATH, headers, body: 'hello' })
      expect(status).toBe(400)
      expect(upgrades).toHaveLength(0)
    })
  })

  describe('that are open', () => {
    it.each(['authorization', 'subprotocol'])('carry the credential, never the token (%s)', async (place) => {
      const granted = await harness.grant({ secrets })
      const url = `${harness.origin.replace('http', 'ws')}${PATH}?model=gpt-realtime`
      const socket =
        place === 'authorization'
          ? opened(harness, granted)
          : new WebSocket(url, ['realtime', `openai-insecure-api-key.${granted.token}`], {
              origin: 'https://a.example',
            })
      await once(socket, 'open')
      const [req] = upgrades as [IncomingMessage]
      expect(req.url).toBe('/v1/realtime?model=gpt-realtime')
      expect(req.headers.authorization).toBe(`Bearer ${SECRET}`)
      expect(req.rawHeaders.join('\n')).not.toContain(granted.token.slice(0, 30))
      if (place === 'subprotocol') expect(req.headers['sec-websocket-protocol']).toBe('realtime')
      socket.close()
    })

    it('pass text, binary and large messages byte for byte, both ways', async () => {
      const socket = opened(harness, await harness.grant({ secrets }), '/v1/proxy/passthrough/openai/v1/any')
      await once(socket, 'open')
      const large = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 31) % 256))
      const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
      for (const data of [Buffer.from('{"a":"ä"}'), large, Buffer.alloc(0)]) {
        socket.send(data)
        const [back] = (await once(socket, 'message')) as [Buffer]
        expect(hash(back)).toBe(hash(data))
      }
      socket.close(1000, 'bye')
      const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
      expect([code, reason.toString()]).toEqual([1000, 'bye'])
    })

    it('charge every response that is reported, audio at its own rate, and record one event', async () => {
      const granted = await harness.grant({ secrets, budgets: month(1e9) })
      connected = (socket) => socket.on('message', () => send(socket, done(100, 50)))
      const socket = opened(harness, granted)
      await once(socket, 'open')
      for (let i = 0; i < 2; i++) {
        send(socket, { type: 'response.create' })
        await once(socket, 'message')
      }
      socket.close()
      const events = await harness.events(granted)
      expect(events).toHaveLength(1)
      // gpt-realtime: 4 $ a million text tokens in, 64 $ a million audio tokens out.
      expect(events[0]).toMatchObject({
        outcome: 'completed',
        status: 101,
        model: 'gpt-realtime',
        tokensFrom: 'reported',
        tokens: { input: 200, output: 100 },
        costMicros: 2 * (100 * 4 + 50 * 64),
      })
      expect(await harness.money(granted)).toEqual({ spent: events[0]?.costMicros, held: 0 })
    })

    it('are closed with an error event and 4402 when the budget refuses, before the message that it refused', async () => {
      const granted = await harness.grant({ secrets, budgets: month(2_000_000) })
      let asked = 0
      connected = (socket) =>
        socket.on('message', () => {
          asked += 1
          send(socket, { type: 'response.created' })
          send(socket, done(1000, 10_000))
        })
      const socket = opened(harness, granted)
      await once(socket, 'open')
      const messages: string[] = []
      socket.on('message', (data) => {
        messages.push((data as Buffer).toString())
        if (messages.at(-1)?.includes('response.done') === true) send(socket, { type: 'response.create' })
      })
      send(socket, { type: 'response.create' })
      const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
      expect([code, reason.toString()]).toEqual([4402, 'budget_exceeded'])
      expect(JSON.parse(messages.at(-1) ?? '')).toMatchObject({ type: 'error', error: { code: 'budget_exceeded' } })
      const event = await harness.event(granted)
      expect(event).toMatchObject({ outcome: 'cut_off', status: 101 })
      expect(asked).toBeLessThan(4)
      const { spent, held } = await harness.money(granted)
      expect([spent <= 2_000_000, held]).toEqual([true, 0])
      expect(spent).toBeGreaterThanOrEqual(asked * 10_000 * 64)
    })

    it('go on without Redis as far as they are held for, wait for it then, and lose nothing', async () => {
      const redis = await cuttableRedis()
      const origins = JSON.stringify({ openai: upstream.origin })
      // A busy machine is no Redis that is away.
      const patience = { REDIS_COMMAND_TIMEOUT_MS: '10000' }
      const cut = await Harness.start({ PROVIDER_ORIGINS: origins, REDIS_URL: redis.url, ...patience })
      const granted = await cut.grant({ secrets, budgets: month(1e9) })
      const sizes = [1000, 1000, 50_000]
      let spoken = 0
      connected = (socket) => socket.on('message', () => send(socket, done(100, sizes[spoken++] ?? 0)))
      const socket = opened(cut, granted)
      let answered = 0
      socket.on('message', () => (answered += 1))
      await once(socket, 'open')
      const first = (await cut.money(granted)).held
      send(socket, { type: 'response.create' })
      await eventually(() => (answered === 1 ? true : undefined))
      await eventually(async () => ((await cut.money(granted)).held > first ? true : undefined))
      redis.cut()
      send(socket, { type: 'response.create' })
      await eventually(() => (answered === 2 ? true : undefined))
      send(socket, { type: 'response.create' })
      await eventually(() => (spoken === 3 ? true : undefined))
      expect((await cut.post(granted, '/v1/proxy/passthrough/openai/v1/x', {})).status).toBe(503)
      expect(answered).toBe(2)
      redis.mend()
      await eventually(() => (answered === 3 ? true : undefined))
      socket.close()
      const cost = 3 * 100 * 4 + 52_000 * 64
      expect(await cut.events(granted, 2)).toMatchObject([{ outcome: 'completed', costMicros: cost }, {}])
      expect(await cut.money(granted)).toEqual({ spent: cost, held: 0 })
      await cut.stop()
      redis.close()
    })

    it('are not compressed where they have to be read', async () => {
      const socket = opened(harness, await harness.grant({ secrets, budgets: month(1e9) }))
      await once(socket, 'open')
      expect(upgrades[0]?.headers['sec-websocket-extensions']).toBeUndefined()
      socket.close()
    })

    it('are closed with 4401 when the grant is revoked, and the upstream is hung up on', async () => {
      const granted = await harness.grant({ secrets, budgets: month(1e9) })
      let isUpstreamOpen = true
      connected = (socket) => socket.on('close', () => (isUpstreamOpen = false))
      const socket = opened(harness, granted)
      await once(socket, 'open')
      await harness.project({ ...granted.grant, status: 'dead', version: 2 } as never)
      const [code] = (await once(socket, 'close')) as [number]
      expect(code).toBe(4401)
      await eventually(() => (isUpstreamOpen ? undefined : true))
      expect(await harness.event(granted)).toMatchObject({ outcome: 'cut_off' })
    })

    it.each(['caller', 'upstream'])('end on the other side at once when the %s dies', async (side) => {
      const granted = await harness.grant({ secrets })
      let other: WebSocket | undefined
      connected = (socket) => (other = socket)
      const socket = opened(harness, granted)
      socket.on('error', () => undefined)
      await once(socket, 'open')
      const far = await eventually(() => other)
      const [dying, living] = side === 'caller' ? [socket, far] : [far, socket]
      const closed = once(living, 'close') as Promise<[number]>
      dying.terminate()
      expect((await closed)[0]).toBe(1006)
      const outcome = side === 'caller' ? 'client_aborted' : 'upstream_failed'
      expect(await harness.event(granted)).toMatchObject({ outcome })
    })
  })
})
