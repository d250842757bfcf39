import { type Answer, type Ask, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { connect } from '../testing/grants.testing.js'
import { createApp, expectOk, type Person, registerPerson, type TestApp } from '../testing/people.testing.js'
import { PostgresAppStore } from './app-store.postgres.js'
import { Apps } from './apps.service.js'

let controlPlane: ControlPlane
let person: Person
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now })
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
})
afterAll(() => controlPlane.close())

const ask = (method: string, path: string, json?: unknown): Promise<Answer> => {
  const carried: Ask = { session: person.session, ...(json !== undefined && { json }) }
  return controlPlane.ask(method, path, carried)
}

// As the guard asks, so that this does not hang on which routes take apps.
const isKnown = async (clientId: string, clientSecret: string): Promise<boolean> =>
  (await controlPlane.server.app.get(Apps, { strict: false }).findClient(clientId, clientSecret)) !== undefined

const rotate = async ({ clientId }: TestApp, overlapSeconds?: number): Promise<Answer> =>
  ask('POST', `/v1/apps/${clientId}/secrets`, overlapSeconds === undefined ? undefined : { overlapSeconds })

describe('400', () => {
  it.each([
    'https://app.example/',
    'https://app.example/path',
    'http://app.example',
    'https://user@app.example',
    'https://*.example',
    'null',
    'https://app.example:99999',
  ])('registers no origin %s', async (origin) => {
    const answer = await ask('POST', '/v1/apps', { name: 'Example', origins: [origin] })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })

  it.each(['javascript:alert(1)', 'http://app.example/logo.png', 'data:image/png;base64,AA'])(
    'takes no logo %s',
    async (logoUrl) => {
      const answer = await ask('POST', '/v1/apps', { name: 'Example', origins: ['https://app.example'], logoUrl })
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    },
  )
})

describe('404', () => {
  it('shows, changes and deletes no app of somebody else', async () => {
    const other = await registerPerson(controlPlane)
    const app = await createApp(controlPlane, other)
    const path = `/v1/apps/${app.clientId}`
    const secretId = app.clientSecret.split('_')[2]
    const answers = await Promise.all([
      ask('GET', path),
      ask('PATCH', path, { name: 'Mine' }),
      ask('DELETE', path),
      ask('POST', `${path}/secrets`),
      ask('DELETE', `${path}/secrets/${secretId}`),
    ])
    expect(answers.map(({ status, code }) => [status, code])).toEqual(Array(5).fill([404, 'not_found']))
    const seen = expectOk(await controlPlane.ask('GET', path, { session: other.session })).data.app
    expect([seen.name, seen.secrets.length]).toEqual(['Example', 1])
    expect((await ask('GET', '/v1/apps')).data.apps).toEqual([])
  })

  it('has no app after its deletion, for nobody', async () => {
    const app = await createApp(controlPlane, person)
    expectOk(await ask('DELETE', `/v1/apps/${app.clientId}`))
    expect((await ask('GET', `/v1/apps/${app.clientId}`)).code).toBe('not_found')
    expect((await rotate(app)).code).toBe('not_found')
    expect((await ask('GET', '/v1/apps')).data.apps).toEqual([])
    expect(await isKnown(app.clientId, app.clientSecret)).toBe(false)
  })
})

describe('409', () => {
  it('keeps 100 apps and not one more, however many come at once', async () => {
    const row = `SELECT substr($1, 1, 12) || lpad(n::text, 4, '0'), $1, 'a', NULL, '{}', now(), NULL`
    await controlPlane.database.query(`INSERT INTO apps ${row} FROM generate_series(1, 98) n`, [person.accountId])
    const body = { name: 'Example', origins: ['https://app.example'] }
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask('POST', '/v1/apps', body)))
    expect(answers.map(({ code }) => code ?? 'made').sort()).toEqual(['made', 'made', ...Array(3).fill('too_many')])
  })

  it('keeps ten secrets, and leaves the former ones alone when it refuses an eleventh', async () => {
    const app = await createApp(controlPlane, person)
    for (let made = 1; made < 10; made++) expectOk(await rotate(app, 3600))
    const before = (await ask('GET', `/v1/apps/${app.clientId}`)).data
    expect((await rotate(app, 60)).code).toBe('too_many')
    expect((await ask('GET', `/v1/apps/${app.clientId}`)).data).toEqual(before)
  })
})

