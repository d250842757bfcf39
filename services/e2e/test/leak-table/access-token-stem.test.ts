import { completeToken, makeHalf } from '@1relay/vault'
import { call, canary } from '../../house/api.js'
import { connect, makeApp, makePerson } from '../../house/person.js'
import { waitForUsage } from '../../house/usage.js'

const body = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }

describe('the stem of an access token without its seal half', () => {
  it('is no token', async () => {
    const person = await makePerson()
    const { accessTokenStem } = await connect(person, await makeApp(person), { keys: { openai: canary('sk-proj-') } })
    expect((await call('/v1/proxy/chat/completions', { as: accessTokenStem, body })).status).toBe(401)
  })

  it('authenticates with a made-up seal half, and opens nothing', async () => {
    const person = await makePerson()
    const link = await connect(person, await makeApp(person), { keys: { openai: canary('sk-proj-') } })
    const guess = completeToken(link.accessTokenStem, makeHalf())
    const answer = await call('/v1/proxy/chat/completions', { as: guess, body })
    expect([answer.status, answer.body.error?.code]).toEqual([401, 'invalid_token'])
    const [row] = await waitForUsage(person, link.connectionId)
    expect(row).toMatchObject({ decision: 'refused', reason: 'wrong_seal_half', costMicros: 0 })
    expect((await call('/v1/proxy/chat/completions', { as: link.accessToken, body })).status).toBe(200)
  })
})
