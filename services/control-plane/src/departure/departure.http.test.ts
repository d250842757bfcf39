import { type GrantProjection, redisKeys, type UsageEvent } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { TestAuthenticator } from '../testing/authenticator.testing.js'
import { authorize, connect, createBotToken } from '../testing/grants.testing.js'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { linkTokenFor, mailsTo } from '../testing/mail.testing.js'
import {
  createApp,
  expectOk,
  makeSealedKey,
  makeVaultRecord,
  type Person,
  registerPerson,
} from '../testing/people.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { proveEmailOf } from '../testing/workspaces.testing.js'
import { UsageIntake } from '../usage/index.js'
import { Departures } from './departures.service.js'

const START = new Date('2026-11-21T12:00:00Z')
const DAY_MS = 86_400_000

let controlPlane: ControlPlane
let redis: Redis
let person: Person
let now = START

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now })
  redis = new Redis(controlPlane.redisUrl)
})
beforeEach(async () => {
  now = START
  person = await registerPerson(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const ask = (method: string, path: string, json?: unknown, { session } = person): Promise<Answer> =>
  controlPlane.ask(method, path, { session, ...(json !== undefined && { json }) })
const leave = (json: unknown = { password: person.password }): Promise<Answer> =>
  ask('POST', '/v1/account/delete', json)
const isSignedIn = async (): Promise<boolean> => (await ask('GET', '/v1/account')).status === 200
const statusOf = async (grantId: string): Promise<GrantProjection['status']> =>
  (JSON.parse((await redis.get(redisKeys.grant(grantId))) ?? '{}') as GrantProjection).status
const take = (...events: Partial<UsageEvent>[]) =>
  controlPlane.server.app.get(UsageIntake).take({ events: events.map(makeEvent) })
const sweep = () => controlPlane.server.app.get(Departures).sweep()

/** Every row of every table, as text. */
const dump = async (): Promise<string> => {
  const tables = await controlPlane.database.query<{ name: string }[]>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
  )
  const rows = await Promise.all(
    tables.map(({ name }) => controlPlane.database.query<unknown[]>(`SELECT * FROM "${name}"`)),
  )
  return JSON.stringify(rows)
}

/** The one workspace of somebody. */
const workspaceOf = async (member: Person): Promise<string> => {
  const { data } = expectOk(await ask('GET', '/v1/workspaces', undefined, member))
  return data.workspaces[0].id as string
}

/** A person who has something of everything. */
const settleIn = async () => {
  const owner = await registerPerson(controlPlane)
  const app = await createApp(controlPlane, owner)
  const connection = await connect(controlPlane, { person, app }, { asked: { userReference: 'their-user-7' } })
  const pending = await authorize(controlPlane, { person, app })
  const bot = await createBotToken(controlPlane, person, { name: 'Bot of Jane Roe' })
  const ownApp = await createApp(controlPlane, person, { name: 'App of Jane Roe' })
  const foreign = await connect(controlPlane, { person: owner, app: ownApp })
  expectOk(await ask('POST', '/v1/workspaces', { name: 'Team of Jane Roe' }))
  expectOk(await ask('POST', '/v1/vault', makeVaultRecord()))
  const key = makeSealedKey()
  expectOk(await ask('POST', '/v1/keys', { ...key, label: 'label of Jane Roe' }))
  const device = new TestAuthenticator()
  const { options } = expectOk(await ask('POST', '/v1/passkeys/options')).data
  expectOk(await ask('POST', '/v1/passkeys', { name: 'Phone of Jane Roe', response: device.create(options) }))
  await take({
    grantId: connection.connectionId,
    at: +now,
    costMicros: 700,
    ip: '198.51.100.77',
    userAgent: 'agent of Jane Roe',
  })
  return { owner, app, connection, pending, bot, ownApp, foreign, key, device }
}

describe('401', () => {
  it('deletes nothing for a wrong password', async () => {
    const answer = await leave({ password: 'not this password' })
    expect([answer.status, answer.code]).toEqual([401, 'invalid_credentials'])
    expect(await isSignedIn()).toBe(true)
  })
})

describe('403', () => {
  it('deletes nothing without a proof in an old session', async () => {
    const answer = await leave({})
    expect([answer.status, answer.code]).toEqual([403, 'recent_sign_in_required'])
    expect(await isSignedIn()).toBe(true)
  })
})

describe('200, after a sign-in by link', () => {
  it('deletes an account that has no password', async () => {
    expectOk(await controlPlane.ask('POST', '/v1/auth/magic-link', { json: { email: person.email } }))
    const json = { token: await linkTokenFor(controlPlane, person.email), startsClean: true }
    const { sessionToken } = expectOk(await controlPlane.ask('POST', '/v1/auth/magic-link/confirm', { json })).data
    person = { ...person, session: sessionToken }
    expectOk(await leave({}))
    expect(await isSignedIn()).toBe(false)
  })
})

describe('200', () => {
  it('revokes every grant before it answers, also those of others to the apps that go', async () => {
    const { connection, pending, bot, foreign } = await settleIn()
    expectOk(await leave())
    const ids = [connection.connectionId, bot.id, foreign.connectionId]
    expect(await Promise.all(ids.map(statusOf))).toEqual(['dead', 'dead', 'dead'])
    const [row] = await controlPlane.database.query<{ state: string }[]>('SELECT state FROM grants WHERE id = $1', [
      pending.grantId,
    ])
    expect(row?.state).toBe('revoked')
  })

  it('leaves no way in', async () => {
    const { ownApp, device } = await settleIn()
    expectOk(await leave())
    const { options } = expectOk(await controlPlane.ask('POST', '/v1/auth/passkey/options')).data
    const answers = [
      await ask('GET', '/v1/account'),
      await controlPlane.ask('POST', '/v1/auth/login', { json: { email: person.email, password: person.password } }),
      await controlPlane.ask('POST', '/v1/auth/passkey', { json: { response: device.get(options) } }),
      await controlPlane.ask('GET', '/v1/connections', { app: ownApp }),
    ]
    const codes = ['unauthenticated', 'invalid_credentials', 'passkey_rejected', 'invalid_client']
    expect(answers.map(({ code }) => code)).toEqual(codes)
  })

  it('keeps no row that says whose it was', async () => {
    const { key, connection } = await settleIn()
    expectOk(await leave())
    await mailsTo(controlPlane, person.email)
    await sweep()
    const rest = await dump()
    const traces = [person.email, 'of Jane Roe', 'their-user-7', '198.51.100.77', key.encryptedKey, connection.proof]
    // The name of an app stays in other people's lists of connections.
    expect(traces.filter((trace) => rest.replaceAll('App of Jane Roe', '').includes(trace))).toEqual([])
  })

  it('leaves apps the figures of their own traffic, without the person', async () => {
    const { app, connection } = await settleIn()
    expectOk(await leave())
    await sweep()
    const { data } = expectOk(await controlPlane.ask('GET', '/v1/usage', { app }))
    expect(data.totals).toMatchObject({ requests: 1, costMicros: 700 })
    const rows = await controlPlane.database.query<object[]>(
      'SELECT owner_id, ip, user_agent FROM usage_events WHERE grant_id = $1',
      [connection.connectionId],
    )
    expect(rows).toEqual([{ owner_id: null, ip: '', user_agent: null }])
  })

  it('keeps the ended grants for a day, because Redis may lose their ends, and takes late usage from its person too', async () => {
    const { connection } = await settleIn()
    expectOk(await leave())
    const count = async (): Promise<number> =>
      (await controlPlane.database.query<unknown[]>('SELECT 1 FROM grants WHERE owner_id = $1', [person.accountId]))
        .length
    now = new Date(+START + DAY_MS - 1)
    await sweep()
    expect(await count()).toBe(3)
    await take({ grantId: connection.connectionId, at: +now, costMicros: 5 })
    now = new Date(+START + DAY_MS)
    await sweep()
    expect(await count()).toBe(0)
    const left = ['usage_events', 'usage_daily', 'usage_slots']
      .map((table) => `SELECT 1 FROM ${table} WHERE owner_id = $1`)
      .join(' UNION ALL ')
    expect(await controlPlane.database.query(left, [person.accountId])).toEqual([])
  })

  it('forgets everybody who left, however many they are', async () => {
    const row = `SELECT 'gone' || lpad(n::text, 12, '0'), 'deleted:' || n, $1, $1 FROM generate_series(1, 45) n`
    await controlPlane.database.query(`INSERT INTO accounts (id, email, created_at, deleted_at) ${row}`, [now])
    const { connection } = await settleIn()
    now = new Date(+START + 1)
    expectOk(await leave())
    await sweep()
    const sql = 'SELECT owner_id FROM usage_events WHERE grant_id = $1'
    expect(await controlPlane.database.query(sql, [connection.connectionId])).toEqual([{ owner_id: null }])
  })

  it('lets the address register again, as somebody new', async () => {
    expectOk(await leave())
    const { email, password } = person
    const { data } = expectOk(await controlPlane.ask('POST', '/v1/auth/register', { json: { email, password } }))
    expect(data.account).toMatchObject({ email, hasVault: false })
    expect(data.account.id).not.toBe(person.accountId)
  })

  it('says farewell by mail, and clears the cookie', async () => {
    await proveEmailOf(controlPlane, person)
    const answer = expectOk(await leave())
    expect(answer.headers.get('set-cookie')).toMatch(/^1r_session=; /)
    const subjects = (await mailsTo(controlPlane, person.email)).map(({ subject }) => subject)
    expect(subjects).toEqual(['Your 1Relay account was deleted'])
  })
})

describe('a bot token that is made while the account goes', () => {
  it('is dead when the account is gone, or the account is still there', async () => {
    const making = Array.from({ length: 6 }, () => createBotToken(controlPlane, person).catch(() => undefined))
    const [left, ...made] = await Promise.all([leave(), ...making])
    expect([200, 503]).toContain(left.status)
    const live = (await Promise.all(made.map(async (bot) => bot && statusOf(bot.id)))).filter(
      (status) => status === 'live',
    )
    expect(live.length > 0 && left.status === 200).toBe(false)
  })
})

describe('export', () => {
  it('is for nobody else', async () => {
    expect((await controlPlane.ask('GET', '/v1/account/export')).code).toBe('unauthenticated')
  })

  it('has everything of the person, sealed things sealed, and nothing of others', async () => {
    const { connection, pending, bot, key, app, ownApp, device } = await settleIn()
    const { data } = expectOk(await ask('GET', '/v1/account/export'))
    expect(data).toMatchObject({
      account: { id: person.accountId, email: person.email, hasVault: true, hasPassword: true, isEmailProved: false },
      vault: { version: 1, passkeys: [] },
      keys: [{ ...key, label: 'label of Jane Roe' }],
      passkeys: [{ credentialId: device.id, name: 'Phone of Jane Roe' }],
      sessions: [{ isCurrent: true }],
      apps: [{ clientId: ownApp.clientId, name: 'App of Jane Roe' }],
      connections: expect.arrayContaining([
        expect.objectContaining({ id: pending.grantId, status: 'pending' }),
        expect.objectContaining({ id: connection.connectionId, clientId: app.clientId, status: 'active' }),
      ]),
      botTokens: [{ id: bot.id, name: 'Bot of Jane Roe', clientId: null }],
      workspaces: [{ workspaceId: await workspaceOf(person), workspaceName: 'Team of Jane Roe', role: 'admin' }],
      usage: [{ day: '2026-11-21', connectionId: connection.connectionId, costMicros: 700, requests: 1 }],
    })
    expect(JSON.stringify(data)).not.toMatch(/their-user-7|"verifier"|ownerEnvelope/)
  })
})