describe('200', () => {
  it('shows the secret once', async () => {
    const body = { name: ' Ümlaut & Söhne ', origins: ['https://app.example'], logoUrl: 'https://app.example/logo.png' }
    const answer = await ask('POST', '/v1/apps', body)
    expect(answer.status).toBe(201)
    expect(answer.data.clientSecret).toMatch(/^1r_cs_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
    expect(answer.data.app).toMatchObject(body)
    const later = await ask('GET', `/v1/apps/${answer.data.app.clientId}`)
    expect(later.data.app).toEqual(answer.data.app)
    expect(later.text).not.toContain(answer.data.clientSecret.split('_')[3])
    expect(await isKnown(answer.data.app.clientId, answer.data.clientSecret)).toBe(true)
  })

  it('keeps origins as browsers send them, once each', async () => {
    const origins = ['https://app.example:443', 'https://app.example', 'http://localhost:3000', 'http://[::1]:80']
    const { data } = await ask('POST', '/v1/apps', { name: 'Example', origins })
    expect(data.app.origins).toEqual(['https://app.example', 'http://localhost:3000', 'http://[::1]'])
  })

  it('changes what is named and nothing else', async () => {
    const app = await createApp(controlPlane, person, { logoUrl: 'https://app.example/logo.png' })
    const path = `/v1/apps/${app.clientId}`
    expect((await ask('PATCH', path, { name: 'New' })).data.app).toMatchObject({
      name: 'New',
      logoUrl: 'https://app.example/logo.png',
      origins: ['https://app.example'],
    })
    expect((await ask('PATCH', path, { logoUrl: null })).data.app).toMatchObject({ name: 'New', logoUrl: null })
  })

  it('lets the former secret work for the overlap and no longer', async () => {
    const app = await createApp(controlPlane, person)
    const rotated = await rotate(app, 60)
    expect(rotated.status).toBe(201)
    const start = now
    now = new Date(start.getTime() + 59_000)
    expect(await isKnown(app.clientId, app.clientSecret)).toBe(true)
    now = new Date(start.getTime() + 60_000)
    expect(await isKnown(app.clientId, app.clientSecret)).toBe(false)
    expect(await isKnown(app.clientId, rotated.data.clientSecret)).toBe(true)
    expect((await ask('GET', `/v1/apps/${app.clientId}`)).data.app.secrets).toHaveLength(1)
    now = start
  })

  it('never prolongs a secret that is on its way out', async () => {
    const app = await createApp(controlPlane, person)
    expectOk(await rotate(app, 60))
    const { data } = await rotate(app)
    const ends = data.app.secrets.map(({ expiresAt }: { expiresAt: string | null }) => expiresAt)
    const after = (ms: number): string => new Date(now.getTime() + ms).toISOString()
    expect(ends.sort()).toEqual([after(60_000), after(86_400_000), null].sort())
  })

  it('ends one secret at once', async () => {
    const app = await createApp(controlPlane, person)
    const { clientSecret } = expectOk(await rotate(app)).data
    expectOk(await ask('DELETE', `/v1/apps/${app.clientId}/secrets/${app.clientSecret.split('_')[2]}`))
    expect(await isKnown(app.clientId, app.clientSecret)).toBe(false)
    expect(await isKnown(app.clientId, clientSecret)).toBe(true)
  })

  it('revokes every connection of a deleted app and of no other', async () => {
    const [gone, kept] = await Promise.all([createApp(controlPlane, person), createApp(controlPlane, person)])
    const parties = [gone, kept].map((app) => ({ person, app }))
    const [dead, live] = await Promise.all(parties.map((two) => connect(controlPlane, two)))
    expectOk(await ask('DELETE', `/v1/apps/${gone.clientId}`))
    const statusOf = async (id = ''): Promise<unknown> =>
      expectOk(await ask('GET', `/v1/connections/${id}`)).data.connection.status
    expect(await statusOf(dead?.grantId)).toBe('revoked')
    expect(await statusOf(live?.grantId)).toBe('active')
  })

  it('fails when the connections could not be revoked, and ends them when it is repeated', async () => {
    const { appId } = await createApp(controlPlane, person)
    const revoked: string[] = []
    let isAway = true
    const revokeGrantsOfApp = async (id: string): Promise<void> => {
      if (isAway) throw new Error('Redis is away')
      revoked.push(id)
    }
    const store = new PostgresAppStore(controlPlane.database)
    const apps = new Apps({ store, grants: { revokeGrantsOfApp }, logosUrl: '', clock: () => now })
    const key = { appId, ownerAccountId: person.accountId }
    await expect(apps.delete(key)).rejects.toThrow('Redis is away')
    isAway = false
    await apps.delete(key)
    expect(revoked).toEqual([appId])
  })

  it('takes a repeated deletion, in case revoking the connections had failed', async () => {
    const app = await createApp(controlPlane, person)
    expectOk(await ask('DELETE', `/v1/apps/${app.clientId}`))
    expect((await ask('DELETE', `/v1/apps/${app.clientId}`)).status).toBe(200)
  })
})

describe('a client secret', () => {
  it('proves nothing for another app', async () => {
    const [one, other] = await Promise.all([createApp(controlPlane, person), createApp(controlPlane, person)])
    expect(await isKnown(one.clientId, other.clientSecret)).toBe(false)
  })

  it('proves nothing with one character changed', async () => {
    const { clientId, clientSecret } = await createApp(controlPlane, person)
    const { formatToken } = await import('@1relay/vault')
    const [, , id = '', auth = ''] = clientSecret.split('_')
    const wrong = formatToken({ prefix: '1r_cs', id, auth: (auth[0] === 'A' ? 'B' : 'A') + auth.slice(1) })
    expect(await isKnown(clientId, wrong)).toBe(false)
  })

  it('is not in the database', async () => {
    const { appId, clientSecret } = await createApp(controlPlane, person)
    const rows: unknown = await controlPlane.database.query('SELECT * FROM app_secrets')
    expect(JSON.stringify(rows)).toContain(appId)
    expect(JSON.stringify(rows)).not.toContain(clientSecret.split('_')[3])
  })
})
