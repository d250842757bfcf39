import { redisKeys } from '@1relay/contracts'
import { makeId } from '@1relay/vault'
import { Redis } from 'ioredis'
import {
  authorize,
  connect,
  type LinkParties,
  makeApproval,
  makeParties,
  sealedCredential,
} from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { createApp, expectOk, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let parties: LinkParties
let redis: Redis
let lead = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => new Date(Date.now() + lead) })
  redis = new Redis(controlPlane.redisUrl)
  parties = await makeParties(controlPlane)
})
afterEach(() => {
  lead = 0
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const create = (json: unknown, app = parties.app) => ask('POST', '/v1/link/sessions', { json, app })
const open = (linkToken: string) => ask('POST', '/v1/link/open', { json: { linkToken } })
const update = (json: unknown, session = parties.person.session) => ask('POST', '/v1/link/update', { json, session })
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')
const tokenFor = async (connectionId: string, asked = {}): Promise<string> =>
  expectOk(await create({ connectionId, ...asked })).data.linkToken
const revoke = (id: string) => ask('DELETE', `/v1/connections/${id}`, { session: parties.person.session })
const connection = () => connect(controlPlane, parties)

describe('400', () => {
  it.each([
    ['neither providers nor a connection', {}],
    ['a redirect to another origin', { redirectUri: 'https://evil.example/done' }],
    ['a redirect with a fragment', { redirectUri: 'https://app.example/done#x' }],
    ['a redirect without TLS', { redirectUri: 'http://app.example/done' }],
  ])('makes no session for %s', async (name, asked) => {
    const providers = name.startsWith('a redirect') ? { requestedProviders: ['openai'] } : {}
    expect((await create({ ...providers, ...asked })).code).toBe('invalid_request')
  })

  it('keeps the two kinds of session apart', async () => {
    const { connectionId } = await connection()
    const linkToken = await tokenFor(connectionId)
    const { json } = await makeApproval({ linkToken, linkSessionId: '', grantId: connectionId })
    const approved = await ask('POST', '/v1/link/authorize', { json, session: parties.person.session })
    expect(approved.code).toBe('invalid_request')
    const { data } = await create({ requestedProviders: ['openai'] })
    expect((await update({ linkToken: data.linkToken, credentials: [sealedCredential()] })).code).toBe(
      'invalid_request',
    )
  })

  it.each([
    ['a provider that was not asked for', [sealedCredential('groq')], 'invalid_request'],
    ['a provider that does not exist', [sealedCredential('nobody')], 'provider_unknown'],
    ['what is not sealed', [{ ...sealedCredential(), ciphertext: 'A'.repeat(22) }], 'invalid_request'],
  ])('adds not %s, and does not use the token up for it', async (_, credentials, code) => {
    const linkToken = await tokenFor((await connection()).connectionId)
    expect((await update({ linkToken, credentials })).code).toBe(code)
    expect((await update({ linkToken, credentials: [] })).status).toBe(200)
  })
})

describe('401', () => {
  it('changes nothing for whoever only holds the link token', async () => {
    const linkToken = await tokenFor((await connection()).connectionId)
    expect((await ask('POST', '/v1/link/update', { json: { linkToken, credentials: [] } })).status).toBe(401)
  })
})

describe('403', () => {
  it('changes the connection of its own person only', async () => {
    const { connectionId } = await connection()
    const before = await projectionOf(connectionId)
    const linkToken = await tokenFor(connectionId)
    const stranger = await registerPerson(controlPlane)
    const answer = await update({ linkToken, credentials: [sealedCredential()] }, stranger.session)
    expect([answer.status, answer.code]).toEqual([403, 'wrong_account'])
    expect(await projectionOf(connectionId)).toEqual(before)
    expect((await update({ linkToken, credentials: [] })).status).toBe(200)
  })
})

describe('404', () => {
  it('makes no session for the connection of another app, or for none', async () => {
    const { connectionId } = await connection()
    const other = await createApp(controlPlane, parties.owner)
    expect((await create({ connectionId }, other)).code).toBe('not_found')
    expect((await create({ connectionId: makeId() })).code).toBe('not_found')
  })
})

describe('409', () => {
  it('asks for no change of a connection that has ended or was never exchanged', async () => {
    const [ended, waiting] = [await connection(), await authorize(controlPlane, parties)]
    await revoke(ended.connectionId)
    for (const connectionId of [ended.connectionId, waiting.grantId]) {
      expect((await create({ connectionId })).code).toBe('connection_ended')
    }
  })

  it('never brings a connection back that was revoked meanwhile', async () => {
    const { connectionId } = await connection()
    const linkToken = await tokenFor(connectionId)
    await revoke(connectionId)
    expect((await open(linkToken)).code).toBe('connection_ended')
    const answer = await update({ linkToken, credentials: [sealedCredential()] })
    expect([answer.status, answer.code]).toEqual([409, 'connection_ended'])
    expect((await projectionOf(connectionId)).status).toBe('dead')
    const [row] = await controlPlane.database.query('SELECT credentials FROM grants WHERE id = $1', [connectionId])
    expect(row.credentials).toEqual([])
  })

  it('takes a link token once, however many come at once', async () => {
    const { connectionId } = await connection()
    const linkToken = await tokenFor(connectionId)
    const answers = await Promise.all(Array.from({ length: 5 }, () => update({ linkToken, credentials: [] })))
    expect(answers.map(({ code }) => code ?? 'changed').sort()).toEqual([
      'changed',
      ...Array.from({ length: 4 }, () => 'link_session_used'),
    ])
    expect((await projectionOf(connectionId)).version).toBe(3)
    expect((await open(linkToken)).code).toBe('link_session_used')
  })
})

describe('410', () => {
  it('takes no link token after half an hour', async () => {
    const linkToken = await tokenFor((await connection()).connectionId)
    lead = 30 * 60_000
    expect((await update({ linkToken, credentials: [] })).code).toBe('link_session_expired')
  })
})

describe('200', () => {
  it('shows the page what is there already, and where to go at the end', async () => {
    const { connectionId } = await connection()
    const asked = { redirectUri: 'https://app.example/done?a=1', state: 'xyz', requestedProviders: ['groq'] }
    const { data } = await open(await tokenFor(connectionId, asked))
    expect(data).toMatchObject({
      grantId: connectionId,
      requestedProviders: ['groq'],
      redirectUri: 'https://app.example/done?a=1',
      state: 'xyz',
      update: {
        connectionId,
        providers: ['openai'],
        budgets: [{ period: 'month', capMicros: 10_000_000 }],
        limits: {},
        models: null,
      },
    })
    const plain = await create({ requestedProviders: ['openai'] })
    expect((await open(plain.data.linkToken)).data).toMatchObject({ redirectUri: null, state: null, update: null })
  })

  it('redirects to no origin that was taken off the list since', async () => {
    const app = await createApp(controlPlane, parties.owner, { origins: ['https://a.example', 'https://b.example'] })
    const json = { requestedProviders: ['openai'], redirectUri: 'https://b.example/' }
    const { linkToken } = expectOk(await create(json, app)).data
    const origins = { json: { origins: ['https://a.example'] }, session: parties.owner.session }
    expectOk(await ask('PATCH', `/v1/apps/${app.clientId}`, origins))
    expect((await open(linkToken)).data.redirectUri).toBeNull()
  })

  it('adds a provider and new terms to the same grant: the token stays, and relays know at once', async () => {
    const { connectionId } = await connection()
    const before = await projectionOf(connectionId)
    const linkToken = await tokenFor(connectionId, { requestedProviders: ['groq'], models: ['llama*'] })
    const added = { ...sealedCredential('groq'), label: 'work' }
    const terms = { budgets: [{ period: 'day', capMicros: 5 }], limits: { requestsPerMinute: 7 } }
    expect((await update({ linkToken, credentials: [added], ...terms })).data).toEqual({ connectionId })
    const { iv, ciphertext } = added
    expect(await projectionOf(connectionId)).toEqual({
      ...before,
      ...terms,
      version: before.version + 1,
      scope: { models: ['llama*'] },
      credentials: [...before.credentials, { custody: 'token', upstream: 'groq', iv, ciphertext }],
    })
    const seen = await ask('GET', `/v1/connections/${connectionId}`, { app: parties.app })
    expect(seen.data.connection.providers).toEqual(['openai', 'groq'])
  })

  it('replaces a key, asks for the connection’s own providers by default, and keeps what is not named', async () => {
    const { connectionId } = await connection()
    const before = await projectionOf(connectionId)
    const linkToken = await tokenFor(connectionId)
    const credential = sealedCredential()
    expectOk(await update({ linkToken, credentials: [credential] }))
    const { iv, ciphertext } = credential
    const credentials = [{ custody: 'token', upstream: 'openai', iv, ciphertext }]
    expect(await projectionOf(connectionId)).toEqual({ ...before, version: before.version + 1, credentials })
  })

  it('tells the app that the session was for a change, and how it ended', async () => {
    const { connectionId } = await connection()
    const { data } = await create({ connectionId })
    const get = async () =>
      (await ask('GET', `/v1/link/sessions/${data.linkSessionId}`, { app: parties.app })).data.session
    expect(await get()).toMatchObject({ mode: 'update', status: 'created', connectionId })
    expectOk(await update({ linkToken: data.linkToken, credentials: [] }))
    expect(await get()).toMatchObject({ mode: 'update', status: 'updated', connectionId })
  })
})
