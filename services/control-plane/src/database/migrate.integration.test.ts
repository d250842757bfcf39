import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { inTransaction, lockFor, migrate, openDatabase } from './index.js'
import { migrations } from './migrations/index.js'

let testDatabase: TestDatabase
beforeAll(async () => {
  testDatabase = await createTestDatabase()
})
afterAll(() => testDatabase.drop())

const open = () => openDatabase({ url: testDatabase.url, poolSize: 5 }).initialize()

describe('migrate', () => {
  it('lets one of several processes migrate while the others wait', async () => {
    const databases = await Promise.all([open(), open(), open()])
    const [first] = databases
    await first?.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    const ran = await Promise.all(databases.map(migrate))
    expect(ran.filter((names) => names.length > 0)).toEqual([migrations.map(({ name }) => name)])
    await Promise.all(databases.map((database) => database.destroy()))
  })

  it('leaves nothing for the rows to add: they say what the migrations made', async () => {
    const database = await open()
    const missing = await database.driver.createSchemaBuilder().log()
    const columns = missing.upQueries
      .map(({ query }) => query)
      .filter((query) => /(ADD|DROP) "|CREATE TABLE/.test(query))
    expect(columns.filter((query) => !query.includes('CONSTRAINT'))).toEqual([])
    await database.destroy()
  })
})

describe('inTransaction', () => {
  it('rolls back what failed', async () => {
    const database = await open()
    const work = inTransaction(database, async (tx) => {
      await tx.query(`INSERT INTO accounts VALUES ('a', 'a@b.co', 'h', now())`)
      throw new Error('stop')
    })
    await expect(work).rejects.toThrow('stop')
    expect(await database.query('SELECT 1 FROM accounts')).toEqual([])
    await database.destroy()
  })

  it('tries again after a deadlock', async () => {
    const database = await open()
    const both = { first: Promise.withResolvers<void>(), second: Promise.withResolvers<void>() }
    const crossing = (own: 'first' | 'second', other: 'first' | 'second') =>
      inTransaction(database, async (tx) => {
        await lockFor(tx, own)
        both[own].resolve()
        await both[other].promise
        await lockFor(tx, other)
        return own
      })
    expect(await Promise.all([crossing('first', 'second'), crossing('second', 'first')])).toEqual(['first', 'second'])
    await database.destroy()
  })
})
