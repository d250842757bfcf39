import { Webhook } from 'standardwebhooks'
import { askAudit } from '../testing/audit.testing.js'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { makeManagementToken } from '../testing/management.testing.js'
import { createApp, expectOk, type Person, registerPerson, type TestApp } from '../testing/people.testing.js'
import { startReceiver, type TestReceiver } from '../testing/receiver.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let receiver: TestReceiver
let owner: Person
let app: TestApp

beforeAll(async () => {
  controlPlane = await startControlPlane({ config: { webhookOrigins: ['http://127.0.0.1:*'] } })
  owner = await registerPerson(controlPlane)
})
beforeEach(async () => {
  receiver = await startReceiver()
  app = await createApp(controlPlane, owner)
})
afterEach(() => receiver.close())
afterAll(() => controlPlane.close())

const ask = (method: string, rest = '', json?: unknown, { session } = owner): Promise<Answer> =>
  controlPlane.ask(method, `/v1/apps/${app.clientId}/webhooks${rest}`, { session, ...(json !== undefined && { json }) })
const add = async (url = receiver.url) => {
  const { webhook, secret } = expectOk(await ask('POST', '', { url })).data
  return { id: webhook.id as string, secret: secret as string }
}
const headersOf = ({ received }: TestReceiver) => received.at(-1)?.headers as Record<string, string>

describe('a webhook', () => {
  it('has a secret that is shown once, and with which its messages are signed', async () => {
    const { id, secret } = await add()
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
    expect(expectOk(await ask('GET')).text).not.toContain(secret)
    const { delivery } = expectOk(await ask('POST', `/${id}/test`)).data
    expect(delivery).toMatchObject({ type: 'webhook.test', state: 'delivered', attempts: 1, lastStatus: 204 })
    const [message] = receiver.received
    expect(message?.path).toBe('/hook')
    const verified = new Webhook(secret).verify(message?.body ?? '', headersOf(receiver))
    expect(verified).toEqual({ type: 'webhook.test', timestamp: delivery.createdAt, data: {} })
    expect(headersOf(receiver)['webhook-id']).toBe(delivery.id)
    expect(() => new Webhook(secret).verify(`${message?.body} `, headersOf(receiver))).toThrow()
  })

  it('lies in the database without its address and its secret', async () => {
    const { secret } = await add(`${receiver.url}/a-secret-path`)
    const rows = JSON.stringify(await controlPlane.database.query('SELECT * FROM webhooks'))
    expect(rows).not.toContain('a-secret-path')
    expect(rows).not.toContain(secret.slice('whsec_'.length))
    expect(controlPlane.log.join()).not.toContain('a-secret-path')
  })

  it.each([
    ['a server that fails', 500, { lastStatus: 500, lastProblem: null, state: 'given_up' }],
    ['a redirect, which is not followed', 302, { lastStatus: 302, lastProblem: null, state: 'given_up' }],
    ['a receiver that is gone for good', 410, { lastStatus: 410, state: 'given_up', nextAttemptAt: null }],
  ] as const)('says what came of a test at %s', async (_, status, expected) => {
    const { id } = await add()
    receiver.answer(status)
    expect(expectOk(await ask('POST', `/${id}/test`)).data.delivery).toMatchObject(expected)
    expect(receiver.received).toHaveLength(1)
  })

  it('says so when nobody is there', async () => {
    const { id } = await add()
    await receiver.close()
    const { delivery } = expectOk(await ask('POST', `/${id}/test`)).data
    expect(delivery).toMatchObject({ lastStatus: null, lastProblem: 'unreachable', state: 'given_up' })
    receiver = await startReceiver()
  })

  it('that cannot be read any more is shown as such, counts, and can be deleted', async () => {
    const { id } = await add()
    await controlPlane.database.query(`UPDATE webhooks SET sealed = 'AAAA' WHERE id = $1`, [id])
    expect(expectOk(await ask('GET')).data.webhooks).toMatchObject([{ id, url: null }])
    expect(expectOk(await ask('POST', `/${id}/test`)).data.delivery).toMatchObject({ lastProblem: 'unreadable_secret' })
    expectOk(await ask('DELETE', `/${id}`))
    expect(expectOk(await ask('GET')).data.webhooks).toEqual([])
  })

  it('is told nothing any more once it is deleted, and neither once its app is', async () => {
    const { id } = await add()
    await add()
    receiver.answer(500)
    expectOk(await ask('POST', `/${id}/test`))
    expectOk(await ask('DELETE', `/${id}`))
    expect((await ask('POST', `/${id}/test`)).code).toBe('not_found')
    expect((await ask('DELETE', `/${id}`)).code).toBe('not_found')
    expect((await ask('GET', `/${id}/deliveries`)).code).toBe('not_found')
    expect(await controlPlane.database.query('SELECT * FROM webhook_messages WHERE webhook_id = $1', [id])).toEqual([])
    expectOk(await controlPlane.ask('DELETE', `/v1/apps/${app.clientId}`, { session: owner.session }))
    expect((await ask('GET')).code).toBe('not_found')
    const left = await controlPlane.database.query('SELECT id FROM webhooks WHERE app_id = $1', [
      app.clientId.split('_').at(-1),
    ])
    expect(left).toEqual([])
  })

  it.each([
    'http://api.example.com/hook',
    'https://10.0.0.1/hook',
    'https://localhost/hook',
    'https://[::ffff:169.254.169.254]/',
    'https://user:password@api.example.com/',
    'https://',
    'https://exa mple.com/',
  ])('is not made for %s', async (url) => {
    const refused = await ask('POST', '', { url })
    expect([refused.status, refused.code]).toEqual([400, 'invalid_request'])
    expect(refused.text).toContain('/url')
  })

  it('is one of five at most, whoever asks at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('POST', '', { url: receiver.url })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ code }) => code))).toEqual(
      new Set(['too_many']),
    )
  })

  it('shows what was sent there lately, newest first', async () => {
    const { id } = await add()
    expectOk(await ask('POST', `/${id}/test`))
    receiver.answer(503)
    expectOk(await ask('POST', `/${id}/test`))
    const { deliveries } = expectOk(await ask('GET', `/${id}/deliveries`)).data
    expect((deliveries as { state: string }[]).map(({ state }) => state)).toEqual(['given_up', 'delivered'])
  })
})

