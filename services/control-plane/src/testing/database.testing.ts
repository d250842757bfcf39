import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import type { DataSource } from 'typeorm'
import { migrate, openDatabase } from '../database/index.js'
import { migrations } from '../database/migrations/index.js'

/** A database of a test's own. */
export interface TestDatabase {
  readonly url: string
  drop(): Promise<void>
}

const LOCK_KEY = 7_310_424_012

const withName = (url: string, name: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

// A changed migration gets a template of its own, so that nobody tests against a schema of yesterday.
const templateName = (): string => {
  const text = migrations.map((migration) => migration.toString()).join('\n')
  return `cp_template_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}

const ensureTemplate = async (admin: pg.Client, adminUrl: string): Promise<string> => {
  const name = templateName()
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  if (rowCount) return name
  // Made under another name first: a run that dies half way must not leave a template that looks whole.
  const draft = `${name}_${randomBytes(4).toString('hex')}`
  await admin.query(`CREATE DATABASE ${draft}`)
  const database = await openDatabase({ url: withName(adminUrl, draft), poolSize: 3 }).initialize()
  await migrate(database)
  await database.destroy()
  await admin.query(`ALTER DATABASE ${draft} RENAME TO ${name}`)
  return name
}

const asAdmin = async <T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> => {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** A new, migrated database on TEST_DATABASE_URL, copied from a template in some tens of milliseconds. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const adminUrl = process.env['TEST_DATABASE_URL']
  if (!adminUrl) throw new Error('TEST_DATABASE_URL is not set: these tests need a real PostgreSQL')
  const name = `cp_test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [LOCK_KEY])
    const template = await ensureTemplate(admin, adminUrl)
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  const drop = () => asAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  return { url: withName(adminUrl, name), drop: async () => void (await drop()) }
}

/** An open database of a suite's own, from before its first test to after its last. */
export const useTestDatabase = (): (() => DataSource) => {
  let test: TestDatabase
  let database: DataSource
  beforeAll(async () => {
    test = await createTestDatabase()
    database = await openDatabase({ url: test.url }).initialize()
  })
  afterAll(async () => {
    await database.destroy()
    await test.drop()
  })
  return () => database
}
