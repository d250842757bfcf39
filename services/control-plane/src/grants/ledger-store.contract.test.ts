import { makeId } from '@1relay/vault'
import { useTestDatabase } from '../testing/database.testing.js'
import { NOW } from './grant.testing.js'
import { MemoryLedgerStore } from './ledger-store.memory.js'
import type { LedgerStore } from './ledger-store.port.js'
import { PostgresLedgerStore } from './ledger-store.postgres.js'

const database = useTestDatabase()

const budgets = [{ period: 'month' as const, capMicros: 5 }]
const later = (ms: number): Date => new Date(NOW.getTime() + ms)

const stores: [string, () => LedgerStore][] = [
  ['memory', () => new MemoryLedgerStore()],
  ['PostgreSQL', () => new PostgresLedgerStore(database())],
]

describe.each(stores)('ledgers in %s', (_, makeStore) => {
  let store: LedgerStore
  const anAccount = async (): Promise<string> => {
    const id = makeId()
    await database().query("INSERT INTO accounts VALUES ($1, $1, 'x', now())", [id])
    return id
  }
  beforeEach(async () => {
    store = makeStore()
    await database().query('DELETE FROM account_budgets')
  })

  it('have no budgets until somebody sets some', async () => {
    expect(await store.find(await anAccount())).toEqual({ version: 0, budgets: [] })
  })

  it('get a version of their own with every change, however many come at once', async () => {
    const id = await anAccount()
    const changes = await Promise.all(Array.from({ length: 8 }, () => store.replace(id, budgets, NOW)))
    expect(changes.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await store.find(id)).toEqual({ version: 8, budgets })
    expect(await store.replace(id, [], NOW)).toEqual({ version: 9, budgets: [] })
  })

  it('wait, the longest first, until Redis has just this version', async () => {
    const [one, other] = [await anAccount(), await anAccount()]
    await store.replace(one, budgets, later(1))
    await store.replace(other, budgets, NOW)
    expect(await store.listUnprojected(9)).toEqual([other, one])
    expect(await store.listUnprojected(9, [other])).toEqual([one])
    await store.markProjected(one, 1)
    await store.replace(other, [], later(2))
    await store.markProjected(other, 1)
    expect(await store.listUnprojected(9)).toEqual([other])
    await store.markProjected(other, 2)
    await store.markProjected(other, 1)
    expect(await store.listUnprojected(9)).toEqual([])
  })

  it('overtake a version that only Redis knows, with the same budgets, unless they were changed meanwhile', async () => {
    const [none, some] = [await anAccount(), await anAccount()]
    expect(await store.overtake(none, 0, 5, NOW)).toBe(true)
    expect(await store.find(none)).toEqual({ version: 6, budgets: [] })
    await store.replace(some, budgets, NOW)
    await store.markProjected(some, 1)
    for (const version of [1, 1]) expect(await store.overtake(some, version, 7, later(1))).toBe(true)
    expect(await store.find(some)).toEqual({ version: 8, budgets })
    expect(await store.listUnprojected(9)).toEqual([none, some])
  })

  it('wait again when Redis may have lost them', async () => {
    const [early, late] = [await anAccount(), await anAccount()]
    await store.replace(early, budgets, NOW)
    await store.replace(late, budgets, later(5))
    for (const id of [early, late]) await store.markProjected(id, 1)
    await store.forgetProjections(later(5))
    expect(await store.listUnprojected(9)).toEqual([late])
  })
})

it('PostgreSQL has no ledger for an account that is gone, whatever Redis knows of it', async () => {
  expect(await new PostgresLedgerStore(database()).overtake(makeId(), 0, 5, NOW)).toBe(false)
})
