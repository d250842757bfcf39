import { makeId } from '@1relay/vault'
import type { DataSource } from 'typeorm'
import { openDatabase } from '../database/index.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import type { LinkSession } from './link-session.js'
import { MemoryLinkSessionStore } from './link-session-store.memory.js'
import type { LinkSessionStore } from './link-session-store.port.js'
import { PostgresLinkSessionStore } from './link-session-store.postgres.js'

const NOW = new Date('2026-11-21T10:00:00.000Z')
const later = (ms: number): Date => new Date(NOW.getTime() + ms)

let testDatabase: TestDatabase
let database: DataSource
const appId = makeId()
const appIds = { listed: makeId() }

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = await openDatabase({ url: testDatabase.url }).initialize()
  await database.query("INSERT INTO accounts VALUES ($1, $1, 'x', now())", [appId])
  for (const id of [appId, appIds.listed]) {
    await database.query("INSERT INTO apps VALUES ($1, $2, 'App', NULL, '{}', now(), NULL)", [id, appId])
  }
})
afterAll(async () => {
  await database.destroy()
  await testDatabase.drop()
})

const someSession = (changes: Partial<LinkSession> = {}): LinkSession => ({
  id: makeId(),
  appId,
  verifier: 'v'.repeat(43),
  grantId: makeId(),
  updatesGrantId: null,
  requestedProviders: ['openai', 'anthropic'],
  budgetSuggestionCents: 1000,
  requestsPerMinuteSuggestion: null,
  models: ['gpt-*'],
  userReference: null,
  redirectUri: null,
  state: null,
  createdAt: NOW,
  expiresAt: later(1000),
  openedAt: null,
  usedAt: null,
  events: [],
  ...changes,
})

const stores: [string, () => LinkSessionStore][] = [
  ['memory', () => new MemoryLinkSessionStore()],
  ['PostgreSQL', () => new PostgresLinkSessionStore(database)],
]

describe.each(stores)('Link sessions in %s', (_, makeStore) => {
  it('are not there when nobody made them', async () => {
    expect(await makeStore().find(makeId())).toBeUndefined()
  })

  it('come back as they were stored', async () => {
    const store = makeStore()
    const full = {
      budgetSuggestionCents: 100_000_000,
      requestsPerMinuteSuggestion: 60,
      models: null,
      userReference: 'u',
    }
    for (const session of [someSession(), someSession(full)]) {
      await store.insert(session)
      expect(await store.find(session.id)).toEqual(session)
    }
  })

  it('remember when they were opened first', async () => {
    const store = makeStore()
    const session = someSession()
    await store.insert(session)
    await store.markOpened(session.id, later(1))
    await store.markOpened(session.id, later(2))
    expect((await store.find(session.id))?.openedAt).toEqual(later(1))
  })

  it('can be ended early, never late', async () => {
    const store = makeStore()
    const session = someSession()
    await store.insert(session)
    await store.expire(session.id, later(2000))
    expect((await store.find(session.id))?.expiresAt).toEqual(later(1000))
    await store.expire(session.id, later(5))
    expect((await store.find(session.id))?.expiresAt).toEqual(later(5))
  })

  it('are claimed by one of many, until it gives the claim back', async () => {
    const store = makeStore()
    const session = someSession({ updatesGrantId: makeId() })
    await store.insert(session)
    const claims = await Promise.all(Array.from({ length: 6 }, () => store.claim(session.id, later(1))))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await store.claim(session.id, later(2))).toBe(false)
    await store.release(session.id)
    expect(await store.claim(session.id, later(3))).toBe(true)
    expect((await store.find(session.id))?.usedAt).toEqual(later(3))
    expect(await store.claim(makeId(), later(1))).toBe(false)
  })

  it('keep the first events, in order, and no more than they may', async () => {
    const store = makeStore()
    const session = someSession()
    await store.insert(session)
    const event = (name: string) => ({ name, at: NOW.toISOString(), errorCode: null })
    for (const name of ['OPEN', 'LOGIN', 'EXIT']) await store.addEvent(session.id, event(name), 2)
    expect((await store.find(session.id))?.events).toEqual([event('OPEN'), event('LOGIN')])
  })

  it('are listed by app, newest first, from a place on', async () => {
    const store = makeStore()
    const made = [3, 2, 1].map((ms) => someSession({ appId: appIds.listed, createdAt: later(ms) }))
    for (const session of [...made, someSession()]) await store.insert(session)
    const idsOf = async (page: Parameters<LinkSessionStore['listOfApp']>[1]) =>
      (await store.listOfApp(appIds.listed, page)).map(({ id }) => id)
    const ids = made.map(({ id }) => id)
    expect(await idsOf({ limit: 2 })).toEqual(ids.slice(0, 2))
    expect(await idsOf({ limit: 9, after: { createdAt: later(2), id: ids[1] ?? '' } })).toEqual(ids.slice(2))
  })

  it('go when they expired long ago, some at a time', async () => {
    const store = makeStore()
    const old = () => someSession({ createdAt: new Date(0), expiresAt: new Date(1) })
    for (const session of [old(), old(), old()]) await store.insert(session)
    const kept = someSession({ expiresAt: new Date(2) })
    await store.insert(kept)
    expect([await store.dropExpired(new Date(2), 2), await store.dropExpired(new Date(2), 2)]).toEqual([2, 1])
    expect(await store.find(kept.id)).toEqual(kept)
  })
})
