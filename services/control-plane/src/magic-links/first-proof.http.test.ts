import { redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { createBotToken } from '../testing/grants.testing.js'
import { type Answer, type ControlPlane, PUBLIC_ORIGIN, startControlPlane } from '../testing/harness.testing.js'
import { makeGuarded, makeManagementToken } from '../testing/management.testing.js'
import { linkTokenFor, mailsTo } from '../testing/mail.testing.js'
import { createApp, expectOk, makeVaultRecord, type Person, registerPerson } from '../testing/people.testing.js'
import { makeWorkspace, provedPerson, proveEmailOf } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let redis: Redis
let maker: Person

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
})
beforeEach(async () => {
  maker = await registerPerson(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const ask = (...asked: Parameters<ControlPlane['ask']>): Promise<Answer> => controlPlane.ask(...asked)
const linkFor = async (email = maker.email): Promise<string> => {
  expectOk(await ask('POST', '/v1/auth/magic-link', { json: { email } }))
  return linkTokenFor(controlPlane, email)
}
const confirm = (json: object, shown: object = {}): Promise<Answer> =>
  ask('POST', '/v1/auth/magic-link/confirm', { json, ...shown })
const account = (session: string): Promise<Answer> => ask('GET', '/v1/account', { session })

/** All that somebody can put into an account. */
const settleIn = async () => {
  const { session } = maker
  expectOk(await ask('POST', '/v1/vault', { json: makeVaultRecord(), session }))
  const bot = await createBotToken(controlPlane, maker)
  const app = await createApp(controlPlane, maker)
  const made = expectOk(await ask('POST', '/v1/workspaces', { json: { name: 'Corp' }, session }))
  const workspace: { id: string } = made.data.workspace
  const order = { name: 'CI', role: 'admin' }
  const tokens = expectOk(
    await ask('POST', `/v1/workspaces/${workspace.id}/management-tokens`, { json: order, session }),
  )
  return { bot, app, workspace, token: tokens.data.token as string }
}
const statusOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? '{}').status as string

describe('an account of an address that nobody has proved', () => {
  it('is no way in for who reads the mailbox, until they say that they start clean', async () => {
    const { bot } = await settleIn()
    const token = await linkFor()
    const answer = await confirm({ token })
    expect([answer.status, answer.code]).toEqual([409, 'account_unproved'])
    expect((await account(maker.session)).data.account.isEmailProved).toBe(false)
    expect(await statusOf(bot.id)).toBe('live')
    expect((await confirm({ token, startsClean: true })).status).toBe(200)
  })

  it('is gone with everything in it for who starts clean', async () => {
    const { bot, app, workspace, token } = await settleIn()
    const answer = expectOk(await confirm({ token: await linkFor(), startsClean: true }))
    const { account: own, sessionToken: session } = answer.data
    expect(own).toMatchObject({ email: maker.email, hasPassword: false, hasVault: false, isEmailProved: true })
    expect(own.id).not.toBe(maker.accountId)
    expect((await account(maker.session)).code).toBe('unauthenticated')
    const { email, password } = maker
    expect((await ask('POST', '/v1/auth/login', { json: { email, password } })).code).toBe('invalid_credentials')
    expect((await ask('POST', '/v1/vault', { json: makeVaultRecord(), session })).status).toBe(201)
    expect((await ask('GET', '/v1/bot-tokens', { session })).data.botTokens).toEqual([])
    expect((await ask('GET', '/v1/workspaces', { session })).data.workspaces).toEqual([])
    expect(await statusOf(bot.id)).toBe('dead')
    expect((await ask('GET', '/v1/connections', { app })).code).toBe('invalid_client')
    expect((await ask('GET', `/v1/workspaces/${workspace.id}`, { session: token })).status).toBe(401)
    expect((await mailsTo(controlPlane, email)).map(({ subject }) => subject)).toEqual(['Your sign-in link for 1Relay'])
  })

  it('takes no invitation of the mailbox along', async () => {
    const { id, admin } = await makeWorkspace(controlPlane)
    await proveEmailOf(controlPlane, admin)
    const invited = { json: { email: maker.email, role: 'viewer' }, session: admin.session }
    expectOk(await ask('POST', `/v1/workspaces/${id}/invitations`, invited))
    expectOk(await confirm({ token: await linkFor(), startsClean: true }))
    const { data } = expectOk(await ask('GET', `/v1/workspaces/${id}/invitations`, { session: admin.session }))
    expect(data.invitations).toHaveLength(1)
  })

  it.each([
    ['a program', () => ({ session: maker.session })],
    ['a browser', () => ({ cookie: maker.session, headers: { origin: PUBLIC_ORIGIN } })],
  ])('is proved, with everything in it, by %s that is signed in to it', async (_, shown) => {
    const { bot, app, workspace, token } = await settleIn()
    const { data } = expectOk(await confirm({ token: await linkFor() }, shown()))
    expect(data.account).toMatchObject({ id: maker.accountId, hasPassword: true, hasVault: true, isEmailProved: true })
    expect((await account(maker.session)).status).toBe(200)
    expect(await statusOf(bot.id)).toBe('live')
    expect((await ask('GET', '/v1/connections', { app })).status).toBe(200)
    expect((await ask('GET', `/v1/workspaces/${workspace.id}`, { session: token })).status).toBe(200)
  })

  it.each([
    ['of somebody else', async () => ({ session: (await registerPerson(controlPlane)).session })],
    ['that was ended', async () => ({ session: `${maker.session.slice(0, -1)}A` })],
    [
      'in a page of another origin',
      async () => ({ cookie: maker.session, headers: { origin: 'https://evil.example' } }),
    ],
  ])('is not proved by a session %s', async (_, shown) => {
    expect((await confirm({ token: await linkFor() }, await shown())).code).toBe('account_unproved')
    expect((await account(maker.session)).data.account.isEmailProved).toBe(false)
  })
})

describe('an account of an address that was proved', () => {
  it('stays as it is, whoever says that they start clean', async () => {
    const workspace = await makeGuarded(controlPlane)
    await proveEmailOf(controlPlane, workspace.admin)
    const { token } = await makeManagementToken(controlPlane, workspace, { role: 'viewer' })
    const again = await provedPerson(controlPlane, workspace.admin.email)
    expect(again.accountId).toBe(workspace.admin.accountId)
    expect((await ask('GET', `/v1/workspaces/${workspace.id}`, { session: token })).status).toBe(200)
  })
})
