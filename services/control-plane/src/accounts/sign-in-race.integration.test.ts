import type { DataSource } from 'typeorm'
import { openDatabase } from '../database/index.js'
import { PostgresDepartingStore } from '../departure/departing-store.postgres.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { PostgresAccountStore } from './account-store.postgres.js'
import { Accounts, type SignedIn } from './accounts.service.js'
import { Argon2PasswordHasher } from './password-hasher.argon2.js'
import type { PasswordHasher } from './password-hasher.port.js'
import { PostgresSessionStore } from './session-store.postgres.js'
import { Sessions } from './sessions.service.js'

const PLACE = { ip: null, userAgent: null }
const PASSWORD = 'correct horse battery'

let testDatabase: TestDatabase
let database: DataSource
let sessions: Sessions
let email: string
let signedIn: SignedIn
let accounts: Accounts
let departing: PostgresDepartingStore
let people = 0

const accountsWith = (hasher: PasswordHasher): Accounts => {
  const clock = () => new Date()
  return new Accounts({
    store: new PostgresAccountStore(database),
    sessions,
    hasher,
    tellPasswordChanged: () => Promise.resolve(),
    clock,
  })
}

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = await openDatabase({ url: testDatabase.url, poolSize: 5 }).initialize()
  departing = new PostgresDepartingStore(database)
  sessions = new Sessions({ store: new PostgresSessionStore(database), clock: () => new Date() })
})
beforeEach(async () => {
  accounts = accountsWith(new Argon2PasswordHasher())
  email = `person-${++people}@example.com`
  signedIn = await accounts.register({ email, password: PASSWORD }, PLACE)
})
afterAll(async () => {
  await database.destroy()
  await testDatabase.drop()
})

/** Logs in, and has something happen after the password was found right. */
const loginDuring = (meanwhile: () => Promise<unknown>): Promise<unknown> => {
  const hasher = new Argon2PasswordHasher()
  const slow: PasswordHasher = {
    hash: (password) => hasher.hash(password),
    verify: async (hash, password) => {
      const isRight = await hasher.verify(hash, password)
      await meanwhile()
      return isRight
    },
  }
  return accountsWith(slow).login({ email, password: PASSWORD }, PLACE)
}

const changePassword = async (): Promise<void> => {
  const holder = await sessions.find(signedIn.sessionToken)
  if (holder === undefined) throw new Error('no session')
  await accounts.changePassword(holder, { current: PASSWORD, next: 'another one entirely' })
}
const listed = () => sessions.list(signedIn.account.id)
/** The person of the mailbox starts clean. */
const moveIn = () => departing.erase(signedIn.account.id, new Date(), 'without_mailbox')

describe('a login that is under way', () => {
  it('comes to nothing when the password is changed meanwhile', async () => {
    await expect(loginDuring(changePassword)).rejects.toMatchObject({ code: 'invalid_credentials' })
    expect(await listed()).toHaveLength(1)
  })

  it('comes to nothing when the person of the mailbox moves in meanwhile', async () => {
    await expect(loginDuring(moveIn)).rejects.toMatchObject({ code: 'invalid_credentials' })
    expect(await listed()).toEqual([])
  })
})

describe('a sign-in by passkey that is under way', () => {
  const proved = () => ({ accountId: signedIn.account.id, passkeyId: `passkey-${people}` })
  beforeEach(() =>
    database.query("INSERT INTO passkeys VALUES ($1, $2, 'key', 0, '{}', false, 'Theirs', now(), NULL)", [
      proved().passkeyId,
      proved().accountId,
    ]),
  )

  it('comes to nothing when the person of the mailbox moves in meanwhile', async () => {
    await moveIn()
    await expect(accounts.signInByPasskey(proved(), PLACE)).rejects.toMatchObject({ code: 'passkey_rejected' })
    expect(await listed()).toEqual([])
  })

  it('begins a session while the passkey is there', async () => {
    expect(await sessions.find((await accounts.signInByPasskey(proved(), PLACE)).sessionToken)).toMatchObject({
      accountId: proved().accountId,
    })
  })
})
