import type { UsageEvent } from '@1relay/contracts'
import { completeToken, formatToken, makeHalf, parseToken } from '@1relay/vault'
import { Redis } from 'ioredis'
import { authorize, connect, createBotToken } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { createApp, expectOk, type Person, registerPerson, type TestApp } from '../testing/people.testing.js'
import { startReceiver, type TestReceiver } from '../testing/receiver.testing.js'
import { announce, issue, makeRelayKey, protect } from '../testing/protected-keys.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { addMember, makeWorkspace, proveEmailOf } from '../testing/workspaces.testing.js'
import { UsageIntake } from '../usage/index.js'
import { WebhookDeliveries } from '../webhooks/deliveries.service.js'
import { Webhooks } from '../webhooks/index.js'
import { Notices } from './notices.service.js'

let controlPlane: ControlPlane
let redis: Redis
let person: Person
let app: TestApp
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  const config = { webhookOrigins: ['http://127.0.0.1:*'] }
  controlPlane = await startControlPlane({ clock: () => now, config })
  redis = new Redis(controlPlane.redisUrl)
  app = await createApp(controlPlane, await registerPerson(controlPlane), { name: 'Example <b>&' })
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
  await proveEmailOf(controlPlane, person)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const subjects = async (): Promise<string[]> =>
  (await mailsTo(controlPlane, person.email)).map(({ subject }) => subject)

/** Spends, as the usage worker is told of it; with no relay here to count, the records are what counts. */
const spend = async (grantId: string, costMicros: number): Promise<void> => {
  await redis.flushdb()
  const event: Partial<UsageEvent> = { grantId, at: now.getTime(), costMicros }
  await controlPlane.server.app.get(UsageIntake).take({ events: [makeEvent(event)] })
  await controlPlane.server.app.get(Notices).watchBudgets([grantId])
}
const connectWith = async (capMicros: number, period = 'month') =>
  connect(controlPlane, { person, app }, { approval: { budgets: [{ period, capMicros }] } })

const NEARLY = 'A 1Relay budget is nearly used up'
const WHOLLY = 'A 1Relay budget is used up'

describe('a budget', () => {
  it('is not spoken of below 80 percent, nor where there is none', async () => {
    const { connectionId } = await connectWith(1000)
    const { id } = await createBotToken(controlPlane, person)
    await spend(connectionId, 799)
    await spend(id, 5_000_000)
    expect(await subjects()).toEqual([])
  })

  it('is spoken of at 80 and at 100 percent, once each, however many calls come', async () => {
    const { connectionId } = await connectWith(1000)
    for (const cost of [800, 50, 50, 100, 1, 1]) await spend(connectionId, cost)
    expect(await subjects()).toEqual([NEARLY, WHOLLY])
  })

  it('is spoken of as used up when a call was refused for want of it, and only the one that is nearest to its end', async () => {
    const json = { budgets: [{ period: 'total', capMicros: 2000 }] }
    expectOk(await controlPlane.ask('PUT', '/v1/account/budgets', { session: person.session, json }))
    const { connectionId } = await connectWith(1000)
    const notices = controlPlane.server.app.get(Notices)
    await spend(connectionId, 700)
    await notices.watchBudgets([connectionId], new Set([connectionId]))
    expect(await subjects()).toEqual([])
    await spend(connectionId, 290)
    await notices.watchBudgets([connectionId], new Set([connectionId]))
    await notices.watchBudgets([connectionId], new Set([connectionId]))
    expect(await subjects()).toEqual([NEARLY, WHOLLY])
    const texts = (await mailsTo(controlPlane, person.email)).map(({ text }) => text)
    expect(texts.at(-1)).toContain('stands at $0.00099 of $0.001')
  })

  it('is spoken of once by several processes, and after a restart', async () => {
    const { connectionId } = await connectWith(1000)
    const { database } = controlPlane
    await spend(connectionId, 1000)
    await mailsTo(controlPlane, person.email)
    const key = `budget:${connectionId}:month:2026-11:100`
    const insert = `INSERT INTO mails (id, once_key, sealed, attempts, created_at, due_at, expires_at)
      VALUES ('another', $1, 'x', 0, now(), now(), now()) ON CONFLICT (once_key) DO NOTHING RETURNING id`
    expect(await database.query(insert, [key])).toEqual([])
    expect(await subjects()).toEqual([WHOLLY])
  })

  it('of a workspace’s key is spoken of to its admins, once each, and to no viewer', async () => {
    await announce(controlPlane, await makeRelayKey())
    const workspace = await makeWorkspace(controlPlane)
    await proveEmailOf(controlPlane, workspace.admin)
    const viewer = await registerPerson(controlPlane)
    await addMember(controlPlane, workspace.id, person, 'admin')
    await addMember(controlPlane, workspace.id, viewer, 'viewer')
    const connectionId = await protect(controlPlane, workspace, { upstream: 'openai' })
    const budgets = [{ period: 'month', capMicros: 1000 }]
    const { id } = await issue(controlPlane, workspace, connectionId, { budgets })
    for (const cost of [900, 50]) await spend(id, cost)
    expect(await subjects()).toEqual([NEARLY])
    const [mail] = await mailsTo(controlPlane, workspace.admin.email)
    expect(mail?.text).toContain('the key “Web app” of your workspace')
    expect(mail?.text).toContain(`/workspaces/${workspace.id}/keys`)
    expect(await mailsTo(controlPlane, viewer.email)).toEqual([])
  })

  it('is spoken of again in its next period', async () => {
    const start = now
    const { connectionId } = await connectWith(1000, 'day')
    await spend(connectionId, 900)
    now = new Date(start.getTime() + 86_400_000)
    await spend(connectionId, 900)
    expect(await subjects()).toEqual([NEARLY, NEARLY])
    now = start
  })

  it('of the whole account is spoken of as well', async () => {
    const json = { budgets: [{ period: 'total', capMicros: 2000 }] }
    expectOk(await controlPlane.ask('PUT', '/v1/account/budgets', { session: person.session, json }))
    const { id } = await createBotToken(controlPlane, person)
    await spend(id, 2000)
    const [mail] = await mailsTo(controlPlane, person.email)
    expect(mail?.text).toContain('The total budget of your account stands at $0.002 of $0.002.')
    expect(mail?.text).toContain('http://1relay.test/usage')
  })

  it('is spoken of in plain words, with the name of the app as text', async () => {
    const { connectionId } = await connectWith(10_000_000)
    await spend(connectionId, 10_000_000)
    const [mail] = await mailsTo(controlPlane, person.email)
    expect(mail?.text).toContain('The monthly budget of your connection to “Example <b>&” stands at $10.00 of $10.00.')
    expect(mail?.text).toContain('pass again from 2026-12-01 (UTC) on')
    expect(mail?.raw.split('Content-Type: text/html')[1]).toContain('&lt;b&gt;&amp;')
  })
})

