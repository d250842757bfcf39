import { redisKeys } from '@1relay/contracts'
import { completeToken, formatPublicToken, formatToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import { Redis } from 'ioredis'
import {
  authorize,
  connect,
  createBotToken,
  exchange,
  type LinkParties,
  makeParties,
  openSession,
} from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { createApp, registerPerson } from '../testing/people.testing.js'
import { announce, countAuditEntries, issue, makeRelayKey, protect } from '../testing/protected-keys.testing.js'
import { addMember, makeWorkspace, proveEmailOf } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let parties: LinkParties
let redis: Redis

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
  parties = await makeParties(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const revoke = (token: string) => ask('POST', '/v1/tokens/revoke', { json: { token } })
const isLive = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? '{}').status === 'live'
const done = { success: true }

/** The same token with another auth half. */
const forge = (token: string): string => {
  const parsed = parseToken(token)
  if (!parsed.ok) throw new Error(parsed.reason)
  return formatToken({ ...parsed.token, auth: makeHalf() })
}

describe('a token that is known by its id alone', () => {
  it('ends nothing, and the answer does not say so', async () => {
    const { connectionId, stem, seal } = await connect(controlPlane, parties)
    const person = await registerPerson(controlPlane)
    const app = await createApp(controlPlane, person)
    const { linkToken } = await openSession(controlPlane, app)
    const real = [completeToken(stem, seal), person.session, app.clientSecret, linkToken]
    for (const token of real) expect((await revoke(forge(token))).json).toEqual(done)
    expect(await isLive(connectionId)).toBe(true)
    expect((await ask('GET', '/v1/account', { session: person.session })).status).toBe(200)
    expect((await ask('GET', '/v1/connections', { app })).status).toBe(200)
    expect((await ask('POST', '/v1/link/open', { json: { linkToken } })).status).toBe(200)
  })

  it('is no other kind of token of the same grant', async () => {
    const { connectionId, stem, seal } = await connect(controlPlane, parties)
    await revoke(completeToken(stem.replace('1r_at', '1r_bt'), seal))
    expect(await isLive(connectionId)).toBe(true)
  })
})

describe('a token that is unknown', () => {
  it.each([
    ['of a grant', formatToken({ prefix: '1r_at', id: makeId(), auth: makeHalf(), seal: makeHalf() })],
    ['of a disposable key', formatToken({ prefix: 'rk_app', id: makeId(), auth: makeHalf() })],
    ['of no kind', 'sk_live_0123456789'],
  ])('%s is answered like any other', async (_, token) => {
    const answer = await revoke(token)
    expect([answer.status, answer.json]).toEqual([200, done])
  })
})

describe('whoever holds a token', () => {
  it('ends with a public token the connection that waits for its exchange, and nothing with another seal half', async () => {
    const { grantId: id, seal, proof } = await authorize(controlPlane, parties)
    const statusSeen = async () =>
      (await ask('GET', `/v1/connections/${id}`, { app: parties.app })).data.connection.status
    expect((await revoke(formatPublicToken({ id, seal: makeHalf() }))).json).toEqual(done)
    expect(await statusSeen()).toBe('pending')
    expect((await revoke(formatPublicToken({ id, seal }))).json).toEqual(done)
    expect(await statusSeen()).toBe('revoked')
    expect((await exchange(controlPlane, parties.app, { id, proof })).code).toBe('invalid_token')
  })

  it('ends nothing with a public token that was exchanged: it stands for nothing any more', async () => {
    const { connectionId: id, seal } = await connect(controlPlane, parties)
    expect((await revoke(formatPublicToken({ id, seal }))).json).toEqual(done)
    expect(await isLive(id)).toBe(true)
  })

  it('ends its connection, whatever seal half they show with it', async () => {
    const { connectionId, stem } = await connect(controlPlane, parties)
    expect((await revoke(completeToken(stem, makeHalf()))).json).toEqual(done)
    expect(await isLive(connectionId)).toBe(false)
  })

  it('ends its bot token', async () => {
    const { id, stem, seal } = await createBotToken(controlPlane, parties.person)
    await revoke(completeToken(stem, seal))
    expect(await isLive(id)).toBe(false)
  })

  it('ends its session', async () => {
    const { session } = await registerPerson(controlPlane)
    await revoke(session)
    expect((await ask('GET', '/v1/account', { session })).status).toBe(401)
  })

  it('ends its client secret', async () => {
    const app = await createApp(controlPlane, parties.owner)
    await revoke(app.clientSecret)
    expect((await ask('GET', '/v1/connections', { app })).code).toBe('invalid_client')
  })

  it('ends its Link session', async () => {
    const { linkToken } = await openSession(controlPlane, parties.app)
    await revoke(linkToken)
    expect((await ask('POST', '/v1/link/open', { json: { linkToken } })).code).toBe('link_session_expired')
  })
})

describe('whoever holds a disposable key', () => {
  it('ends it, and the workspace’s admins are told, once each', async () => {
    const workspace = await makeWorkspace(controlPlane)
    const second = await registerPerson(controlPlane)
    await addMember(controlPlane, workspace.id, second, 'admin')
    for (const admin of [workspace.admin, second]) await proveEmailOf(controlPlane, admin)
    await announce(controlPlane, await makeRelayKey())
    const { id, token } = await issue(controlPlane, workspace, await protect(controlPlane, workspace), { name: 'CI' })
    await revoke(forge(token))
    const parsed = parseToken(token)
    if (!parsed.ok) throw new Error(parsed.reason)
    await revoke(formatToken({ ...parsed.token, prefix: 'rk_agent' }))
    expect(await isLive(id)).toBe(true)
    const before = await countAuditEntries(controlPlane, workspace)
    for (let i = 0; i < 2; i++) expect((await revoke(token)).json).toEqual(done)
    expect(await isLive(id)).toBe(false)
    expect((await countAuditEntries(controlPlane, workspace)) - before).toBe(1)
    for (const { email } of [workspace.admin, second]) {
      const mails = await mailsTo(controlPlane, email)
      expect(mails.map(({ text }) => text)).toEqual([
        expect.stringContaining('The key “CI” of your workspace was reported'),
      ])
    }
    expect(await mailsTo(controlPlane, workspace.viewer.email)).toEqual([])
  })
})
