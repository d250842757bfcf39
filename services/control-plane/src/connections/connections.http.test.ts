import { redisKeys } from '@1relay/contracts'
import { makeId } from '@1relay/vault'
import { Redis } from 'ioredis'
import { bucketsAt } from '../grants/index.js'
import { authorize, connect, createBotToken, type LinkParties, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { createApp, expectOk, registerPerson } from '../testing/people.testing.js'

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

const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')
const session = () => parties.person.session

describe('400', () => {
  it('refuses two budgets of one period', async () => {
    const { connectionId } = await connect(controlPlane, parties)
    const budget = { period: 'day', capMicros: 1 }
    const answer = await ask('PATCH', `/v1/connections/${connectionId}`, {
      json: { budgets: [budget, budget] },
      session: session(),
    })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })

  it('refuses new terms for a connection that has ended', async () => {
    const { connectionId } = await connect(controlPlane, parties)
    await ask('DELETE', `/v1/connections/${connectionId}`, { session: session() })
    const answer = await ask('PATCH', `/v1/connections/${connectionId}`, { json: { budgets: [] }, session: session() })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })

  it.each([
    'AAAA',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["a","b"]').toString('base64url'),
    Buffer.from('[1,"\\u0000"]').toString('base64url'),
  ])('refuses a cursor that is not ours: %s', async (cursor) => {
    const answer = await ask('GET', `/v1/connections?cursor=${cursor}`, { session: session() })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })
})

describe('401', () => {
  it('lets no app change what its user allowed', async () => {
    const { connectionId } = await connect(controlPlane, parties)
    const answer = await ask('PATCH', `/v1/connections/${connectionId}`, { json: { budgets: [] }, app: parties.app })
    expect([answer.status, answer.code]).toEqual([401, 'unauthenticated'])
  })
})

describe('404', () => {
  it('hides a connection from everybody else: people, apps, and the owner of the app', async () => {
    const { connectionId } = await connect(controlPlane, parties)
    const stranger = await registerPerson(controlPlane)
    const otherApp = await createApp(controlPlane, parties.owner)
    const path = `/v1/connections/${connectionId}`
    for (const who of [{ session: stranger.session }, { session: parties.owner.session }, { app: otherApp }]) {
      expect((await ask('GET', path, who)).code).toBe('not_found')
      expect((await ask('DELETE', path, who)).code).toBe('not_found')
    }
    expect((await ask('PATCH', path, { json: { budgets: [] }, session: stranger.session })).code).toBe('not_found')
    expect((await projectionOf(connectionId)).status).toBe('live')
  })

  it('knows neither what does not exist nor bot tokens', async () => {
    const bot = await createBotToken(controlPlane, parties.person)
    for (const id of [makeId(), bot.id]) {
      expect((await ask('GET', `/v1/connections/${id}`, { session: session() })).code).toBe('not_found')
    }
  })
})

describe('200', () => {
  it('shows a connection to its person and its app, and nothing sealed to either', async () => {
    const { connectionId } = await connect(controlPlane, parties, {
      asked: { userReference: 'user-9', models: ['gpt-*'] },
    })
    const path = `/v1/connections/${connectionId}`
    const [theirs, ours] = [
      await ask('GET', path, { session: session() }),
      await ask('GET', path, { app: parties.app }),
    ]
    const seen = {
      id: connectionId,
      status: 'active',
      providers: ['openai'],
      models: ['gpt-*'],
      lastUsedAt: null,
      revokedAt: null,
    }
    expect(theirs.data.connection).toMatchObject({ ...seen, userReference: null, app: { name: 'Example' } })
    expect(ours.data.connection).toMatchObject({ ...seen, userReference: 'user-9' })
    for (const { text } of [theirs, ours]) expect(text).not.toMatch(/ciphertext|envelope|verifier/i)
  })

  it('shows spend live, and when each budget is whole again', async () => {
    const budgets = [
      { period: 'day', capMicros: 5_000 },
      { period: 'total', capMicros: 90_000 },
    ]
    const { connectionId } = await connect(controlPlane, parties, { approval: { budgets } })
    const now = new Date()
    await redis.hset(
      redisKeys.state(parties.person.accountId, connectionId),
      `s:${bucketsAt(now).day}`,
      1234,
      's:total',
      5678,
      'h:total',
      90,
    )
    const { data } = await ask('GET', `/v1/connections/${connectionId}`, { session: session() })
    const midnight = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)).toISOString()
    expect(data.connection.budgets).toEqual([
      { period: 'day', capMicros: 5_000, spentMicros: 1234, heldMicros: 0, resetsAt: midnight },
      { period: 'total', capMicros: 90_000, spentMicros: 5678, heldMicros: 90, resetsAt: null },
    ])
  })

  it('puts new terms in force for relays before it answers', async () => {
    const { connectionId } = await connect(controlPlane, parties)
    const json = { budgets: [{ period: 'week', capMicros: 7 }], limits: { requestsPerMinute: 3 } }
    const { version } = await projectionOf(connectionId)
    const { data } = await ask('PATCH', `/v1/connections/${connectionId}`, { json, session: session() })
    expect(data.connection).toMatchObject({
      limits: json.limits,
      budgets: [{ period: 'week', capMicros: 7, spentMicros: 0 }],
    })
    expect(await projectionOf(connectionId)).toMatchObject({ ...json, version: version + 1, status: 'live' })
  })

  it.each(['person', 'app'])(
    'ends a connection for its %s, in Redis before it answers, and again without complaint',
    async (who) => {
      const { connectionId } = await connect(controlPlane, parties)
      const as = who === 'app' ? { app: parties.app } : { session: session() }
      for (let i = 0; i < 2; i++) {
        expect((await ask('DELETE', `/v1/connections/${connectionId}`, as)).status).toBe(200)
        expect(await projectionOf(connectionId)).toMatchObject({ status: 'dead' })
      }
      const { data } = await ask('GET', `/v1/connections/${connectionId}`, as)
      expect(data.connection).toMatchObject({ status: 'revoked', providers: ['openai'] })
      const [row] = await controlPlane.database.query('SELECT credentials, owner_envelope FROM grants WHERE id = $1', [
        connectionId,
      ])
      expect(row).toEqual({ credentials: [], owner_envelope: null })
    },
  )

  it('ends every connection of an app that is deleted', async () => {
    const app = await createApp(controlPlane, parties.owner)
    const { connectionId } = await connect(controlPlane, { person: parties.person, app })
    expectOk(await ask('DELETE', `/v1/apps/${app.clientId}`, { session: parties.owner.session }))
    expect((await projectionOf(connectionId)).status).toBe('dead')
    const { data } = await ask('GET', `/v1/connections/${connectionId}`, { session: session() })
    expect(data.connection).toMatchObject({ status: 'revoked', app: { clientId: app.clientId, name: 'Example' } })
  })

  it('lists page by page, filtered by status, each party its own', async () => {
    const mine = await makeParties(controlPlane)
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.unshift((await connect(controlPlane, mine)).connectionId)
    const pending = await authorize(controlPlane, mine)
    await connect(controlPlane, { person: mine.person, app: parties.app })
    const list = async (query: string, who: object) => (await ask('GET', `/v1/connections${query}`, who)).data
    const walked: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(`?pageSize=2&status=active${cursor && `&cursor=${cursor}`}`, { app: mine.app })
      walked.push(...page.connections.map(({ id }: { id: string }) => id))
      cursor = page.nextCursor
    }
    expect(walked).toEqual(ids)
    expect((await list('', { session: mine.person.session })).connections).toHaveLength(5)
    const waiting = await list('?status=pending', { app: mine.app })
    expect(waiting.connections).toMatchObject([{ id: pending.grantId, status: 'pending' }])
    expect((await list('', { session: mine.owner.session })).connections).toEqual([])
  })
})
