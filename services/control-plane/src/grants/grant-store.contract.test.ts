import { makeId } from '@1relay/vault'
import { useTestDatabase } from '../testing/database.testing.js'
import { changeTerms, type GrantStatus, revokeGrant, statusAt } from './grant.js'
import { MemoryGrantStore } from './grant-store.memory.js'
import type { GrantStore } from './grant-store.port.js'
import { PostgresGrantStore } from './grant-store.postgres.js'
import { NOW, someGrant, someKeyGrant, somePendingGrant } from './grant.testing.js'

const database = useTestDatabase()

const accountOf = async (): Promise<string> => {
  const id = makeId()
  await database().query("INSERT INTO accounts VALUES ($1, $1, 'x', now())", [id])
  return id
}
const workspaceOf = async (): Promise<string> => {
  const id = makeId()
  await database().query("INSERT INTO workspaces (id, name, plan, created_at) VALUES ($1, 'Example', 'free', now())", [
    id,
  ])
  return id
}
const later = (ms: number): Date => new Date(NOW.getTime() + ms)

const stores: [string, () => GrantStore][] = [
  ['memory', () => new MemoryGrantStore()],
  ['PostgreSQL', () => new PostgresGrantStore(database())],
]

describe.each(stores)('grants in %s', (_, makeStore) => {
  let store: GrantStore
  let ownerId: string
  beforeEach(async () => {
    store = makeStore()
    ownerId = await accountOf()
    await database().query('DELETE FROM grants')
  })
  const add = async (grant: ReturnType<typeof someGrant>, isProjected = false) => {
    expect(await store.insert(grant, isProjected)).toBe('inserted')
    return grant
  }

  it('let one of many inserts of the same id win', async () => {
    const grant = someGrant({ ownerId })
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.insert(grant, false)))
    expect(outcomes.sort()).toEqual([...Array.from({ length: 7 }, () => 'exists'), 'inserted'])
  })

  it('come back as they were stored', async () => {
    for (const grant of [
      someGrant({ ownerId, expiresAt: later(5) }),
      somePendingGrant({ ownerId, userReference: 'u' }),
      // Of a workspace: its owner is no account.
      someKeyGrant({ ownerId: await workspaceOf() }),
    ]) {
      await add(grant)
      expect(await store.find(grant.id)).toEqual(grant)
    }
    expect(await store.find(makeId())).toBeUndefined()
  })

  it('show one decision at a time: no change is lost', async () => {
    const { id } = await add(someGrant({ ownerId }))
    const raise = () =>
      store.update(id, (grant) => changeTerms(grant, { limits: { requestsPerMinute: grant.version } }, NOW), NOW)
    await Promise.all(Array.from({ length: 10 }, raise))
    expect(await store.find(id)).toMatchObject({ version: 11, limits: { requestsPerMinute: 10 } })
  })

  it('change together, in the order of their ids, and leave out what is not there', async () => {
    const made = await Promise.all([1, 2, 3].map(() => add(someGrant({ ownerId }), true)))
    const ids = made.map(({ id }) => id).sort()
    const [, second] = ids
    const revokeAllBut = (grant: ReturnType<typeof someGrant>) =>
      grant.id === second ? undefined : revokeGrant(grant, NOW)
    const stored = await store.updateMany([...ids.toReversed(), makeId(), ...ids], revokeAllBut, NOW)
    expect(stored.map(({ grant }) => grant.id)).toEqual(ids)
    expect(stored.map(({ grant }) => grant.state)).toEqual(['revoked', 'active', 'revoked'])
    expect(stored.map(({ isProjected }) => isProjected)).toEqual([false, true, false])
  })

  it('stay as they are when nothing is decided, and say whether Redis has them', async () => {
    const grant = await add(someGrant({ ownerId }), true)
    expect(await store.update(grant.id, () => undefined, NOW)).toEqual({ grant, isProjected: true })
    const changed = await store.update(grant.id, (known) => revokeGrant(known, NOW), NOW)
    expect(changed).toMatchObject({ isProjected: false, grant: { state: 'revoked', version: 2 } })
    expect(await store.update(grant.id, () => undefined, NOW)).toMatchObject({ isProjected: false })
    expect(await store.update(makeId(), () => undefined, NOW)).toBeUndefined()
  })

  it('count as unprojected until Redis has their latest version, whatever order the notes come in', async () => {
    const grant = await add(someGrant({ ownerId }))
    const waiting = async () => (await store.listUnprojected(10)).map(({ id }) => id)
    expect(await waiting()).toEqual([grant.id])
    expect(await store.listUnprojected(10, [grant.id])).toEqual([])
    await store.update(grant.id, (known) => revokeGrant(known, NOW), later(1))
    await store.markProjected(grant.id, 1)
    expect(await waiting()).toEqual([grant.id])
    await store.markProjected(grant.id, 2)
    await store.markProjected(grant.id, 1)
    expect(await waiting()).toEqual([])
    await store.forgetProjections(later(2))
    expect(await waiting()).toEqual([])
    await store.forgetProjections(later(1))
    expect(await waiting()).toEqual([grant.id])
  })

  it('are listed newest first, page by page, also where many are of the same moment', async () => {
    for (let i = 0; i < 7; i++) await add(someGrant({ ownerId, createdAt: later(Math.floor(i / 3)) }))
    await add(someGrant({ ownerId: await accountOf() }))
    await add(somePendingGrant({ ownerId }))
    const filter = { kind: 'bot', owner: { ownerId }, now: NOW } as const
    const all = await store.list(filter, { limit: 100 })
    expect(all.map((grant) => grant.createdAt.getTime())).toEqual(
      [2, 1, 1, 1, 0, 0, 0].map((ms) => later(ms).getTime()),
    )
    const paged: string[] = []
    for (let after = all[0]; after;) {
      const page = await store.list(filter, { limit: 2, after })
      paged.push(...page.map(({ id }) => id))
      after = page.at(-1)
    }
    expect(paged).toEqual(all.slice(1).map(({ id }) => id))
  })

  it('are found by the status that they have at the moment', async () => {
    const grants = [
      someGrant({ ownerId }),
      someGrant({ ownerId, expiresAt: later(1) }),
      someGrant({ ownerId, expiresAt: NOW }),
      someGrant({ ownerId, state: 'revoked', expiresAt: NOW }),
      somePendingGrant({ ownerId, kind: 'bot' }),
      somePendingGrant({
        ownerId,
        kind: 'bot',
        exchange: { proofHash: 'p', until: NOW, exchangedAt: null, repeatKey: null },
      }),
    ]
    for (const grant of grants) await add(grant)
    for (const status of ['pending', 'active', 'revoked', 'expired'] satisfies GrantStatus[]) {
      const found = await store.list({ kind: 'bot', owner: { ownerId }, status, now: NOW }, { limit: 10 })
      const expected = grants.filter((grant) => statusAt(grant, NOW) === status)
      expect(new Set(found.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)))
    }
  })

  it('of an app are found for as long as they are not revoked', async () => {
    const appId = makeId()
    const live = await add(somePendingGrant({ ownerId, appId }))
    await add(somePendingGrant({ ownerId, appId, state: 'revoked' }))
    await add(somePendingGrant({ ownerId }))
    expect(await store.idsOfApp(appId)).toEqual([live.id])
    expect(await store.ownersOf([live.id, makeId()])).toEqual(new Map([[live.id, { ownerId, appId }]]))
    expect(await store.findMany([live.id, makeId()])).toEqual([live])
  })

  it('remember their last use, whatever order it is told in, without a new version', async () => {
    const grant = await add(someGrant({ ownerId }))
    await store.markUsed(
      new Map([
        [grant.id, later(5)],
        [makeId(), later(9)],
      ]),
    )
    await store.markUsed(new Map([[grant.id, later(3)]]))
    expect(await store.find(grant.id)).toEqual({ ...grant, lastUsedAt: later(5) })
  })

  it('keep at most so many unended ones of a kind and account, however many come at once', async () => {
    const ended = [someGrant({ ownerId, state: 'revoked' }), someGrant({ ownerId, expiresAt: later(-1) })]
    for (const grant of [...ended, someGrant({ ownerId, kind: 'link' }), someGrant({ ownerId: await accountOf() })])
      await add(grant)
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => store.insert(someGrant({ ownerId }), false, 4)))
    expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(4)
    expect(outcomes.filter((outcome) => outcome === 'too_many')).toHaveLength(2)
  })

  it('that hold a key are those of its label and those without one, of this account and still running', async () => {
    const held = { ownerId, labels: { openai: 'work' } }
    const [named, waiting, unnamed] = [
      await add(someGrant(held)),
      await add(somePendingGrant({ ...held, createdAt: later(-1) })),
      await add(someGrant({ ownerId, labels: {}, createdAt: later(-2) })),
    ]
    await add(someGrant({ ownerId, labels: { openai: 'home' } }))
    await add(someGrant({ ...held, providers: ['groq'] }))
    await add(someGrant({ ...held, kind: 'check' }))
    await add(someGrant({ ...held, state: 'revoked' }))
    await add(someGrant({ ...held, expiresAt: later(-1) }))
    await add(someGrant({ ...held, ownerId: await accountOf() }))
    const key = { upstream: 'openai', label: 'work' }
    const idsOf = async (page: { limit: number; after?: { createdAt: Date; id: string } }) =>
      (await store.listHolding(ownerId, key, NOW, page)).map(({ id }) => id)
    expect(await idsOf({ limit: 9 })).toEqual([named.id, waiting.id, unnamed.id])
    expect(await idsOf({ limit: 1, after: waiting })).toEqual([unnamed.id])
  })

  it('are left to revoke unless they are revoked, key checks only while they run', async () => {
    const left = [
      await add(someGrant({ ownerId })),
      await add(somePendingGrant({ ownerId })),
      await add(someGrant({ ownerId, kind: 'check', expiresAt: later(1) })),
    ]
    await add(someGrant({ ownerId, state: 'revoked' }))
    await add(someGrant({ ownerId, kind: 'check', expiresAt: later(-1) }))
    await add(someGrant({ ownerId: await accountOf() }))
    const found = await store.unrevokedOf(ownerId, NOW)
    expect(found.map(({ id }) => id).sort()).toEqual(left.map(({ id }) => id).sort())
    expect(found.map(({ kind }) => kind).sort()).toEqual(['bot', 'check', 'link'])
  })

  it('lose what is sealed in them once they are over, and not a moment before', async () => {
    const kept = [
      await add(someGrant({ ownerId })),
      await add(someGrant({ ownerId, expiresAt: later(1) })),
      await add(somePendingGrant({ ownerId })),
    ]
    const over = [
      await add(someGrant({ ownerId, expiresAt: NOW }), true),
      await add(somePendingGrant({ ownerId, createdAt: later(-600_000), exchange: { ...exchangeUntil(NOW) } }), true),
    ]
    expect(await store.forgetSealed(NOW, 1)).toBe(1)
    expect(await store.forgetSealed(NOW, 9)).toBe(1)
    expect(await store.forgetSealed(NOW, 9)).toBe(0)
    for (const grant of over) {
      expect(await store.find(grant.id)).toEqual({ ...grant, credentials: [], ownerEnvelope: null })
    }
    for (const grant of kept) expect(await store.find(grant.id)).toEqual(grant)
  })

  it('go when they are key checks that are over, and only then', async () => {
    const kept = [
      await add(someGrant({ ownerId, expiresAt: later(-1) })),
      await add(someGrant({ ownerId, kind: 'check', expiresAt: later(1) })),
    ]
    for (let i = 0; i < 2; i++) await add(someGrant({ ownerId, kind: 'check', expiresAt: NOW }))
    expect([await store.dropKeyChecks(NOW, 1), await store.dropKeyChecks(NOW, 9)]).toEqual([1, 1])
    expect(await store.dropKeyChecks(NOW, 9)).toBe(0)
    for (const grant of kept) expect(await store.find(grant.id)).toEqual(grant)
  })
})

const exchangeUntil = (until: Date) => ({ proofHash: 'p'.repeat(43), until, exchangedAt: null, repeatKey: null })
