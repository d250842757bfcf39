import { redisKeys } from '@1relay/contracts'
import { completeToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import { Redis } from 'ioredis'
import {
  connect,
  createBotToken,
  makeParties,
  ownerEnvelope,
  sealed,
  sealedCredential,
} from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { type Person, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let person: Person
let redis: Redis

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
  person = await registerPerson(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')
const order = (changes: Record<string, unknown> = {}) => ({
  id: makeId(),
  name: 'Nightly bot',
  credentials: [sealedCredential(), sealedCredential('https://llm.example:8443')],
  ownerEnvelope: ownerEnvelope(),
  budgets: [],
  ...changes,
})
const create = (json: unknown, who = person) => ask('POST', '/v1/bot-tokens', { json, session: who.session })

describe('400', () => {
  it.each([
    ['an expiry that is over', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['a provider twice', { credentials: [sealedCredential(), sealedCredential()] }],
    [
      'an origin that is not written as the relay will write it',
      { credentials: [sealedCredential('https://llm.example:443')] },
    ],
    ['an owner envelope that wraps something else', { ownerEnvelope: sealed(32) }],
    ['a provider that does not exist', { credentials: [sealedCredential('nobody')] }],
  ])('refuses %s', async (_, changes) => {
    expect((await create(order(changes))).status).toBe(400)
  })
})

describe('404', () => {
  it('hides a bot token from everybody else, and is no way to connections', async () => {
    const bot = await createBotToken(controlPlane, person)
    const stranger = await registerPerson(controlPlane)
    const connection = await connect(controlPlane, await makeParties(controlPlane))
    for (const [id, session] of [
      [bot.id, stranger.session],
      [connection.connectionId, person.session],
      [makeId(), person.session],
    ] as const) {
      const path = `/v1/bot-tokens/${id}`
      expect((await ask('GET', path, { session })).code).toBe('not_found')
      expect((await ask('PATCH', path, { json: { budgets: [] }, session })).code).toBe('not_found')
      expect((await ask('DELETE', path, { session })).code).toBe('not_found')
    }
    expect((await projectionOf(bot.id)).status).toBe('live')
  })
})

describe('409', () => {
  it('takes an id once, whoever comes with it, also at the same moment', async () => {
    const stranger = await registerPerson(controlPlane)
    const id = makeId()
    const answers = await Promise.all([person, stranger, person, stranger].map((who) => create(order({ id }), who)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409])
    expect(answers.filter((answer) => answer.code === 'grant_exists')).toHaveLength(3)
  })
})

describe('409: too many', () => {
  it('keeps five hundred bot tokens a person that have not ended', async () => {
    const owner = await registerPerson(controlPlane)
    const { id } = await createBotToken(controlPlane, owner)
    const columns = (
      await controlPlane.database.query<{ name: string }[]>(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'grants' AND column_name <> 'id'",
      )
    )
      .map(({ name }) => name)
      .join(', ')
    await controlPlane.database.query(
      `INSERT INTO grants (id, ${columns}) SELECT lpad(n::text, 16, '0'), ${columns} FROM grants, generate_series(1, 499) n WHERE id = $1`,
      [id],
    )
    expect((await create(order(), owner)).code).toBe('too_many')
    expect((await ask('DELETE', `/v1/bot-tokens/${id}`, { session: owner.session })).status).toBe(200)
    expect((await create(order(), owner)).status).toBe(201)
  })
})

describe('201', () => {
  it('answers a stem that the browser completes, and relays know the grant at once', async () => {
    const json = order({ models: ['gpt-*'], limits: { concurrentRequests: 2 }, expiresAt: '2099-01-01T00:00:00.000Z' })
    const { data, status } = await create(json)
    expect(status).toBe(201)
    expect(parseToken(completeToken(data.tokenStem, makeHalf()))).toMatchObject({
      ok: true,
      token: { id: json.id, prefix: '1r_bt' },
    })
    const { name, limits, models, expiresAt } = json as unknown as Record<string, unknown>
    expect(data.botToken).toMatchObject({ id: json.id, name, limits, models, expiresAt, status: 'active' })
    const credentials = json.credentials.map(({ provider, ...rest }) => ({
      custody: 'token',
      upstream: provider,
      ...rest,
    }))
    const expected = {
      status: 'live',
      prefix: '1r_bt',
      scope: { models },
      limits,
      credentials,
      ledgerId: person.accountId,
    }
    expect(await projectionOf(json.id)).toMatchObject({ ...expected, expiresAt: Date.parse('2099-01-01') })
  })
})

describe('200', () => {
  it('lists page by page', async () => {
    const owner = await registerPerson(controlPlane)
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.unshift((await createBotToken(controlPlane, owner)).id)
    const first = (await ask('GET', '/v1/bot-tokens?pageSize=2', { session: owner.session })).data
    const second = (
      await ask('GET', `/v1/bot-tokens?pageSize=2&cursor=${first.nextCursor}`, { session: owner.session })
    ).data
    const idsOf = (page: { botTokens: { id: string }[] }) => page.botTokens.map(({ id }) => id)
    expect([...idsOf(first), ...idsOf(second)]).toEqual(ids)
    expect(second.nextCursor).toBeNull()
  })

  it('changes terms and ends the token, in Redis before it answers', async () => {
    const { id } = await createBotToken(controlPlane, person)
    const path = `/v1/bot-tokens/${id}`
    const day = { period: 'day', capMicros: 1_000 }
    const budgets = [day, { period: 'week', capMicros: 5_000 }, { period: 'total', capMicros: 9_000 }]
    const twice = await ask('PATCH', path, { json: { budgets: [day, day] }, session: person.session })
    expect(twice.code).toBe('invalid_request')
    await ask('PATCH', path, { json: { budgets, limits: { requestsPerMinute: 1 } }, session: person.session })
    expect(await projectionOf(id)).toMatchObject({ version: 2, budgets, limits: { requestsPerMinute: 1 } })
    expect((await ask('DELETE', path, { session: person.session })).status).toBe(200)
    expect(await projectionOf(id)).toMatchObject({ version: 3, status: 'dead' })
    expect((await ask('GET', path, { session: person.session })).data.botToken.status).toBe('revoked')
  })
})
