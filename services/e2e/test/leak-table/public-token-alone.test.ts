import { call, canary } from '../../house/api.js'
import { authorize, basic, makeApp, makePerson } from '../../house/person.js'

const chat = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }

describe('a public token alone', () => {
  it('calls no provider', async () => {
    const person = await makePerson()
    const { publicToken } = await authorize(person, await makeApp(person), { keys: { openai: canary('sk-proj-') } })
    const answer = await call('/v1/proxy/chat/completions', { as: publicToken, body: chat })
    expect([answer.status, answer.body.error?.code]).toEqual([401, 'invalid_token'])
  })

  it('is exchanged neither without a client secret nor with that of another app', async () => {
    const person = await makePerson()
    const [app, other] = [await makeApp(person), await makeApp(person)]
    const link = await authorize(person, app, { keys: { openai: canary('sk-proj-') } })
    const exchange = (as?: string) =>
      call('/v1/link/exchange', { ...(as ? { as } : {}), body: { publicToken: link.publicToken } })
    expect((await exchange()).status).toBe(401)
    expect((await exchange(basic(other))).status).toBe(401)
    expect((await exchange(`${app.clientId}:${other.clientSecret}`)).status).toBe(401)
    // None of that has used it up: the app itself still gets its access token.
    expect((await exchange(basic(app))).status).toBe(200)
  })

  it('revokes its grant when it is exchanged twice, because one of the two has stolen it', async () => {
    const person = await makePerson()
    const app = await makeApp(person)
    const { publicToken } = await authorize(person, app, { keys: { openai: canary('sk-proj-') } })
    const exchange = () => call<{ accessToken: string }>('/v1/link/exchange', { as: basic(app), body: { publicToken } })
    const first = await exchange()
    const accessToken = first.body.data!.accessToken
    expect((await call('/v1/proxy/chat/completions', { as: accessToken, body: chat })).status).toBe(200)
    const second = await exchange()
    expect([second.status, second.body.error?.code]).toEqual([409, 'public_token_used'])
    expect((await call('/v1/proxy/chat/completions', { as: accessToken, body: chat })).status).toBe(401)
  })
})