describe('a server', () => {
  let receiver: TestReceiver
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  const listen = async (path: string, { session }: Person): Promise<string> => {
    const json = { url: receiver.url }
    return expectOk(await controlPlane.ask('POST', `${path}/webhooks`, { session, json })).data.webhook.id as string
  }
  const told = async () => {
    await controlPlane.server.app.get(WebhookDeliveries).deliver()
    return receiver.received.map(({ body }) => JSON.parse(body) as object)
  }
  const appOf = async () => {
    const developer = await registerPerson(controlPlane)
    const own = await createApp(controlPlane, developer)
    return { developer, own, path: `/v1/apps/${own.clientId}` }
  }

  it('of an app is told of budgets that people have set for it, once for each mark, and of nothing else', async () => {
    const { developer, own, path } = await appOf()
    await listen(path, developer)
    const json = { budgets: [{ period: 'total', capMicros: 2000 }] }
    expectOk(await controlPlane.ask('PUT', '/v1/account/budgets', { session: person.session, json }))
    const approval = { budgets: [{ period: 'month', capMicros: 1000 }] }
    const asked = { userReference: 'user-42' }
    const { connectionId } = await connect(controlPlane, { person, app: own }, { asked, approval })
    const { connectionId: other } = await connectWith(1000)
    for (const cost of [700, 150, 50, 200, 1]) await spend(connectionId, cost)
    await spend(other, 1000)
    const event = (percent: number, spentMicros: number) => ({
      type: 'budget.reached',
      timestamp: now.toISOString(),
      data: {
        subject: { kind: 'connection', connectionId, userReference: 'user-42' },
        period: 'month',
        percent,
        capMicros: 1000,
        spentMicros,
        resetsAt: '2026-12-01T00:00:00.000Z',
      },
    })
    expect(await told()).toEqual([event(80, 850), event(100, 1100)])
    expect(JSON.stringify(receiver.received)).not.toContain(person.email)
  })

  it('of an app is told of a connection that is revoked, once, whoever ends it; not of one that was never finished', async () => {
    const { developer, own, path } = await appOf()
    await listen(path, developer)
    const asked = { userReference: 'user-42' }
    const { connectionId } = await connect(controlPlane, { person, app: own }, { asked })
    await authorize(controlPlane, { person, app: own })
    const revoke = () => controlPlane.ask('DELETE', `/v1/connections/${connectionId}`, { session: person.session })
    expectOk(await revoke())
    await revoke()
    const other = await connect(controlPlane, { person, app: own })
    const token = completeToken(other.stem, other.seal)
    expectOk(await controlPlane.ask('POST', '/v1/tokens/revoke', { json: { token } }))
    const leaving = { session: person.session, json: { password: person.password } }
    expectOk(await controlPlane.ask('POST', '/v1/account/delete', leaving))
    const data = { connectionId, userReference: 'user-42', revokedAt: now.toISOString() }
    expect(await told()).toMatchObject([
      { type: 'connection.revoked', data },
      { type: 'connection.revoked', data: { connectionId: other.connectionId, userReference: null } },
    ])
  })

  it('of a workspace is told of the budgets of its keys', async () => {
    await announce(controlPlane, await makeRelayKey())
    const workspace = await makeWorkspace(controlPlane)
    await listen(`/v1/workspaces/${workspace.id}`, workspace.admin)
    const connectionId = await protect(controlPlane, workspace, { upstream: 'openai' })
    const { id } = await issue(controlPlane, workspace, connectionId, {
      budgets: [{ period: 'total', capMicros: 1000 }],
    })
    await spend(id, 1000)
    const data = { subject: { kind: 'key', keyId: id, name: 'Web app' }, percent: 100, resetsAt: null }
    expect(await told()).toMatchObject([{ type: 'budget.reached', data }])
  })

  it('is told once, whatever process sees it, and whatever the first answer was', async () => {
    const { developer, own, path } = await appOf()
    const webhookId = await listen(path, developer)
    receiver.answer(500)
    const approval = { budgets: [{ period: 'month', capMicros: 1000 }] }
    const { connectionId } = await connect(controlPlane, { person, app: own }, { approval })
    await spend(connectionId, 1000)
    await told()
    const webhooks = controlPlane.server.app.get(Webhooks)
    const onceKey = `budget:${connectionId}:month:2026-11:100`
    const owner = { kind: 'app', id: own.clientId.split('_').at(-1) ?? '' } as const
    await webhooks.tell(owner, { type: 'budget.reached', onceKey, data: {} })
    const { deliveries } = expectOk(
      await controlPlane.ask('GET', `${path}/webhooks/${webhookId}/deliveries`, { session: developer.session }),
    ).data
    expect(deliveries).toHaveLength(1)
  })
})

