import { once } from 'node:events'
import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { eventually, exchange, Harness, serve, type Granted } from './harness.js'

const BASE = '/v1/proxy/passthrough/openai/v1'
const event = (text: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`

/** A relay process that is told to go, as an orchestrator does it. */
describe('SIGTERM', () => {
  let upstream: Awaited<ReturnType<typeof serve>>
  let harness: Harness
  let granted: Granted
  let finish: (() => void)[]
  let begun: number
  beforeAll(async () => {
    upstream = await serve((req: IncomingMessage, res: ServerResponse) => {
      begun += 1
      req.resume().on('end', () => {
        if (req.url?.endsWith('/stream') === true) {
          res.writeHead(200, { 'content-type': 'text/event-stream' }).write(event('one'))
          finish.push(() => res.end(event('two')))
        } else finish.push(() => res.end('fine'))
      })
    })
    const sockets = new WebSocketServer({ noServer: true })
    upstream.server.on('upgrade', (req, socket, head) => sockets.handleUpgrade(req, socket, head, () => undefined))
  })
  afterAll(() => upstream.close())
  beforeEach(async () => {
    finish = []
    begun = 0
    harness = await Harness.startProcess({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
    granted = await harness.grant()
  })
  afterEach(() => harness.stop())

  const bearer = () => ({ authorization: `Bearer ${granted.token}` })
  const ask = (path: string, agent: Agent | false = false) =>
    exchange(harness.origin, { path: `${BASE}${path}`, headers: bearer(), agent })

  it('drops no request: streams, silent calls and uploads end as they would have, and are recorded', async () => {
    const calls = [ask('/stream'), ask('/silent')]
    const upload = request(`${harness.origin}${BASE}/files`, { method: 'POST', headers: bearer(), agent: false })
    const uploaded = once(upload, 'response') as Promise<[IncomingMessage]>
    upload.write('x'.repeat(100_000))
    // The upload is under way as well: a connection that is not accepted yet would be turned away, as it should.
    await eventually(() => (finish.length === 2 && begun === 3 ? true : undefined))
    harness.process.child.kill('SIGTERM')
    await eventually(() => (harness.process.output.includes('draining') ? true : undefined))
    upload.end('the rest')
    await eventually(() => (finish.length === 3 ? true : undefined))
    for (const end of finish) end()
    const [stream, silent] = await Promise.all(calls)
    expect([stream?.body.toString(), stream?.isComplete]).toEqual([event('one') + event('two'), true])
    expect([silent?.status, silent?.body.toString()]).toEqual([200, 'fine'])
    const [res] = await uploaded
    expect(res.statusCode).toBe(200)
    res.resume()
    await harness.process.ended()
    expect(harness.process.child.exitCode).toBe(0)
    const events = await harness.events(granted, 3)
    expect(events.map(({ outcome }) => outcome)).toEqual(['completed', 'completed', 'completed'])
  })

  it('takes no new connection, and tells those that are open to close', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const first = ask('/silent', agent)
    await eventually(() => finish[0])
    harness.process.child.kill('SIGTERM')
    await eventually(() => (harness.process.output.includes('draining') ? true : undefined))
    await expect(ask('/silent')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|hang up/)
    finish[0]?.()
    const { rawHeaders } = await first
    expect(rawHeaders.join('\n')).toMatch(/connection\nclose/i)
    agent.destroy()
  })

  it('closes a socket with 1001 when its time is over', async () => {
    const url = `${harness.origin.replace('http', 'ws')}${BASE}/realtime?model=gpt-realtime`
    const socket = new WebSocket(url, { headers: bearer() })
    await once(socket, 'open')
    harness.process.child.kill('SIGTERM')
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1001)
    await harness.process.ended()
    expect(harness.process.child.exitCode).toBe(0)
  })
})
