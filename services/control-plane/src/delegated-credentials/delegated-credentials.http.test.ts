import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import {
  boundsOf,
  type Guarded,
  makeGuarded,
  makeManagementToken,
  projectionOf,
} from '../testing/management.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { countAuditEntries } from '../testing/protected-keys.testing.js'

const PATH = '/api/v1/delegated-credentials'

let controlPlane: ControlPlane
let guarded: Guarded
let other: Guarded
let provisioner: { id: string; token: string }
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now })
  guarded = await makeGuarded(controlPlane)
  other = await makeGuarded(controlPlane)
})
beforeEach(async () => {
  provisioner = await makeProvisioner()
})
afterAll(() => controlPlane.close())

const makeProvisioner = (changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  makeManagementToken(controlPlane, guarded, { role: 'provisioner', bounds: boundsOf(guarded, changes), ...more })

/** The body of RelayKey's own example. */
const bodyOf = (changes: Record<string, unknown> = {}) => ({
  connection_id: guarded.connectionId,
  name: 'agent-run-2026-05-01',
  allowed_methods: ['GET'],
  allowed_paths: ['/crm/v3/objects/contacts/*'],
  ttl_seconds: 900,
  ...changes,
})
const mint = (changes: Record<string, unknown> = {}, session = provisioner.token): Promise<Answer> =>
  controlPlane.ask('POST', PATH, { json: bodyOf(changes), session })
const ask = (method: string, path: string, session = provisioner.token): Promise<Answer> =>
  controlPlane.ask(method, `${PATH}${path}`, { session })
const shown = ({ status, code }: Answer): [number, string | undefined] => [status, code]
const fieldsOf = ({ error }: Answer): (string | undefined)[] => (error?.details ?? []).map(({ field }) => field)

describe('400', () => {
  it.each<[string, Record<string, unknown>]>([
    ['without a time to live', { ttl_seconds: undefined }],
    ['for ever', { ttl_seconds: null }],
    ['for no time', { ttl_seconds: 0 }],
    ['for longer than 30 days', { ttl_seconds: 30 * 86_400 + 1 }],
    ['for part of a second', { ttl_seconds: 60.5 }],
    ['without methods', { allowed_methods: undefined }],
    ['for no method', { allowed_methods: [] }],
    ['without paths', { allowed_paths: undefined }],
    ['for no path', { allowed_paths: [] }],
    ['in camelCase', { connectionId: 'conn_0Ab1Cd2Ef3Gh4Ij5' }],
    ['with an owner of its own', { owner: 'person' }],
    ['for a network that is none', { allowed_ips: ['203.0.113.7/24'] }],
  ])('mints nothing %s', async (_, changes) => {
    expect(shown(await mint(changes))).toEqual([400, 'invalid_request'])
  })

  it('names what is wrong as the caller wrote it', async () => {
    const { token } = await makeManagementToken(controlPlane, guarded, { role: 'admin' })
    expect(fieldsOf(await mint({ allowed_paths: ['/a', '/b/../c'] }, token))).toEqual(['/allowed_paths/1'])
    expect(fieldsOf(await mint({ budgets: [{ period: 'day', cap_micros: 1 }] }, token))).toEqual(['/budgets'])
    expect(fieldsOf(await mint({ allowed_ips: ['1.2.3'] }, token))).toEqual(['/allowed_ips/0'])
  })
})

describe('401', () => {
  it('mints nothing for a session, a disposable key, nobody, or a token that has ended', async () => {
    const { data } = expectOk(await mint())
    for (const session of [guarded.admin.session, data.token as string, 'rk_mgmt_x']) {
      expect((await mint({}, session)).status).toBe(401)
    }
    expect((await controlPlane.ask('POST', PATH, { json: bodyOf() })).status).toBe(401)
    const path = `/v1/workspaces/${guarded.id}/management-tokens/${provisioner.id}`
    expectOk(await controlPlane.ask('DELETE', path, { session: guarded.admin.session }))
    expect(shown(await mint())).toEqual([401, 'invalid_token'])
  })
})

describe('403', () => {
  it('mints nothing for a viewer', async () => {
    const { token } = await makeManagementToken(controlPlane, guarded, { role: 'viewer' })
    expect(shown(await mint({}, token))).toEqual([403, 'role_required'])
  })

  it.each<[string, () => Record<string, unknown>]>([
    ['/connection_id', () => ({ connection_id: other.connectionId })],
    ['/connection_id', () => ({ connection_id: 'conn_0000000000000000' })],
    ['/allowed_methods/1', () => ({ allowed_methods: ['GET', 'DELETE'] })],
    ['/allowed_paths/0', () => ({ allowed_paths: ['/**'] })],
    ['/allowed_paths/0', () => ({ allowed_paths: ['/crm/v3/*/contacts'] })],
    ['/allowed_paths/0', () => ({ allowed_paths: ['/crm/v3/objects/../../admin'] })],
    ['/ttl_seconds', () => ({ ttl_seconds: 3601 })],
  ])('mints nothing beyond the bounds: %s', async (field, changes) => {
    const answer = await mint(changes())
    // A path with dots is within the glob as a text, and refused for what it is.
    if (answer.status === 400) return expect(fieldsOf(answer)).toEqual([field])
    expect([...shown(answer), ...fieldsOf(answer)]).toEqual([403, 'bounds_exceeded', field])
  })

  it('records that a provisioner asked for too much', async () => {
    const before = await countAuditEntries(controlPlane, guarded)
    await Promise.all([1, 2, 3].map(() => mint({ ttl_seconds: 3601 })))
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 1)
  })
})