describe('a leaked token', () => {
  const revoke = (token: string) => controlPlane.ask('POST', '/v1/tokens/revoke', { json: { token } })
  const LEAKED = 'A leaked 1Relay token was revoked'

  it('is no news when its auth half is wrong', async () => {
    const { stem, seal } = await connectWith(1000)
    const parsed = parseToken(completeToken(stem, seal))
    if (!parsed.ok) throw new Error(parsed.reason)
    await revoke(formatToken({ ...parsed.token, auth: makeHalf() }))
    expect(await subjects()).toEqual([])
  })

  it('is told to its owner, once', async () => {
    const { stem, seal } = await createBotToken(controlPlane, person, { name: 'Nightly bot' })
    await revoke(completeToken(stem, seal))
    await revoke(completeToken(stem, seal))
    const [mail, ...others] = await mailsTo(controlPlane, person.email)
    expect([mail?.subject, others]).toEqual([LEAKED, []])
    expect(mail?.text).toContain('Your bot token “Nightly bot” was reported as leaked')
    expect(mail?.raw).not.toContain(parseToken(completeToken(stem, seal)).ok && stem.split('_')[3])
  })

  it('of a session or an app is told as well, and the answer says nothing of it', async () => {
    const own = await createApp(controlPlane, person, { name: 'My app' })
    const answers = [await revoke(own.clientSecret), await revoke(person.session), await revoke('1r_st_nonsense')]
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    const texts = (await mailsTo(controlPlane, person.email)).map(({ text }) => text).join()
    expect(texts).toContain('A client secret of your app “My app”')
    expect(texts).toContain('The token of one of your sessions')
  })
})

describe('an address that nobody has proved', () => {
  it('is written nothing to, whatever happens to the account that somebody made of it', async () => {
    const squatter = await registerPerson(controlPlane)
    const name = 'Invoice overdue: sign in at https://evil.example/pay'
    const { stem, seal } = await createBotToken(controlPlane, squatter, { name })
    expectOk(await controlPlane.ask('POST', '/v1/tokens/revoke', { json: { token: completeToken(stem, seal) } }))
    const json = { currentPassword: squatter.password, newPassword: 'a whole new password' }
    expectOk(await controlPlane.ask('PUT', '/v1/account/password', { session: squatter.session, json }))
    const leaving = { session: squatter.session, json: { password: json.newPassword } }
    expectOk(await controlPlane.ask('POST', '/v1/account/delete', leaving))
    expect(await mailsTo(controlPlane, squatter.email)).toEqual([])
  })
})

describe('one mailbox', () => {
  it('gets twenty letters of one kind an hour, and none the less the first of another', async () => {
    for (let made = 0; made < 25; made++) {
      const { stem, seal } = await createBotToken(controlPlane, person)
      await controlPlane.ask('POST', '/v1/tokens/revoke', { json: { token: completeToken(stem, seal) } })
    }
    expect(await subjects()).toHaveLength(20)
    const json = { currentPassword: person.password, newPassword: 'a whole new password' }
    expectOk(await controlPlane.ask('PUT', '/v1/account/password', { session: person.session, json }))
    expect((await subjects()).at(-1)).toBe('Your 1Relay password was changed')
  })
})
