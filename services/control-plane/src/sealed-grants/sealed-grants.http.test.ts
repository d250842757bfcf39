import { redisKeys } from '@1relay/contracts'
import { makeId } from '@1relay/vault'
import { Redis } from 'ioredis'
import { authorize, connect, createBotToken, makeParties, ownerEnvelope, sealed } from '../testing/grants.testing.js'
import { sealedCredential } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let person: Person
let redis: Redis

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const list = async (query = 'provider=openai', session = person.session) =>
  expectOk(await controlPlane.ask('GET', `/v1/sealed-grants?${query}`, { session })).data
const get = (id: string, session = person.session) => controlPlane.ask('GET', `/v1/sealed-grants/${id}`, { session })
const put = (json: unknown, session = person.session) => controlPlane.ask('PUT', '/v1/sealed-grants', { json, session })
const revokeEverything = (session?: string) =>
  controlPlane.ask('POST', '/v1/account/revoke-everything', session === undefined ? {} : { session })
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')
const makeBot = (label?: string, who = person) => {
  const credentials = [{ ...sealedCredential(), ...(label !== undefined && { label }) }]
  return createBotToken(controlPlane, who, { credentials })
}
const reseal = (grantId: string, version = 1) => ({ grantId, version, ...sealed() })

describe('400', () => {
  it.each([
    ['nothing', { provider: 'openai', grants: [] }],
    ['what is not sealed', { provider: 'openai', grants: [{ ...reseal(makeId()), ciphertext: 'A'.repeat(22) }] }],
    ['more than twenty at once', { provider: 'openai', grants: Array.from({ length: 21 }, () => reseal(makeId())) }],
    ['no version', { provider: 'openai', grants: [{ grantId: makeId(), ...sealed() }] }],
  ])('reseals not with %s', async (_, json) => {
    expect((await put(json)).code).toBe('invalid_request')
  })
})

describe('401', () => {
  it.each([
    ['GET', '/v1/sealed-grants?provider=openai'],
    ['GET', `/v1/sealed-grants/${makeId()}`],
    ['POST', '/v1/account/revoke-everything'],
  ])('answers %s %s to the owner only, not to an app', async (method, path) => {
    const { app } = await makeParties(controlPlane)
    for (const who of [{}, { app }]) expect((await controlPlane.ask(method, path, who)).status).toBe(401)
  })
})

describe('404', () => {
  it('shows no envelope of somebody else, nor of what has ended', async () => {
    const bot = await makeBot()
    const stranger = await registerPerson(controlPlane)
    expect((await get(bot.id, stranger.session)).code).toBe('not_found')
    expect((await list('provider=openai', stranger.session)).grants).toEqual([])
    await controlPlane.ask('DELETE', `/v1/bot-tokens/${bot.id}`, { session: person.session })
    expect((await get(bot.id)).code).toBe('not_found')
    expect((await list()).grants).toEqual([])
  })
})

describe('200: resealing', () => {
  it('leaves the grant of somebody else, an ended one, one without the provider and a changed one as they are', async () => {
    const stranger = await registerPerson(controlPlane)
    const [theirs, ended, other, changed] = [
      await makeBot('default', stranger),
      await makeBot(),
      await createBotToken(controlPlane, person, { credentials: [sealedCredential('groq')] }),
      await makeBot(),
    ]
    const { session } = person
    await controlPlane.ask('DELETE', `/v1/bot-tokens/${ended.id}`, { session })
    await controlPlane.ask('PATCH', `/v1/bot-tokens/${changed.id}`, { json: { budgets: [] }, session })
    const ids = [theirs.id, ended.id, other.id, changed.id, makeId()]
    const before = await Promise.all(ids.map(projectionOf))
    const { data } = await put({ provider: 'openai', grants: ids.map((id) => reseal(id)) })
    expect(data.results.map(({ outcome, version }: Record<string, unknown>) => [outcome, version])).toEqual([
      ['not_found', null],
      ['ended', 2],
      ['not_found', null],
      ['changed', 2],
      ['not_found', null],
    ])
    expect(await Promise.all(ids.map(projectionOf))).toEqual(before)
  })

  it('lets one of two rotations at once win, and never mixes them', async () => {
    const bot = await makeBot()
    const attempts = [reseal(bot.id), reseal(bot.id)]
    const answers = await Promise.all(attempts.map((grant) => put({ provider: 'openai', grants: [grant] })))
    const outcomes = answers.map(({ data }) => data.results[0].outcome)
    expect([...outcomes].sort()).toEqual(['changed', 'resealed'])
    const winner = attempts[outcomes.indexOf('resealed')]
    const [credential] = (await projectionOf(bot.id)).credentials
    expect([credential.iv, credential.ciphertext]).toEqual([winner?.iv, winner?.ciphertext])
  })

  it('puts the new credential before relays at once, for the same token, and touches no other upstream', async () => {
    const credentials = [sealedCredential(), sealedCredential('groq')]
    const bot = await createBotToken(controlPlane, person, { credentials })
    const before = await projectionOf(bot.id)
    const grant = reseal(bot.id)
    const { data } = await put({ provider: 'openai', label: 'work', grants: [grant] })
    expect(data.results).toEqual([{ grantId: bot.id, outcome: 'resealed', version: 2 }])
    const { iv, ciphertext } = grant
    const after = [before.credentials[1], { custody: 'token', upstream: 'openai', iv, ciphertext }]
    expect(await projectionOf(bot.id)).toEqual({ ...before, version: 2, credentials: after })
    expect((await list('provider=openai&label=work')).grants).toHaveLength(1)
    expect((await list('provider=openai&label=home')).grants).toEqual([])
  })
})

