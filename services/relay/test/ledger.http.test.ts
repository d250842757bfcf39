import { randomUUID } from 'node:crypto'
import { Harness, month, serve } from './harness.js'

const OPENAI = '/v1/proxy/passthrough/openai/v1/chat/completions'
const body = { model: 'gpt-4o', max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] }
const usage = { model: 'gpt-4o', choices: [], usage: { prompt_tokens: 20, completion_tokens: 100 } }
const COST = 1050

describe('an account’s cap', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let calls = 0
  beforeAll(async () => {
    upstream = await serve((req, res) => {
      calls++
      req.resume().on('end', () => {
        res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(usage))
      })
    })
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  beforeEach(() => {
    calls = 0
  })

  const grantsOf = async (count: number, capMicros: number) => {
    const spec = { ledgerId: `test-${randomUUID()}`, ledger: { version: 1, budgets: month(capMicros) } }
    return Promise.all(Array.from({ length: count }, () => harness.grant(spec)))
  }

  it('refuses a grant for what another one of the account has spent, before the upstream, and says whose cap it is', async () => {
    const [one, other] = await grantsOf(2, COST + 500)
    if (one === undefined || other === undefined) throw new Error('no grants')
    expect((await harness.post(one, OPENAI, body)).status).toBe(200)
    const refused = await harness.post(other, OPENAI, body)
    expect([refused.status, await refused.json()]).toMatchObject([
      402,
      {
        error: {
          code: 'budget_exceeded',
          details: [{ problem: 'the budget of the whole account has no room for it' }],
        },
      },
    ])
    expect(calls).toBe(1)
    expect(await harness.event(other)).toMatchObject({ decision: 'refused', reason: 'budget_exceeded' })
    expect(await harness.money(other, 'ledger')).toEqual({ spent: COST, held: 0 })
  })

  it('says so when it is the token’s own', async () => {
    const granted = await harness.grant({ budgets: month(10) })
    const refused = await harness.post(granted, OPENAI, body)
    expect(await refused.json()).toMatchObject({
      error: { details: [{ problem: 'the budget of the token has no room for it' }] },
    })
  })

  it('holds at any concurrency over all grants of the account', async () => {
    const grants = await grantsOf(5, 5000)
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => harness.post(grants[i % 5] as (typeof grants)[0], OPENAI, body)),
    )
    const passed = answers.filter(({ status }) => status === 200).length
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(30 - passed)
    expect(passed).toBeGreaterThan(0)
    expect(passed * COST).toBeLessThanOrEqual(5000)
    for (const granted of grants) await harness.events(granted, 6)
    const [first] = grants
    if (first !== undefined) expect(await harness.money(first, 'ledger')).toEqual({ spent: passed * COST, held: 0 })
  })

  it('is in force at the next request of a grant that a relay has in memory, whether relays were told or not', async () => {
    const granted = await harness.grant()
    expect((await harness.post(granted, OPENAI, body)).status).toBe(200)
    const ledger = { version: 1, budgets: month(10) }
    harness.known.set(granted.grant.id, { ...granted.grant, ledger })
    await harness.setLedger(granted.grant.ledgerId, ledger)
    expect((await harness.post(granted, OPENAI, body)).status).toBe(402)
    expect(calls).toBe(1)
  })

  it('tells the caller nothing of how much of it is left', async () => {
    const [granted] = await grantsOf(1, 1e9)
    if (granted === undefined) throw new Error('no grant')
    const answer = await harness.post(granted, OPENAI, body)
    expect([answer.status, answer.headers.get('x-1relay-budget-remaining-micros')]).toEqual([200, null])
  })
})
