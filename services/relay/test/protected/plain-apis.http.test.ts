import type { UsageEvent } from '@1relay/contracts'
import { month } from '../harness.js'
import { API, Guarded, said, SECRET } from './guarded.js'

const NOTHING_COUNTED: Partial<UsageEvent> = {
  model: null,
  tokens: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  tokensFrom: 'none',
  costMicros: 0,
  priceVersion: null,
  isPriceGuessed: false,
}
const CHAT = JSON.stringify({ model: 'gpt-4o', messages: [], max_tokens: 10, stream_options: null })
const USAGE = JSON.stringify({ model: 'gpt-4o', usage: { prompt_tokens: 100, completion_tokens: 10 } })

describe('a plain API behind a protected key', () => {
  let guarded: Guarded
  beforeAll(async () => {
    guarded = await Guarded.start()
  })
  afterAll(() => guarded.stop())
  beforeEach(() => guarded.reset())

  /** Answers with what was sent. */
  const echo = (type: string) => {
    guarded.answer = (req, res) => void req.pipe(res.setHeader('content-type', type))
  }

  it('is not reached at an address that is not public, unless the operator named it', async () => {
    for (const upstream of ['https://127.0.0.1', 'https://10.0.0.1:8443', 'https://localhost', 'https://metadata']) {
      const one = await guarded.protect({}, { upstream })
      expect(said(await guarded.send(one, '/v1'))).toEqual([403, 'upstream_not_allowed'])
      expect(await guarded.harness.event(one)).toMatchObject({
        decision: 'refused',
        reason: 'upstream_not_allowed',
        connectionId: one.connectionId,
      })
    }
    expect(guarded.received).toEqual([])
  })

  it('is never this relay itself, under whatever spelling of the name that it was called by', async () => {
    const one = await guarded.protect({}, { upstream: 'https://relay.invalid' })
    for (const host of ['relay.invalid', 'RELAY.invalid', 'relay.invalid:443']) {
      const answer = await guarded.send(one, `/${one.connectionId}/v1`, { headers: { host } })
      expect(said(answer)).toEqual([403, 'upstream_not_allowed'])
    }
  })

  it('is not reached by a key of another connection, nor through the routes of providers', async () => {
    const [one, other] = [await guarded.protect(), await guarded.protect()]
    const astray = { ...one, connectionId: other.connectionId }
    expect(said(await guarded.send(astray, '/v1'))).toEqual([403, 'provider_not_granted'])
    const path = '/v1/proxy/passthrough/openai-compatible/v1/models'
    expect((await guarded.harness.call(one, path)).status).toBe(403)
    const named = { headers: { 'x-1relay-upstream': API } }
    expect((await guarded.harness.call(one, path, named)).status).toBe(403)
    expect(guarded.received).toEqual([])
    const [first, second] = await guarded.harness.events(one, 3)
    expect(first).toMatchObject({ reason: 'provider_not_granted', connectionId: other.connectionId })
    expect(second).toMatchObject({ reason: 'provider_not_granted', connectionId: one.connectionId })
  })

  it('gets bodies as they are, whatever they look like, and costs nothing', async () => {
    echo('application/json')
    for (const body of [CHAT, '{"a":1,"a":2}', '{broken', '\u0000\u0001']) {
      const one = await guarded.protect({ scope: {} })
      const headers = { 'content-type': 'application/json' }
      const answer = await guarded.send(one, '/v1/chat/completions', { method: 'POST', body, headers })
      expect([answer.status, answer.body.toString()]).toEqual([200, body])
      expect(await guarded.harness.event(one)).toMatchObject({
        ...NOTHING_COUNTED,
        decision: 'allowed',
        outcome: 'completed',
        upstream: API,
        connectionId: one.connectionId,
        path: '/v1/chat/completions',
        requestBytes: Buffer.byteLength(body),
        responseBytes: Buffer.byteLength(body),
      })
    }
  })

  it('whose answer looks like a provider’s is not priced by it', async () => {
    guarded.answer = (_, res) => res.setHeader('content-type', 'application/json').end(USAGE)
    const one = await guarded.protect()
    await guarded.send(one, '/v1/chat/completions', { method: 'POST', body: CHAT })
    expect(await guarded.harness.event(one)).toMatchObject(NOTHING_COUNTED)
  })

  it.each([
    ['with room', 1_000_000],
    ['that is used up', 0],
  ])('is neither stopped nor charged by a cap of the ledger %s', async (_, capMicros) => {
    echo('application/json')
    const ledger = { version: 3, budgets: month(capMicros) }
    const one = await guarded.protect({ ledger })
    const headers = { 'content-type': 'application/json' }
    const answer = await guarded.send(one, '/v1/batches', { method: 'POST', body: CHAT, headers })
    expect([answer.status, answer.body.toString()]).toEqual([200, CHAT])
    expect(await guarded.harness.event(one)).toMatchObject(NOTHING_COUNTED)
    expect(await guarded.harness.money(one, 'ledger')).toEqual({ spent: 0, held: 0 })
  })

  it('takes uploads of any size as they come, without a size that has to be known', async () => {
    let bytes = 0
    guarded.answer = (req, res) => {
      req.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => res.end('fine'))
    }
    const one = await guarded.protect()
    const size = 40 * 1024 * 1024
    const body = 'x'.repeat(size)
    expect((await guarded.send(one, '/v1/upload', { method: 'POST', body })).status).toBe(200)
    expect((await guarded.harness.event(one)).requestBytes).toBe(size)
    const headers = { 'transfer-encoding': 'chunked' }
    expect((await guarded.send(one, '/v1/upload', { method: 'POST', body: 'abc', headers })).status).toBe(200)
    expect([bytes, guarded.received[1]?.headers['transfer-encoding']]).toEqual([size + 3, 'chunked'])
  })

  it('has streams that are cut when its key is revoked, without an event of ours in them', async () => {
    guarded.answer = (_, res) => void res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    const one = await guarded.protect()
    const { id, ledgerId } = one.grant
    const response = await guarded.harness.call(one, `/${one.connectionId}/events`)
    const reader = response.body?.getReader()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n')
    await guarded.harness.project({ status: 'dead', id, version: 2, ledgerId })
    await expect(reader?.read()).rejects.toThrow()
    expect(await guarded.harness.event(one)).toMatchObject({ ...NOTHING_COUNTED, outcome: 'cut_off', stream: true })
  })

  it('has no models: a list of them lets nothing through that could run one', async () => {
    const one = await guarded.protect({ scope: { models: ['*'] } })
    expect(said(await guarded.send(one, '/v1', { method: 'POST', body: CHAT }))).toEqual([403, 'model_not_allowed'])
    expect((await guarded.send(one, '/v1')).status).toBe(200)
    expect(guarded.received).toHaveLength(1)
  })

  it('keeps rate and concurrency limits', async () => {
    const one = await guarded.protect({ limits: { requestsPerMinute: 1 } })
    expect((await guarded.send(one, '/v1')).status).toBe(200)
    expect(said(await guarded.send(one, '/v1'))).toEqual([429, 'rate_limited'])
    expect(guarded.received).toHaveLength(1)
  })

  describe('query strings', () => {
    it('are in no event unless that is asked for, of allowed and refused calls', async () => {
      const one = await guarded.protect({ scope: { paths: ['/v1/x'] } })
      await guarded.send(one, '/v1/x?person=ada')
      await guarded.send(one, '/v1/y?person=ada')
      const events = await guarded.harness.events(one, 2)
      expect(events.map(({ path }) => path).sort()).toEqual(['/v1/x', '/v1/y'])
      expect(JSON.stringify(events)).not.toContain('ada')
    })

    it('are in the events where that is asked for, cut to a bound', async () => {
      const one = await guarded.protect({ recordsQuery: true, scope: { paths: ['/v1/x'] } })
      await guarded.send(one, '/v1/x?person=ada')
      await guarded.send(one, '/v1/y?person=bob&api_key=mine')
      await guarded.send(one, '/v1/x')
      await guarded.send(one, `/v1/x?${'a'.repeat(5000)}`)
      const queries = (await guarded.harness.events(one, 4)).map(({ query }) => query)
      expect(queries.sort()).toEqual(['a'.repeat(2048), 'person=ada', 'person=bob&api_key=***', undefined])
    })
  })

  describe('a catalogued provider', () => {
    const openai = (grant: Parameters<Guarded['protect']>[0]) => guarded.protect(grant, { upstream: 'openai' })
    beforeEach(() => {
      guarded.answer = (req, res) => {
        req.resume().on('end', () => res.setHeader('content-type', 'application/json').end(USAGE))
      }
    })

    it('is metered behind a protected key as everywhere, by its own route and those of providers', async () => {
      const one = await openai({ budgets: month(1_000_000) })
      const init = { method: 'POST', body: CHAT, headers: { 'content-type': 'application/json' } }
      expect((await guarded.send(one, '/v1/chat/completions', init)).status).toBe(200)
      const paths = ['/v1/proxy/passthrough/openai/v1/chat/completions', '/v1/proxy/chat/completions']
      for (const path of paths) {
        const headers = { ...init.headers, 'x-1relay-provider': 'openai' }
        expect((await guarded.harness.call(one, path, { ...init, headers })).status).toBe(200)
      }
      const events = await guarded.harness.events(one, 3)
      for (const event of events) {
        expect(event).toMatchObject({
          upstream: 'openai',
          model: 'gpt-4o',
          tokensFrom: 'reported',
          costMicros: 350,
          connectionId: one.connectionId,
        })
      }
      expect(guarded.received.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`Bearer ${SECRET}`))
    })

    it('keeps to the budget of the key', async () => {
      const one = await openai({ budgets: month(10) })
      const headers = { 'content-type': 'application/json' }
      const answer = await guarded.send(one, '/v1/chat/completions', { method: 'POST', body: CHAT, headers })
      expect(said(answer)).toEqual([402, 'budget_exceeded'])
      expect(guarded.received).toEqual([])
      expect(await guarded.harness.event(one)).toMatchObject({
        reason: 'budget_exceeded',
        connectionId: one.connectionId,
      })
    })
  })
})