describe('200: lists', () => {
  it('finds connections, waiting ones too, and bot tokens by provider and label, and those without a label by any', async () => {
    const parties = { ...(await makeParties(controlPlane)), person }
    const work = { approval: { credentials: [{ ...sealedCredential(), label: 'work' }] } }
    const active = await connect(controlPlane, parties, work)
    const waiting = await authorize(controlPlane, parties, work)
    const [home, unnamed] = [await makeBot('home'), await makeBot()]
    await createBotToken(controlPlane, person, { credentials: [sealedCredential('groq')] })
    const idsOf = async (label: string) =>
      (await list(`provider=openai&label=${label}`)).grants.map(({ grantId }: { grantId: string }) => grantId)
    expect(await idsOf('work')).toEqual([unnamed.id, waiting.grantId, active.connectionId])
    expect(await idsOf('home')).toEqual([unnamed.id, home.id])
    expect(await idsOf('default')).toEqual([unnamed.id])
  })

  it('shows the owner envelope, and no sealed credential', async () => {
    const envelope = ownerEnvelope()
    const credential = { ...sealedCredential(), label: 'work' }
    const bot = await createBotToken(controlPlane, person, { credentials: [credential], ownerEnvelope: envelope })
    const grant = {
      grantId: bot.id,
      kind: 'bot-token',
      name: 'Nightly bot',
      status: 'active',
      version: 1,
      ownerEnvelope: envelope,
      credentials: [{ provider: 'openai', label: 'work' }],
    }
    const answer = await get(bot.id)
    expect(answer.data).toEqual({ grant })
    expect((await list('provider=openai&label=work')).grants).toEqual([grant])
    expect(answer.text).not.toContain(credential.ciphertext)
  })

  it('goes page by page', async () => {
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.unshift((await makeBot()).id)
    const first = await list('provider=openai&pageSize=2')
    const second = await list(`provider=openai&pageSize=2&cursor=${first.nextCursor}`)
    const shown = [...first.grants, ...second.grants].map(({ grantId }: { grantId: string }) => grantId)
    expect([shown, second.nextCursor]).toEqual([ids, null])
  })
})

describe('200: revoking everything', () => {
  it('ends every connection and bot token of the person before it answers, and nobody else’s', async () => {
    const parties = { ...(await makeParties(controlPlane)), person }
    const mine = [(await connect(controlPlane, parties)).connectionId, (await makeBot()).id, (await makeBot()).id]
    const waiting = await authorize(controlPlane, parties)
    const theirs = await makeBot('default', await registerPerson(controlPlane))
    expect((await revokeEverything(person.session)).data).toEqual({ connections: 2, botTokens: 2 })
    for (const id of mine) expect((await projectionOf(id)).status).toBe('dead')
    expect((await projectionOf(theirs.id)).status).toBe('live')
    const { proof, grantId: id } = waiting
    const exchanged = await controlPlane.ask('POST', '/v1/link/exchange', { json: { id, proof }, app: parties.app })
    expect(exchanged.code).toBe('invalid_token')
    expect((await revokeEverything(person.session)).data).toEqual({ connections: 0, botTokens: 0 })
  })
})
