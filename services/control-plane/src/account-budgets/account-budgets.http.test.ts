import { redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { bucketsAt } from '../grants/index.js'
import { connect, createBotToken, type LinkParties, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, INTERNAL_SECRET, startControlPlane } from '../testing/harness.testing.js'
import { registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let parties: LinkParties
let redis: Redis

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
  parties = await makeParties(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const path = '/v1/account/budgets'
const nothing = { day: 0, week: 0, month: 0, total: 0 }
const month = (capMicros: number) => [{ period: 'month', capMicros }]
const put = (budgets: unknown, who: object) => controlPlane.ask('PUT', path, { json: { budgets }, ...who })
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')

describe('400', () => {
  it.each([
    ['two budgets of one period', [...month(1), ...month(2)]],
    ['less than nothing', month(-1)],
    ['a period that does not exist', [{ period: 'year', capMicros: 1 }]],
  ])('refuses %s, and changes nothing', async (_, budgets) => {
    const person = await registerPerson(controlPlane)
    const answer = await put(budgets, { session: person.session })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    const { data } = await controlPlane.ask('GET', path, { session: person.session })
    expect(data).toEqual({ budgets: [], spentMicros: nothing })
  })
})

describe('401', () => {
  it('lets nobody but the person see or change them: no app, no stranger', async () => {
    for (const who of [{}, { app: parties.app }]) {
      expect((await controlPlane.ask('GET', path, who)).status).toBe(401)
      expect((await put(month(1), who)).status).toBe(401)
    }
  })
})

describe('200', () => {
  it('puts a cap in force for every grant of the account before it answers, and for no other', async () => {
    const [{ connectionId }, bot] = [
      await connect(controlPlane, parties),
      await createBotToken(controlPlane, parties.person),
    ]
    const other = await connect(controlPlane, { ...parties, person: parties.owner })
    const { accountId, session } = parties.person
    const { data } = await put(month(700), { session })
    const budgets = [{ period: 'month', capMicros: 700, spentMicros: 0, resetsAt: expect.any(String) }]
    expect(data).toEqual({ budgets, spentMicros: nothing })
    expect(await redis.hgetall(redisKeys.money(accountId))).toMatchObject({ v: '1', 'c:month': '700' })
    for (const id of [connectionId, bot.id]) {
      expect(await projectionOf(id)).toMatchObject({ ledger: { version: 1, budgets: month(700) } })
    }
    expect(await projectionOf(other.connectionId)).toMatchObject({ ledger: { version: 0, budgets: [] } })
    const stranger = await controlPlane.ask('GET', path, { session: parties.owner.session })
    expect(stranger.data).toEqual({ budgets: [], spentMicros: nothing })
  })

  it('holds grants that are made later to them too', async () => {
    const person = await registerPerson(controlPlane)
    await put(month(9), { session: person.session })
    const bot = await createBotToken(controlPlane, person)
    expect(await projectionOf(bot.id)).toMatchObject({ ledger: { version: 1, budgets: month(9) } })
  })

  it('shows spend live, from relays', async () => {
    const person = await registerPerson(controlPlane)
    await put(month(9000), { session: person.session })
    await redis.hset(redisKeys.money(person.accountId), `s:${bucketsAt(new Date()).month}`, 123, 's:total', 456)
    const { data } = await controlPlane.ask('GET', path, { session: person.session })
    expect(data).toMatchObject({
      budgets: [{ capMicros: 9000, spentMicros: 123 }],
      spentMicros: { ...nothing, month: 123, total: 456 },
    })
  })

  it('takes every cap away again', async () => {
    const person = await registerPerson(controlPlane)
    const bot = await createBotToken(controlPlane, person)
    await put([...month(9), { period: 'day', capMicros: 1 }], { session: person.session })
    expect((await put([], { session: person.session })).data.budgets).toEqual([])
    const money = await redis.hgetall(redisKeys.money(person.accountId))
    expect(Object.keys(money).filter((field) => field.startsWith('c:'))).toEqual([])
    expect(await projectionOf(bot.id)).toMatchObject({ ledger: { version: 2, budgets: [] } })
  })

  it('gives a relay that asks for a cold grant the terms, and Redis what was spent before it lost everything', async () => {
    const person = await registerPerson(controlPlane)
    const bot = await createBotToken(controlPlane, person)
    await put(month(800), { session: person.session })
    await controlPlane.database.query(
      `INSERT INTO usage_daily VALUES (current_date, $1, 'openai', 'm', $2, null, 1, 0, 1, 0, 1, 321),
         (current_date, 'an-ended-grant00', 'openai', 'm', $2, null, 1, 0, 1, 0, 1, 100)`,
      [bot.id, person.accountId],
    )
    await redis.del(redisKeys.money(person.accountId), redisKeys.state(person.accountId, bot.id))
    const headers = { authorization: `Bearer ${INTERNAL_SECRET}` }
    const { data } = await controlPlane.ask('GET', `/internal/grants/${bot.id}`, { headers })
    expect(data.grant).toMatchObject({ ledger: { version: 1, budgets: month(800) } })
    expect(await redis.hgetall(redisKeys.money(person.accountId))).toMatchObject({ 'c:month': '800', 's:total': '421' })
  })
})