describe('a webhook of a workspace', () => {
  let workspace: TestWorkspace
  beforeEach(async () => {
    workspace = await makeWorkspace(controlPlane)
  })
  const askAs = (session: string, method: string, rest = '', json?: unknown): Promise<Answer> =>
    controlPlane.ask(method, `/v1/workspaces/${workspace.id}/webhooks${rest}`, {
      session,
      ...(json !== undefined && { json }),
    })

  it('is of its admins and of their tokens, and no viewer sees where it goes', async () => {
    const { admin, viewer } = workspace
    const made = expectOk(await askAs(admin.session, 'POST', '', { url: `${receiver.url}?token=of-the-receiver` })).data
    for (const session of [
      viewer.session,
      (await makeManagementToken(controlPlane, workspace, { role: 'viewer' })).token,
    ])
      for (const method of ['GET', 'POST'])
        expect((await askAs(session, method, '', method === 'POST' ? { url: receiver.url } : undefined)).status).toBe(
          403,
        )
    const { token } = await makeManagementToken(controlPlane, workspace, { role: 'admin' })
    expect(expectOk(await askAs(token, 'GET')).data.webhooks).toEqual([made.webhook])
    expect(expectOk(await askAs(token, 'POST', `/${made.webhook.id}/test`)).data.delivery.state).toBe('delivered')
    expectOk(await askAs(token, 'DELETE', `/${made.webhook.id}`))
  })

  it('is in the admin audit, by its host alone', async () => {
    const { admin } = workspace
    const made = expectOk(await askAs(admin.session, 'POST', '', { url: `${receiver.url}?token=of-the-receiver` })).data
    expectOk(await askAs(admin.session, 'DELETE', `/${made.webhook.id}`))
    const { records } = expectOk(await askAudit(controlPlane, workspace, '?kind=admin')).data
    const acts = (records as { act: { action: string; subject: object } }[]).map(({ act }) => act)
    const subject = { type: 'webhook', id: made.webhook.id, label: new URL(receiver.url).origin }
    expect(acts).toMatchObject([
      { action: 'webhook.deleted', subject },
      { action: 'webhook.created', subject },
      { action: 'workspace.created' },
    ])
    expect(JSON.stringify(records)).not.toContain('of-the-receiver')
  })

  it('goes with its workspace', async () => {
    const { admin, name } = workspace
    expectOk(await askAs(admin.session, 'POST', '', { url: receiver.url }))
    const path = `/v1/workspaces/${workspace.id}?confirm=${encodeURIComponent(name)}`
    expectOk(await controlPlane.ask('DELETE', path, { session: admin.session }))
    const left = await controlPlane.database.query('SELECT id FROM webhooks WHERE workspace_id = $1', [workspace.id])
    expect(left).toEqual([])
  })
})
