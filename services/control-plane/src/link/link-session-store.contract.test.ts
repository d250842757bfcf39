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

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = await openDatabase({ url: testDatabase.url }).initialize()
  await database.query("INSERT INTO accounts VALUES ($1, $1, 'x', now())", [appId])
  await database.query("INSERT INTO apps VALUES ($1, $1, 'App', NULL, '{}', now(), NULL)", [appId])
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
  requestedProviders: ['openai', 'anthropic'],
  budgetSuggestionCents: 1000,
  requestsPerMinuteSuggestion: null,
  models: ['gpt-*'],
  userReference: null,
  createdAt: NOW,
  expiresAt: later(1000),
  openedAt: null,
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
})