describe('404', () => {
  it('shows and ends nothing that another token minted, or an admin issued', async () => {
    const { data } = expectOk(await mint())
    const json = {
      connectionId: guarded.connectionId,
      name: 'app',
      owner: 'application',
      methods: ['GET'],
      paths: ['/a'],
      ttlSeconds: 60,
    }
    const issued = await controlPlane.ask('POST', `/v1/workspaces/${guarded.id}/keys`, {
      json,
      session: guarded.admin.session,
    })
    const colleague = await makeProvisioner()
    const { token: stranger } = await makeManagementToken(controlPlane, other, { role: 'admin' })
    for (const [id, session] of [
      [data.id, colleague.token],
      [data.id, stranger],
      [expectOk(issued).data.key.id, provisioner.token],
    ] as [string, string][]) {
      for (const method of ['GET', 'DELETE'])
        expect(shown(await ask(method, `/${id}`, session))).toEqual([404, 'not_found'])
    }
    expect((await ask('GET', '', colleague.token)).data.delegated_credentials).toEqual([])
    expect((await projectionOf(controlPlane, data.id)).status).toBe('live')
  })
})

describe('409', () => {
  it('keeps no more keys alive than the bounds say, however many are asked for at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => mint()))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409])
    const [first] = answers.filter(({ status }) => status === 201)
    expectOk(await ask('DELETE', `/${first?.data.id}`))
    expect((await mint()).status).toBe(201)
    expect(shown(await mint())).toEqual([409, 'too_many'])
  })

  it('counts a key no more once it has expired', async () => {
    const start = now
    for (const _ of [1, 2, 3]) expectOk(await mint())
    expect((await mint()).status).toBe(409)
    now = new Date(start.getTime() + 900_000)
    expect((await mint()).status).toBe(201)
    now = start
  })
})

