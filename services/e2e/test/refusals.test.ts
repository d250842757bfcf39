import { makeHalf } from '@1relay/vault'
import { call, canary, expectData } from '../house/api.js'
import { house } from '../house/house.js'
import { connect, makeApp, makeBotToken, makePerson, basic, type App, type Person } from '../house/person.js'
import { waitForUsage } from '../house/usage.js'

let person: Person
let app: App
const keys = { openai: canary('sk-proj-') }

beforeAll(async () => {
  person = await makePerson()
  app = await makeApp(person)
})

const chat = (token: string, body: Record<string, unknown> = {}) =>
  call('/v1/proxy/chat/completions', {
    as: token,
    body: { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }], max_tokens: 50, ...body },
  })

describe('401', () => {
  it.each([
    ['nothing', ''],
    ['garbage', 'garbage'],
    ['a truncated token', `1r_at_${'A'.repeat(16)}_${'A'.repeat(43)}`],
    ['a token whose checksum is wrong', `1r_at_${'A'.repeat(16)}_${'A'.repeat(43)}_${'A'.repeat(43)}_000000`],
  ])('refuses %s', async (_, token) => {
    const answer = await call('/v1/proxy/chat/completions', { ...(token ? { as: token } : {}), body: {} })
    expect([answer.status, answer.body.error?.code]).toEqual([401, 'invalid_token'])
  })

  it('refuses the next request of a connection that the person revoked', async () => {
    const { accessToken, connectionId } = await connect(person, app, { keys })
    expect((await chat(accessToken)).status).toBe(200)
    await expectData(`/v1/connections/${connectionId}`, { method: 'DELETE', as: person.session }).catch(() => undefined)
    expect((await chat(accessToken)).status).toBe(401)
  })

  it('refuses the next request of a connection that the app gave back', async () => {
    const { accessToken, connectionId } = await connect(person, app, { keys })
    expect((await call(`/v1/connections/${connectionId}`, { method: 'DELETE', as: basic(app) })).status).toBe(200)
    expect((await chat(accessToken)).status).toBe(401)
  })

  it('refuses a token that somebody who found it killed', async () => {
    const { token } = await makeBotToken(person, { keys })
    expect((await chat(token)).status).toBe(200)
    expect((await call('/v1/tokens/revoke', { body: { token } })).status).toBe(200)
    expect((await chat(token)).status).toBe(401)
  })

  it('refuses every connection of an app that was deleted', async () => {
    const own = await makeApp(person)
    const { accessToken } = await connect(person, own, { keys })
    await call(`/v1/apps/${own.clientId}`, { method: 'DELETE', as: person.session })
    expect((await chat(accessToken)).status).toBe(401)
  })
})

describe('402', () => {
  it('refuses a request that the budget does not cover, and reaches no provider', async () => {
    const { accessToken, connectionId } = await connect(person, app, {
      keys,
      budgets: [{ period: 'month', capMicros: 1 }],
    })
    const answer = await chat(accessToken)
    expect([answer.status, answer.body.error?.code]).toEqual([402, 'budget_exceeded'])
    const [row] = await waitForUsage(person, connectionId)
    expect(row).toMatchObject({ decision: 'refused', reason: 'budget_exceeded', costMicros: 0 })
  })

  it('lets the same token through at the next request once the person raised the budget', async () => {
    const { accessToken, connectionId } = await connect(person, app, {
      keys,
      budgets: [{ period: 'month', capMicros: 1 }],
    })
    expect((await chat(accessToken)).status).toBe(402)
    const change = { budgets: [{ period: 'month', capMicros: 1_000_000 }] }
    await expectData(`/v1/connections/${connectionId}`, { method: 'PATCH', as: person.session, body: change })
    expect((await chat(accessToken)).status).toBe(200)
  })
})

describe('403', () => {
  it('refuses a provider that was not granted', async () => {
    const { accessToken } = await connect(person, app, { keys })
    const answer = await chat(accessToken, { model: 'anthropic/claude-3-5-haiku-20241022' })
    expect([answer.status, answer.body.error?.code]).toEqual([403, 'provider_not_granted'])
  })

  it('refuses a model that was not granted', async () => {
    const { token } = await makeBotToken(person, { keys, models: ['gpt-4o-mini*'] })
    expect((await chat(token)).status).toBe(200)
    const answer = await chat(token, { model: 'openai/gpt-4o' })
    expect([answer.status, answer.body.error?.code]).toEqual([403, 'model_not_allowed'])
  })
})

describe('429', () => {
  it('refuses what is over the limit of requests a minute, and says when to come back', async () => {
    const { accessToken } = await connect(person, app, { keys, limits: { requestsPerMinute: 1 } })
    expect((await chat(accessToken)).status).toBe(200)
    const answer = await chat(accessToken)
    expect([answer.status, answer.body.error?.code]).toEqual([429, 'rate_limited'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('every refusal', () => {
  it('has the form of every answer, with a request id, and never the token', async () => {
    const { accessTokenStem } = await connect(person, app, { keys })
    const answer = await fetch(`${house().origin}/v1/proxy/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessTokenStem}_${makeHalf()}_000000` },
      body: '{}',
    })
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({
      success: false,
      error: { code: 'invalid_token', requestId: expect.any(String) as string },
    })
    expect(text).not.toContain(accessTokenStem)
  })
})
