import { redisKeys } from '@1relay/contracts'
import { completeToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import { Redis } from 'ioredis'
import { createBotToken, sealedCredential } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { type Person, registerPerson } from '../testing/people.testing.js'

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

const check = (json: unknown, session = person.session) => controlPlane.ask('POST', '/v1/key-checks', { json, session })
const end = (id: string, session = person.session) => controlPlane.ask('DELETE', `/v1/key-checks/${id}`, { session })
const order = (provider = 'openai') => ({ id: makeId(), credential: sealedCredential(provider) })
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')

describe('400', () => {
  it.each([
    ['a provider that does not exist', order('nobody')],
    ['a provider without an origin', order('openai-compatible')],
    ['what is not sealed', { id: makeId(), credential: { ...sealedCredential(), ciphertext: 'A'.repeat(22) } }],
    ['terms of its own', { ...order(), limits: { requestsPerMinute: 9 } }],
  ])('refuses %s', async (_, json) => {
    expect((await check(json)).status).toBe(400)
  })
})

describe('401', () => {
  it('checks keys for nobody who is not signed in', async () => {
    expect((await controlPlane.ask('POST', '/v1/key-checks', { json: order() })).code).toBe('unauthenticated')
  })
})

describe('404', () => {
  it('ends no check of somebody else, and is no way to bot tokens', async () => {
    const json = order()
    await check(json)
    const stranger = await registerPerson(controlPlane)
    const bot = await createBotToken(controlPlane, person)
    expect((await end(json.id, stranger.session)).code).toBe('not_found')
    expect((await end(bot.id)).code).toBe('not_found')
    expect((await end(makeId())).code).toBe('not_found')
    expect((await projectionOf(json.id)).status).toBe('live')
    expect((await projectionOf(bot.id)).status).toBe('live')
  })
})

describe('409', () => {
  it('takes an id once, and twenty checks a minute from a person', async () => {
    const json = order()
    await check(json)
    expect((await check(json)).code).toBe('grant_exists')
    const answers = await Promise.all(Array.from({ length: 21 }, () => check(order())))
    expect(answers.map(({ code }) => code ?? 'made').sort()).toEqual([
      ...Array.from({ length: 19 }, () => 'made'),
      'too_many',
      'too_many',
    ])
  })
})

describe('201', () => {
  it('makes a grant that reaches one path, once, for a minute', async () => {
    const json = order('https://llm.example:8443')
    const { data, status } = await check(json)
    expect(status).toBe(201)
    expect(data.keyCheck).toMatchObject({
      id: json.id,
      path: '/v1/proxy/passthrough/openai-compatible/v1/models',
      headers: { 'x-1relay-upstream': 'https://llm.example:8443' },
    })
    const token = parseToken(completeToken(data.keyCheck.tokenStem, makeHalf()))
    expect(token).toMatchObject({ ok: true, token: { id: json.id } })
    const { credential } = json
    const { iv, ciphertext } = credential
    expect(await projectionOf(json.id)).toMatchObject({
      status: 'live',
      scope: { methods: ['GET'], paths: ['/v1/models'] },
      limits: { requestsPerMinute: 1, concurrentRequests: 1 },
      credentials: [{ custody: 'token', upstream: 'https://llm.example:8443', iv, ciphertext }],
      expiresAt: Date.parse(data.keyCheck.expiresAt),
    })
    const left = Date.parse(data.keyCheck.expiresAt) - Date.now()
    expect(left > 0 && left <= 60_000).toBe(true)
  })

  it('is no bot token to any list, nor does it hold a key', async () => {
    const json = order()
    await check(json)
    const { session } = person
    expect((await controlPlane.ask('GET', '/v1/bot-tokens', { session })).data.botTokens).toEqual([])
    expect((await controlPlane.ask('GET', `/v1/bot-tokens/${json.id}`, { session })).code).toBe('not_found')
    expect((await controlPlane.ask('GET', '/v1/sealed-grants?provider=openai', { session })).data.grants).toEqual([])
    expect((await controlPlane.ask('GET', `/v1/sealed-grants/${json.id}`, { session })).code).toBe('not_found')
  })
})

describe('200', () => {
  it('ends a check with everything that is sealed in it, also twice', async () => {
    const json = order()
    await check(json)
    for (let i = 0; i < 2; i++) expect((await end(json.id)).status).toBe(200)
    expect((await projectionOf(json.id)).status).toBe('dead')
    const [row] = await controlPlane.database.query('SELECT credentials FROM grants WHERE id = $1', [json.id])
    expect(row).toEqual({ credentials: [] })
  })
})