describe('201', () => {
  it('mints what the example asks for: short-lived, scoped, and without the upstream key', async () => {
    const { status, data, text, headers } = await mint()
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store'])
    expect(data.token).toMatch(/^rk_proxy_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
    const { token: _, ...credential } = data
    expect(credential).toEqual({
      ...{ id: data.token.split('_')[2], connection_id: guarded.connectionId, name: 'agent-run-2026-05-01' },
      ...{ status: 'active', base_url: `http://1relay.test/${guarded.connectionId}` },
      ...{ allowed_methods: ['GET'], allowed_paths: ['/crm/v3/objects/contacts/*'], deny_query_params: [] },
      ...{ allowed_ips: null, requests_per_minute: null, concurrent_requests: null, budgets: [] },
      ...{
        created_at: now.toISOString(),
        expires_at: new Date(now.getTime() + 900_000).toISOString(),
        revoked_at: null,
      },
    })
    expect(text).not.toMatch(/sk_live|ciphertext|verifier/)
    const projection = await projectionOf(controlPlane, data.id)
    expect(projection).toMatchObject({
      ...{ status: 'live', prefix: 'rk_proxy', ledgerId: guarded.id, expiresAt: now.getTime() + 900_000 },
      scope: { methods: ['GET'], paths: ['/crm/v3/objects/contacts/*'] },
    })
    expect((await ask('GET', `/${data.id}`)).data).toEqual(credential)
  })

  it('takes everything that the scope of RelayKey names', async () => {
    const order = {
      deny_query_params: ['associations'],
      allowed_ips: ['203.0.113.0/24'],
      requests_per_minute: 5,
      concurrent_requests: 2,
    }
    const { data } = expectOk(await mint(order))
    expect(data).toMatchObject(order)
    expect(await projectionOf(controlPlane, data.id)).toMatchObject({
      ...{
        scope: { deniedQueryParameters: ['associations'] },
        limits: { requestsPerMinute: 5, concurrentRequests: 2 },
      },
      network: { mode: 'allowlist', cidrs: ['203.0.113.0/24'] },
    })
  })

  it('forces on each key what the bounds say and the body leaves out', async () => {
    const forced = {
      requestsPerMinuteMax: 10,
      concurrentRequestsMax: 4,
      cidrs: ['10.0.0.0/8'],
      deniedQueryParameters: ['a'],
    }
    const { token } = await makeProvisioner(forced)
    expect(expectOk(await mint({ deny_query_params: ['b'] }, token)).data).toMatchObject({
      ...{
        requests_per_minute: 10,
        concurrent_requests: 4,
        allowed_ips: ['10.0.0.0/8'],
        deny_query_params: ['a', 'b'],
      },
    })
  })

  it('lets an admin token mint without bounds, within its workspace', async () => {
    const { token } = await makeManagementToken(controlPlane, guarded, { role: 'admin' })
    expect((await mint({ allowed_methods: ['DELETE'], allowed_paths: ['/**'] }, token)).status).toBe(201)
    expect(shown(await mint({ connection_id: other.connectionId }, token))).toEqual([404, 'not_found'])
  })
})

describe('200', () => {
  it('lists what it minted, newest first, in pages, without tokens', async () => {
    const start = now
    const ids: string[] = []
    for (const at of [1, 2, 3]) {
      now = new Date(start.getTime() + at * 1000)
      ids.unshift(expectOk(await mint()).data.id)
    }
    const first = await ask('GET', '?page_size=2')
    const second = await ask('GET', `?page_size=2&cursor=${first.data.next_cursor}`)
    const seen = [...first.data.delegated_credentials, ...second.data.delegated_credentials]
    expect(seen.map(({ id }: { id: string }) => id)).toEqual(ids)
    expect([second.data.next_cursor, first.text.includes('"token"')]).toEqual([null, false])
    now = start
  })

  it('revokes what it minted, everywhere, before it answers', async () => {
    const { data } = expectOk(await mint())
    expectOk(await ask('DELETE', `/${data.id}`))
    expectOk(await ask('DELETE', `/${data.id}`))
    expect((await projectionOf(controlPlane, data.id)).status).toBe('dead')
    expect((await ask('GET', `/${data.id}`)).data.status).toBe('revoked')
  })

  it('ends all that a leaked provisioner minted together with it, and nothing slips through meanwhile', async () => {
    const leaked = await makeProvisioner({ liveKeysMax: 50 })
    const kept = expectOk(await mint()).data.id as string
    expectOk(await mint({}, leaked.token))
    const path = `/v1/workspaces/${guarded.id}/management-tokens/${leaked.id}?keys=revoke`
    const revocation = controlPlane.ask('DELETE', path, { session: guarded.admin.session })
    const [revoked, ...minted] = await Promise.all([
      revocation,
      ...Array.from({ length: 8 }, () => mint({}, leaked.token)),
    ])
    expectOk(revoked)
    for (const { status, data } of minted) {
      if (status === 201) expect((await projectionOf(controlPlane, data.id)).status).toBe('dead')
      else expect(status).toBe(401)
    }
    expect((await projectionOf(controlPlane, kept)).status).toBe('live')
  })

  it('leaves what was minted alone when the token is revoked without it', async () => {
    const { data } = expectOk(await mint())
    const path = `/v1/workspaces/${guarded.id}/management-tokens/${provisioner.id}`
    expectOk(await controlPlane.ask('DELETE', path, { session: guarded.admin.session }))
    expect((await projectionOf(controlPlane, data.id)).status).toBe('live')
    const before = await countAuditEntries(controlPlane, guarded)
    for (const _ of [1, 2]) {
      expectOk(await controlPlane.ask('DELETE', `${path}?keys=revoke`, { session: guarded.admin.session }))
    }
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 1)
    expect((await projectionOf(controlPlane, data.id)).status).toBe('dead')
  })
})
