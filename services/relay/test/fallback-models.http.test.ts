import { Harness, month, serve, type Granted } from './harness.js'

const PATH = '/v1/proxy/passthrough/openrouter/api/v1/chat/completions'
const CHEAP = 'openai/gpt-4o-mini'
const DEAR = 'openai/o1-pro'

describe('models that may run in place of the named one', () => {
  let upstream: Awaited<ReturnType<typeof serve>>
  let harness: Harness
  let reached = 0
  let ran = DEAR
  beforeAll(async () => {
    upstream = await serve((req, res) => {
      reached++
      const usage = { prompt_tokens: 20, completion_tokens: 10 }
      req.resume().on('end', () => {
        res.writeHead(200, { 'content-type': 'application/json' })
        res.end(JSON.stringify({ model: ran, choices: [], usage }))
      })
    })
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openrouter: upstream.origin }) })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  beforeEach(() => (reached = 0))
  const grant = (more: Parameters<Harness['grant']>[0]) => harness.grant({ secrets: { openrouter: 'k' }, ...more })
  const ask = (granted: Granted, more: object) =>
    harness.post(granted, PATH, { model: CHEAP, max_tokens: 10, messages: [], ...more })

  it.each([
    { models: [DEAR] },
    { models: [CHEAP, DEAR], route: 'fallback' },
    { fallbacks: [DEAR] },
    { preset: 'mine' },
    { route: 'fallback' },
  ])('are judged: %j', async (more) => {
    const granted = await grant({ scope: { models: [CHEAP] } })
    const answer = await ask(granted, more)
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: 'model_not_allowed' } }])
    expect(reached).toBe(0)
  })

  it('pass where all of them are allowed', async () => {
    const granted = await grant({ scope: { models: ['openai/*'] } })
    expect((await ask(granted, { models: [DEAR] })).status).toBe(200)
  })

  it.each([{ models: [DEAR] }, { preset: 'mine' }])('are held at their price: %j', async (more) => {
    // Ten tokens of the dear one are 6,000.
    expect((await ask(await grant({ budgets: month(5000) }), more)).status).toBe(402)
    expect((await ask(await grant({ budgets: month(5000) }), {})).status).toBe(200)
  })

  it.each([
    [{ models: [DEAR] }, DEAR, 20 * 150 + 10 * 600],
    [{ models: [DEAR] }, CHEAP, 20 * 0.15 + 10 * 0.6],
    [{}, DEAR, 20 * 150 + 10 * 600],
    [{}, CHEAP, 20 * 0.15 + 10 * 0.6],
  ])('are charged as what ran (%j, %s)', async (more, model, costMicros) => {
    ran = model
    const granted = await grant({ budgets: month(1e9) })
    await (await ask(granted, more)).text()
    expect(await harness.event(granted)).toMatchObject({ model, costMicros })
  })
})
