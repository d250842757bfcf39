import { redisKeys } from '@1relay/contracts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { cuttableRedis } from './cuttable-redis.js'
import { eventually, Harness, month, serve, type Granted } from './harness.js'

const OPENAI = '/v1/proxy/passthrough/openai/v1/chat/completions'
const chunk = (bytes: number): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content: 'x'.repeat(bytes) } }] })}\n\n`
const USAGE = { model: 'gpt-4o', choices: [], usage: { prompt_tokens: 20, completion_tokens: 100 } }
const END = `data: ${JSON.stringify(USAGE)}\n\ndata: [DONE]\n\n`
const body = { model: 'gpt-4o', stream: true, messages: [], stream_options: { include_usage: true } }

describe('the hold of a stream', () => {
  let harness: Harness
  let redis: Awaited<ReturnType<typeof cuttableRedis>>
  let upstream: Awaited<ReturnType<typeof serve>>
  let stream: ServerResponse | undefined
  beforeAll(async () => {
    upstream = await serve((req: IncomingMessage, res) => {
      req.resume().on('end', () => {
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        stream = res
      })
    })
    redis = await cuttableRedis()
    const origins = JSON.stringify({ openai: upstream.origin })
    harness = await Harness.start({ PROVIDER_ORIGINS: origins, REDIS_URL: redis.url, HOLD_TTL_MS: '60000' })
  })
  afterAll(async () => {
    await harness.stop()
    redis.close()
    await upstream.close()
  })

  /** A stream that the test writes, and what the caller has of it so far. */
  const open = async (granted: Granted) => {
    stream = undefined
    const answering = harness.post(granted, OPENAI, body)
    const res = await eventually(() => stream)
    res.write(chunk(10))
    const answer = await answering
    let text = ''
    const whole = (async () => {
      for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>)
        text += Buffer.from(piece).toString()
      return text
    })()
    const generated = (): number => text.split('x').length - 1
    const arrived = (bytes: number) => eventually(() => (generated() >= bytes ? true : undefined))
    await arrived(10)
    return { res, whole, generated, arrived }
  }
  const held = async (granted: Granted): Promise<number> => (await harness.money(granted)).held

  it('grows before it is used up', async () => {
    const granted = await harness.grant({ budgets: month(1e9) })
    const { res, whole, arrived } = await open(granted)
    const first = await held(granted)
    // Half of what the first hold covers.
    res.write(chunk(2100))
    await arrived(2110)
    await eventually(async () => ((await held(granted)) > first ? true : undefined))
    res.end(END)
    expect(await whole).toContain('[DONE]')
  })

  it('lets a stream go on while Redis is away, then makes it wait, and it ends whole when Redis is back', async () => {
    const granted = await harness.grant({ budgets: month(1e9) })
    const { res, whole, arrived, generated } = await open(granted)
    redis.cut()
    res.write(chunk(4000))
    await arrived(4010)
    res.write(chunk(60_000))
    expect((await harness.post(granted, OPENAI, body)).status).toBe(503)
    expect(generated()).toBe(4010)
    redis.mend()
    await arrived(64_010)
    res.end(END)
    expect(await whole).toContain('[DONE]')
    expect(await harness.event(granted)).toMatchObject({ outcome: 'completed', costMicros: 1050 })
    await eventually(async () => ((await harness.money(granted)).spent === 1050 ? true : undefined))
    expect(await held(granted)).toBe(0)
  }, 20_000)

  it('is put back when Redis has lost it, and nobody speaks of a budget', async () => {
    const granted = await harness.grant({ budgets: month(1e9), ledger: { version: 3, budgets: month(1e9) } })
    const { res, whole, arrived } = await open(granted)
    await harness.flush(granted)
    res.write(chunk(5000))
    await arrived(5010)
    expect(await harness.money(granted, 'ledger')).toEqual(await harness.money(granted))
    expect(await held(granted)).toBeGreaterThan(5000 * 10)
    res.end(END)
    expect(await whole).toContain('[DONE]')
    await harness.event(granted)
    expect(await harness.money(granted, 'ledger')).toEqual({ spent: 1050, held: 0 })
  })

  it('is put back at once when Redis has lost everything, although nothing flows', async () => {
    const granted = await harness.grant({ budgets: month(1e9) })
    const { res, whole } = await open(granted)
    const first = await held(granted)
    await harness.flush(granted)
    await harness.redis.del(redisKeys.memory)
    await eventually(async () => ((await held(granted)) === first ? true : undefined))
    res.end(END)
    expect(await whole).toContain('[DONE]')
  })
})
