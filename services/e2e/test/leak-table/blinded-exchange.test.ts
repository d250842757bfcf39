import { OneRelayClient } from '@1relay/node-sdk'
import { canary } from '../../house/api.js'
import { house } from '../../house/house.js'
import { authorize, basic, makeApp, makePerson } from '../../house/person.js'
import { call } from '../../house/api.js'

describe('the blinded exchange', () => {
  it('gives the control plane neither the seal half nor anything that contains it', async () => {
    const person = await makePerson()
    const app = await makeApp(person)
    const link = await authorize(person, app, { keys: { openai: canary('sk-proj-') } })
    const sent: string[] = []
    const client = new OneRelayClient({
      ...app,
      baseUrl: house().origin,
      fetch: async (url, init) => {
        const request = new Request(url, init)
        sent.push(request.url, JSON.stringify([...request.headers]), await request.clone().text())
        return fetch(request)
      },
    })
    const { accessToken } = await client.exchangePublicToken(link.publicToken)
    expect(accessToken).toContain(link.seal)
    expect(sent.join('\n')).toContain(link.proof)
    expect(sent.join('\n')).not.toContain(link.seal)
  })

  it('is not open to a proof that was guessed, and such a guess does not harm the person', async () => {
    const person = await makePerson()
    const app = await makeApp(person)
    const link = await authorize(person, app, { keys: { openai: canary('sk-proj-') } })
    const exchange = (proof: string) => call('/v1/link/exchange', { as: basic(app), body: { id: link.grantId, proof } })
    expect((await exchange('A'.repeat(43))).status).toBe(401)
    expect((await exchange(link.proof)).status).toBe(200)
  })
})
