import type { UsageEvent } from '@1relay/contracts'
import { connect, createBotToken, type LinkParties, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { UsageIntake } from '../usage/index.js'

const NOW = new Date('2026-11-21T10:00:00.000Z')
const at = (day: string, ms = 0): number => Date.parse(`${day}T12:00:00.000Z`) + ms

let controlPlane: ControlPlane
let parties: LinkParties
let link: string
let bot: string

const take = (...events: Partial<UsageEvent>[]) =>
  controlPlane.server.app.get(UsageIntake).take({ events: events.map((event) => makeEvent(event)) })

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => NOW })
  parties = await makeParties(controlPlane)
  link = (await connect(controlPlane, parties, { asked: { userReference: 'user-3' } })).connectionId
  bot = (await createBotToken(controlPlane, parties.person)).id
  const noTokens = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 }
  const refused = {
    decision: 'refused',
    reason: 'model_not_allowed',
    outcome: null,
    costMicros: 0,
    status: 403,
    tokens: noTokens,
  } as const
  await take(
    { grantId: link, at: at('2026-11-20'), costMicros: 100, model: 'gpt-4o' },
    { grantId: link, at: at('2026-11-21', 1), costMicros: 200, model: 'gpt-4o-mini' },
    { grantId: link, at: at('2026-11-21', 2), ...refused, model: 'o1' },
    { grantId: bot, at: at('2026-11-21', 3), costMicros: 900, upstream: 'https://llm.example', model: 'llama' },
    { grantId: bot, at: at('2026-10-01'), costMicros: 5000, upstream: 'anthropic', model: 'claude' },
  )
})
afterAll(() => controlPlane.close())

const ask = (path: string, who: object = { session: parties.person.session }) => controlPlane.ask('GET', path, who)
const groupsOf = async (query: string, who?: object) =>
  (await ask(`/v1/usage?${query}`, who)).data.groups.map((group: Record<string, unknown>) => [
    group['key'],
    group['name'],
    group['costMicros'],
  ])

describe('400', () => {
  it.each([
    '/v1/usage?from=2026-11-21&to=2026-11-20',
    '/v1/usage/requests?from=2026-11-21&to=2026-11-20',
    '/v1/usage?cursor=AAAA',
    `/v1/usage/requests?cursor=${Buffer.from('["x",1]').toString('base64url')}`,
    '/v1/usage?groupBy=person',
    '/v1/usage?from=yesterday',
    '/v1/usage?pageSize=0',
  ])('refuses %s', async (path) => {
    expect((await ask(path)).code).toBe('invalid_request')
  })
})

describe('401', () => {
  it.each(['/v1/usage', '/v1/usage/requests'])('tells strangers nothing: %s', async (path) => {
    expect((await ask(path, {})).status).toBe(401)
  })
})

describe('200', () => {
  it('shows nobody what belongs to others, whatever they filter by', async () => {
    const others = await makeParties(controlPlane)
    const filters = ['', `connectionId=${link}`, `clientId=${parties.app.clientId}`, 'model=gpt-4o']
    for (const who of [{ session: others.person.session }, { app: others.app }, { session: parties.owner.session }]) {
      for (const filter of filters) {
        const { data } = await ask(`/v1/usage?${filter}`, who)
        expect([data.groups, data.totals.costMicros]).toEqual([[], 0])
        expect((await ask(`/v1/usage/requests?${filter}`, who)).data.requests).toEqual([])
      }
    }
  })

  it('shows an app the calls that it made, and none of its user’s bots', async () => {
    expect(await groupsOf('groupBy=connection', { app: parties.app })).toEqual([[link, 'user-3', 300]])
    expect((await ask('/v1/usage/requests', { app: parties.app })).data.requests).toHaveLength(3)
  })

  it('covers the last thirty days unless asked otherwise, with the totals of all groups', async () => {
    const { data } = await ask('/v1/usage')
    expect([data.from, data.to, data.groupBy, data.nextCursor]).toEqual(['2026-10-23', '2026-11-21', 'day', null])
    expect(data.groups.map(({ key }: { key: string }) => key)).toEqual(['2026-11-20', '2026-11-21'])
    const sums = {
      requests: 3,
      refused: 1,
      inputTokens: 369,
      cachedInputTokens: 60,
      outputTokens: 141,
      costMicros: 1200,
    }
    expect(data.totals).toEqual(sums)
    expect((await ask('/v1/usage?from=0001-01-01&to=9999-12-31')).data.totals.costMicros).toBe(6200)
  })

  it('groups by app, provider, model and connection, the dearest first', async () => {
    const { clientId } = parties.app
    expect(await groupsOf('groupBy=app')).toEqual([
      ['', 'Bot tokens', 900],
      [clientId, 'Example', 300],
    ])
    expect(await groupsOf('groupBy=provider')).toEqual([
      ['https://llm.example', 'https://llm.example', 900],
      ['openai', 'OpenAI', 300],
    ])
    expect((await groupsOf('groupBy=model')).map(([key]: string[]) => key)).toEqual([
      'llama',
      'gpt-4o-mini',
      'gpt-4o',
      'o1',
    ])
    expect(await groupsOf('groupBy=connection')).toEqual([
      [bot, 'Nightly bot', 900],
      [link, 'Example', 300],
    ])
  })

  it('filters by connection, app, provider and model', async () => {
    const total = async (query: string) => (await ask(`/v1/usage?${query}`)).data.totals.costMicros
    expect(await total(`connectionId=${bot}`)).toBe(900)
    expect(await total(`clientId=${parties.app.clientId}`)).toBe(300)
    expect(await total('provider=openai')).toBe(300)
    expect(await total('provider=openai-compatible')).toBe(900)
    expect(await total('model=gpt-4o')).toBe(100)
  })

  it.each(['day', 'model'])('pages through the groups by %s without losing or repeating one', async (groupBy) => {
    const all = await groupsOf(`groupBy=${groupBy}`)
    const walked: unknown[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { data } = await ask(`/v1/usage?groupBy=${groupBy}&pageSize=1${cursor && `&cursor=${cursor}`}`)
      walked.push(
        ...data.groups.map((group: Record<string, unknown>) => [group['key'], group['name'], group['costMicros']]),
      )
      expect(data.totals.costMicros).toBe(1200)
      cursor = data.nextCursor
    }
    expect(walked).toEqual(all)
  })

  it('shows every call with its reason, newest first, page by page', async () => {
    const { data } = await ask('/v1/usage/requests')
    const [newest, refusal] = data.requests
    expect(newest).toMatchObject({
      connectionId: bot,
      clientId: null,
      provider: 'https://llm.example',
      costMicros: 900,
    })
    expect(newest).toMatchObject({ inputTokens: 123, cachedInputTokens: 20, outputTokens: 47, reasoningTokens: 7 })
    expect(refusal).toMatchObject({
      decision: 'refused',
      reason: 'model_not_allowed',
      clientId: parties.app.clientId,
      status: 403,
    })
    const walked: unknown[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await ask(`/v1/usage/requests?pageSize=3${cursor && `&cursor=${cursor}`}`)
      walked.push(...page.data.requests)
      cursor = page.data.nextCursor
    }
    expect(walked).toEqual(data.requests)
    expect((await ask('/v1/usage/requests?decision=refused')).data.requests).toEqual([refusal])
  })

  it('tells the owner when a connection was last used', async () => {
    const { data } = await ask(`/v1/connections/${link}`)
    expect(data.connection.lastUsedAt).toBe('2026-11-21T12:00:00.001Z')
  })
})
