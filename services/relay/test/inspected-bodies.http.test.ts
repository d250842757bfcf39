import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { eventually, Harness, month, serve, type Granted } from './harness.js'

const MIB = 1024 * 1024
const CHAT = '/v1/proxy/chat/completions'
const OPENAI = '/v1/proxy/passthrough/openai/v1/chat/completions'
const JSON_TYPE = { 'content-type': 'application/json' }

/** Bodies that have to be read before anything else is known of a call. */
describe('large bodies that are judged', () => {
  let upstream: Awaited<ReturnType<typeof serve>>
  let received: number[]
  let answer: (res: ServerResponse) => void
  beforeAll(async () => {
    upstream = await serve((req: IncomingMessage, res) => {
      let bytes = 0
      req
        .on('data', (chunk: Buffer) => (bytes += chunk.length))
        .on('end', () => {
          received.push(bytes)
          answer(res)
        })
    })
  })
  beforeEach(() => {
    received = []
    answer = (res) => res.end('fine')
  })
  afterAll(() => upstream.close())
  const origins = () => ({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })

  it('make nothing of ten million values, and keep nothing of them while their answers flow', async () => {
    answer = (res) => res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
    // Parsed, each of them is more than this heap.
    const harness = await Harness.startProcess(origins(), ['--max-old-space-size=96'])
    const granted = await harness.grant()
    const body = `{"model":"openai/gpt-4o","stream":true,"x":[${'{},'.repeat(10_000_000)}{}]}`
    for (let open = 1; open <= 3; open++) {
      const { status } = await harness.call(granted, CHAT, { method: 'POST', body, headers: JSON_TYPE })
      expect([status, received.length]).toEqual([200, open])
    }
    await harness.stop()
  })

  describe('and more of them than there is room for', () => {
    let harness: Harness
    let granted: Granted
    beforeAll(async () => {
      const env = {
        INSPECTED_BODY_MAX_BYTES: String(MIB),
        INSPECTED_BODIES_MAX_BYTES: String(2 * MIB),
        // Another 503 is none of those that are looked for.
        REDIS_COMMAND_TIMEOUT_MS: '10000',
      }
      harness = await Harness.start({ ...origins(), ...env })
      granted = await harness.grant({ budgets: month(1e9) })
    })
    afterAll(() => harness.stop())

    const body = JSON.stringify({ model: 'gpt-4o', messages: ['x'.repeat(MIB / 2)] })
    const send = (by = granted): Promise<Response> =>
      harness.call(by, OPENAI, { method: 'POST', body, headers: JSON_TYPE })
    /** Sends most of a body, and the rest when it is told to. */
    const begin = async (by: Granted, headers: Record<string, string | number>): Promise<ClientRequest> => {
      const all = { ...JSON_TYPE, authorization: `Bearer ${by.token}`, ...headers }
      const req = request(`${harness.origin}${OPENAI}`, { method: 'POST', agent: false, headers: all })
      req.on('error', () => undefined).write(body.slice(0, -1))
      return req
    }
    const refused = async (answered: Response): Promise<void> => {
      expect([answered.status, await answered.json()]).toMatchObject([503, { error: { code: 'overloaded' } }])
      expect(Number(answered.headers.get('retry-after'))).toBeGreaterThan(0)
    }

    it.each([
      ['with a length', { 'content-length': body.length }],
      ['chunked', {}],
    ])('turns them away until those before have gone on, and no other account’s (%s)', async (_, headers) => {
      const other = await harness.grant({ budgets: month(1e9) })
      let first = await begin(granted, headers)
      await refused(
        await eventually(async () => {
          const answered = await send()
          if (answered.status === 503) return answered
          await answered.text()
          // This one had the room before the first was all there.
          if (first.destroyed) first = await begin(granted, headers)
          return undefined
        }),
      )
      const responded = once(first, 'response') as Promise<[IncomingMessage]>
      expect((await send(other)).status).toBe(200)
      expect((await harness.post(granted, OPENAI, { model: 'gpt-4o', messages: [] })).status).toBe(200)
      first.end(body.at(-1))
      expect((await responded)[0].resume().statusCode).toBe(200)
      expect((await send()).status).toBe(200)
    })

    it('has the room of who left, of who was refused, and of streams that flow', async () => {
      const left = await begin(granted, {})
      left.destroy()
      const poor = await harness.grant({ budgets: month(1), ledgerId: granted.grant.ledgerId })
      for (let i = 0; i < 5; i++) expect((await send(poor)).status).not.toBe(200)
      answer = (res) => res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
      for (let i = 0; i < 5; i++) {
        const streaming = await eventually(async () => {
          const answered = await send()
          return answered.status === 200 ? answered : void (await answered.text())
        })
        await streaming.body?.cancel()
      }
    })
  })
})
