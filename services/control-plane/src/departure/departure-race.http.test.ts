import { makeId } from '@1relay/vault'
import { sealedCredential, ownerEnvelope } from '../testing/grants.testing.js'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { makeSealedKey, makeVaultRecord, type Person, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let person: Person

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
})
afterAll(() => controlPlane.close())

const bot = () => ({
  id: makeId(),
  name: 'Nightly bot',
  credentials: [sealedCredential()],
  ownerEnvelope: ownerEnvelope(),
  budgets: [],
})
const ask = (path: string, json: unknown): Promise<Answer> =>
  controlPlane.ask('POST', path, { session: person.session, json })

const waitForLock = async (): Promise<void> => {
  const sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
  while ((await controlPlane.database.query<unknown[]>(sql)).length === 0);
}

describe('a request that was let in before its account was deleted', () => {
  it.each<[string, string, () => unknown]>([
    ['bot token', '/v1/bot-tokens', bot],
    ['key check', '/v1/key-checks', () => ({ id: makeId(), credential: sealedCredential() })],
    ['app', '/v1/apps', () => ({ name: 'Late', origins: ['https://late.example'] })],
    ['vault', '/v1/vault', makeVaultRecord],
    ['key', '/v1/keys', makeSealedKey],
  ])('leaves no %s behind', async (_, path, body) => {
    await controlPlane.database.query('UPDATE accounts SET deleted_at = now() WHERE id = $1', [person.accountId])
    expect((await ask(path, body())).code).toBe('unauthenticated')
  })

  it('waits for a deletion that is under way, and then finds nobody', async () => {
    const runner = controlPlane.database.createQueryRunner()
    await runner.startTransaction()
    await runner.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [person.accountId])
    const making = ask('/v1/bot-tokens', bot())
    await waitForLock()
    await runner.query('UPDATE accounts SET deleted_at = now() WHERE id = $1', [person.accountId])
    await runner.commitTransaction()
    await runner.release()
    expect((await making).code).toBe('unauthenticated')
    const sql = 'SELECT 1 FROM grants WHERE owner_id = $1'
    expect(await controlPlane.database.query(sql, [person.accountId])).toEqual([])
  })

  it('begins no session by a password that was right a moment ago', async () => {
    const { accountId, email, password } = person
    await controlPlane.database.query('UPDATE accounts SET deleted_at = now() WHERE id = $1', [accountId])
    const answer = await controlPlane.ask('POST', '/v1/auth/login', { json: { email, password } })
    expect([answer.status, answer.code]).toEqual([401, 'unauthenticated'])
  })
})
