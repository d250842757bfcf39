import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { WebSocket } from 'ws'
import { FEW_CALLS } from '../src/ops/overload.js'
import { eventually, Harness, serve, type Granted } from './harness.js'

const PATH = '/v1/proxy/passthrough/openai/v1/chat/completions'
const REALTIME = '/v1/proxy/passthrough/openai/v1/realtime'
const first = 'data: {"choices":[{"delta":{"content":"one"}}]}\n\n'
const last = 'data: [DONE]\n\n'

describe('a relay that has enough to do', () => {
  let upstream: Awaited<ReturnType<typeof serve>>
  let harness: Harness
  let granted: Granted
  let finish: (() => void)[] = []
  beforeAll(async () => {
    upstream = await serve((req: IncomingMessage, res: ServerResponse) => {
      req.resume().on('end', () => {
        res.writeHead(200, { 'content-type': 'text/event-stream' }).write(first)
        finish.push(() => res.end(last))
      })
    })
  })
  afterEach(() => harness.stop())
  afterAll(() => upstream.close())

  const start = async (env: Record<string, string>): Promise<void> => {
    finish = []
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }), ...env })
    granted = await harness.grant()
  }
  const stream = (): Promise<Response> => harness.post(granted, PATH, { stream: true })
  const expectTurnedAway = async (answer: Response): Promise<void> => {
    expect([answer.status, await answer.json()]).toMatchObject([503, { error: { code: 'overloaded' } }])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  const metric = async (reason: string): Promise<number> => {
    const { text } = await harness.relay.metrics.expose()
    return Number(new RegExp(`^relay_shed_total\\{reason="${reason}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
  }

  it('turns calls and sockets away at its limit of open calls, ends none that is open, and takes new ones afterwards', async () => {
    await start({ OVERLOAD_OPEN_CALLS: '2' })
    const open = [await stream(), await stream()]
    await expectTurnedAway(await stream())
    const headers = { authorization: `Bearer ${granted.token}` }
    const socket = new WebSocket(`${harness.origin.replace('http', 'ws')}${REALTIME}?model=gpt-realtime`, { headers })
    const [, refused] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    expect(refused.statusCode).toBe(503)
    socket.on('error', () => undefined).terminate()
    expect(await metric('open_calls')).toBe(2)
    expect((await fetch(`${harness.origin}/healthz`)).status).toBe(200)
    for (const end of finish) end()
    expect(await Promise.all(open.map((answer) => answer.text()))).toEqual([first + last, first + last])
    await harness.events(granted, 2)
    const next = await stream()
    expect(next.status).toBe(200)
    finish.at(-1)?.()
    await next.text()
  })

  it('still cuts the streams of a revoked grant', async () => {
    await start({ OVERLOAD_OPEN_CALLS: '1' })
    const open = await stream()
    await expectTurnedAway(await stream())
    const { id, ledgerId } = granted.grant
    await harness.project({ status: 'dead', id, version: 2, ledgerId })
    expect(await open.text()).toContain('"code":"invalid_token"')
  })

  it('turns calls away above its limit of memory, and nothing else: health, and the control plane behind it', async () => {
    await start({ OVERLOAD_RSS_BYTES: String(1024 * 1024), PUBLIC_FALLTHROUGH: 'true' })
    harness.controlPlane = (_, res) => res.writeHead(200).end('{}')
    const few = await Promise.all(Array.from({ length: FEW_CALLS }, stream))
    await expectTurnedAway(await stream())
    expect(finish).toHaveLength(FEW_CALLS)
    expect(await metric('memory')).toBe(1)
    expect((await fetch(`${harness.origin}/healthz`)).status).toBe(200)
    // Revoking is a call to the control plane.
    expect((await fetch(`${harness.origin}/v1/grants/x`, { method: 'DELETE' })).status).toBe(200)
    for (const end of finish) end()
    await Promise.all(few.map((answer) => answer.text()))
  })

  it('turns calls away while its event loop is late, and takes them again when it is not', async () => {
    await start({ OVERLOAD_LOOP_DELAY_MS: '400' })
    const taken = () =>
      eventually(async () => {
        const answer = await stream()
        if (answer.status === 200) return answer
        await answer.text()
        return undefined
      })
    const open = await taken()
    const refused = await eventually(async () => {
      const until = Date.now() + 1000
      while (Date.now() < until);
      const answer = await stream()
      if (answer.status === 503) return answer
      await answer.body?.cancel()
      return undefined
    })
    await expectTurnedAway(refused)
    expect(await metric('loop_delay')).toBeGreaterThan(0)
    finish[0]?.()
    expect(await open.text()).toBe(first + last)
    await (await taken()).body?.cancel()
  })
})
