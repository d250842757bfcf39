import { formatToken, makeHalf } from '@1relay/vault'
import { type Answer, type Ask, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { boundsOf, type Guarded, makeGuarded, makeManagementToken } from '../testing/management.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { countAuditEntries } from '../testing/protected-keys.testing.js'
import { proveEmailOf } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let guarded: Guarded
let other: Guarded
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now, config: { trustProxyHops: 1 } })
  guarded = await makeGuarded(controlPlane)
  other = await makeGuarded(controlPlane)
})
afterAll(() => controlPlane.close())

const pathOf = ({ id }: { id: string }): string => `/v1/workspaces/${id}/management-tokens`
const create = (json: unknown, session = guarded.admin.session): Promise<Answer> =>
  controlPlane.ask('POST', pathOf(guarded), { json, session })
const make = (order: Record<string, unknown>) => makeManagementToken(controlPlane, guarded, order)
const revoke = (id: string, session = guarded.admin.session): Promise<Answer> =>
  controlPlane.ask('DELETE', `${pathOf(guarded)}/${id}`, { session })
const shown = (answer: Answer): [number, string | undefined] => [answer.status, answer.code]

/** A request that reads, with a management token; the address is what our proxy saw. */
const read = (token: string, ask: { from?: string; method?: string; path?: string; headers?: Ask['headers'] } = {}) => {
  const { from = '203.0.113.7', method = 'GET', path = pathOf(guarded), headers = {} } = ask
  return controlPlane.ask(method, path, { session: token, headers: { 'x-forwarded-for': from, ...headers } })
}

describe('400', () => {
  const provisioner = () => ({ name: 'x', role: 'provisioner', bounds: boundsOf(guarded) })

  it.each<[string, () => Record<string, unknown>]>([
    ['a provisioner without bounds', () => ({ name: 'x', role: 'provisioner' })],
    ['an admin with bounds', () => ({ ...provisioner(), role: 'admin' })],
    ['a provisioner with paths of its own', () => ({ ...provisioner(), paths: ['/v1/**'] })],
    ['a provisioner with methods of its own', () => ({ ...provisioner(), methods: ['GET'] })],
    ['bounds of a protected key of another workspace', () => ({ ...provisioner(), bounds: boundsOf(other) })],
    ['bounds without paths', () => ({ ...provisioner(), bounds: boundsOf(guarded, { paths: [] }) })],
    ['an expiry that is over', () => ({ name: 'x', role: 'admin', expiresAt: now.toISOString() })],
    ['a network with bits behind its prefix', () => ({ name: 'x', role: 'admin', cidrs: ['203.0.113.7/24'] })],
    ['a network that is none', () => ({ name: 'x', role: 'admin', cidrs: ['1.2.3'] })],
    ['an empty list of networks', () => ({ name: 'x', role: 'admin', cidrs: [] })],
    ['a role that there is not', () => ({ name: 'x', role: 'owner' })],
    [
      'a budget of one period twice',
      () => {
        const budgets = [1, 2].map((capMicros) => ({ period: 'day', capMicros }))
        return { ...provisioner(), bounds: boundsOf(guarded, { budgets }) }
      },
    ],
  ])('takes no %s', async (_, order) => {
    expect(shown(await create(order()))).toEqual([400, 'invalid_request'])
  })
})

describe('401', () => {
  it('knows no token that was never made, nor one with another half or a slip of the pen', async () => {
    const { token } = await make({ role: 'admin' })
    const [, , id = '', auth = '', check = ''] = token.split('_')
    const forged = [
      `rk_mgmt_${id}_${auth}_${check === '000000' ? '000001' : '000000'}`,
      `rk_mgmt_${id}_${auth.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}_${check}`,
      'rk_mgmt_x',
      `rk_app_${id}_${auth}_${check}`,
    ]
    for (const text of forged) expect((await read(text)).status).toBe(401)
    expect((await read(token)).status).toBe(200)
  })

  it('takes it from no cookie', async () => {
    const { token } = await make({ role: 'admin' })
    expect((await controlPlane.ask('GET', pathOf(guarded), { cookie: token })).status).toBe(401)
  })

  it('knows it no more from the millisecond of its expiry on', async () => {
    const start = now
    const { token } = await make({ role: 'viewer', expiresAt: new Date(start.getTime() + 60_000).toISOString() })
    now = new Date(start.getTime() + 59_999)
    expect((await read(token)).status).toBe(200)
    now = new Date(start.getTime() + 60_000)
    expect(shown(await read(token))).toEqual([401, 'invalid_token'])
    now = start
  })

  it('knows it no more once it is revoked', async () => {
    const { id, token } = await make({ role: 'admin' })
    expect((await read(token)).status).toBe(200)
    expectOk(await revoke(id))
    expect(shown(await read(token))).toEqual([401, 'invalid_token'])
  })

  it('knows it no more once its workspace is deleted', async () => {
    const gone = await makeGuarded(controlPlane)
    const { token } = await makeManagementToken(controlPlane, gone, { role: 'admin' })
    expect((await read(token, { path: pathOf(gone) })).status).toBe(200)
    const path = `/v1/workspaces/${gone.id}?confirm=${encodeURIComponent(gone.name)}`
    expectOk(await controlPlane.ask('DELETE', path, { session: gone.admin.session }))
    expect((await read(token, { path: pathOf(gone) })).status).toBe(401)
  })
})

describe('403', () => {
  it('lets no token make another, whatever its role', async () => {
    const [admin, viewer] = [await make({ role: 'admin' }), await make({ role: 'viewer' })]
    const provisioner = await make({ role: 'provisioner', bounds: boundsOf(guarded) })
    for (const { token } of [admin, viewer, provisioner]) {
      expect(shown(await create({ name: 'x', role: 'admin' }, token))).toEqual([403, 'person_required'])
    }
  })

  it('lets viewers make and revoke none, be they people or tokens', async () => {
    const { id, token } = await make({ role: 'viewer' })
    expect(shown(await create({ name: 'x', role: 'viewer' }, guarded.viewer.session))).toEqual([403, 'role_required'])
    expect(shown(await revoke(id, guarded.viewer.session))).toEqual([403, 'role_required'])
    expect(shown(await revoke(id, token))).toEqual([403, 'role_required'])
    expect((await controlPlane.ask('GET', pathOf(guarded), { session: guarded.viewer.session })).status).toBe(200)
  })

  it('lets a provisioner read nothing of its workspace', async () => {
    const { token } = await make({ role: 'provisioner', bounds: boundsOf(guarded) })
    for (const path of [
      '',
      '/members',
      '/keys',
      '/protected-keys',
      `/protected-keys/${guarded.connectionId}`,
      '/trusted-ips',
      '/management-tokens',
      '/audit',
    ]) {
      const { code } = await read(token, { path: `/v1/workspaces/${guarded.id}${path}` })
      expect([path, code]).toEqual([path, expect.stringMatching(/^(role_required|not_found)$/)])
    }
  })

  it.each([
    ['198.51.100.1', {}],
    ['203.0.113.7, 198.51.100.1', {}],
    ['198.51.100.1', { 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7', 'x-client-ip': '203.0.113.7' }],
    ['198.51.100.1', { 'cf-connecting-ip': '203.0.113.7', 'true-client-ip': '203.0.113.7' }],
    ['2001:db8::1', {}],
  ])('is used from its networks only: not from %s, whatever the caller claims', async (from, headers) => {
    const { token } = await make({ role: 'admin', cidrs: ['203.0.113.0/24'] })
    expect(shown(await read(token, { from, headers }))).toEqual([403, 'network_not_allowed'])
  })

  it('believes no forwarded address where no proxy of ours stands in front', async () => {
    const { token } = await make({ role: 'admin', cidrs: ['127.0.0.0/8'] })
    // One hop is trusted here: without the header the peer itself counts.
    expect((await controlPlane.ask('GET', pathOf(guarded), { session: token })).status).toBe(200)
    expect(shown(await read(token, { from: '127.0.0.1, 198.51.100.1' }))).toEqual([403, 'network_not_allowed'])
  })

  it('is used for its methods and paths only, in any spelling of them', async () => {
    const readOnly = await make({ role: 'admin', methods: ['GET'] })
    expect(shown(await revoke(readOnly.id, readOnly.token))).toEqual([403, 'method_not_allowed'])
    const { token } = await make({ role: 'admin', paths: ['/v1/workspaces/*/trusted-ips'] })
    expect((await read(token, { path: `/v1/workspaces/${guarded.id}/trusted-ips?pageSize=1` })).status).toBe(200)
    expect(shown(await read(token))).toEqual([403, 'path_not_allowed'])
    for (const path of ['/%74rusted-ips', '/trusted-ips/../management-tokens', '//trusted-ips', '/trusted%2Dips']) {
      const answer = await read(token, { path: `/v1/workspaces/${guarded.id}${path}` })
      expect([path, answer.status < 300]).toEqual([path, false])
    }
  })

  it('records a use that it denied, and not every one of a flood', async () => {
    const { token } = await make({ role: 'admin', cidrs: ['203.0.113.0/24'] })
    const before = await countAuditEntries(controlPlane, guarded)
    await Promise.all(Array.from({ length: 8 }, () => read(token, { from: '198.51.100.1' })))
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 1)
  })
})

describe('404', () => {
  it('has no token of another workspace, for its admin or its token', async () => {
    const [{ id }, { token }] = [
      await make({ role: 'admin' }),
      await makeManagementToken(controlPlane, other, { role: 'admin' }),
    ]
    for (const session of [other.admin.session, token]) {
      expect(shown(await controlPlane.ask('GET', pathOf(guarded), { session }))).toEqual([404, 'not_found'])
      expect(shown(await revoke(id, session))).toEqual([404, 'not_found'])
      expect(shown(await controlPlane.ask('DELETE', `${pathOf(other)}/${id}`, { session }))).toEqual([404, 'not_found'])
    }
  })
})

describe('409', () => {
  it('keeps at most a hundred that have not ended', async () => {
    const full = await makeGuarded(controlPlane)
    await Promise.all(Array.from({ length: 97 }, () => makeManagementToken(controlPlane, full, { role: 'viewer' })))
    const path = pathOf(full)
    const last = () =>
      controlPlane.ask('POST', path, { json: { name: 'x', role: 'viewer' }, session: full.admin.session })
    const statuses = (await Promise.all(Array.from({ length: 6 }, last))).map(({ status }) => status).sort()
    expect(statuses).toEqual([201, 201, 201, 409, 409, 409])
  })
})

describe('200 and 201', () => {
  it('shows a token once, keeps a digest of its half, and never shows that either', async () => {
    const order = {
      name: 'Deploy bot',
      role: 'admin',
      cidrs: ['203.0.113.7', '2001:DB8::/32'],
      methods: ['GET'],
      paths: ['/v1/**'],
    }
    const { data } = expectOk(await create(order))
    expect(data.token).toMatch(/^rk_mgmt_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
    const { managementToken } = data
    expect(managementToken).toMatchObject({
      ...order,
      cidrs: ['203.0.113.7/32', '2001:db8::/32'],
      status: 'active',
      bounds: null,
    })
    expect(managementToken.createdBy).toEqual({
      type: 'account',
      id: guarded.admin.accountId,
      label: guarded.admin.email,
    })
    const [, , , auth = ''] = data.token.split('_')
    const list = await controlPlane.ask('GET', pathOf(guarded), { session: guarded.viewer.session })
    expect(list.text).not.toContain(auth)
    const rows = await controlPlane.database.query<unknown[]>('SELECT * FROM management_tokens')
    expect(JSON.stringify(rows)).not.toContain(auth)
    expect(controlPlane.log.join()).not.toContain(auth)
    expect(list.data.managementTokens.every((one: object) => !('verifier' in one))).toBe(true)
  })

  it('says when it was last used, and pages through all of them, newest first', async () => {
    const { id, token } = await make({ role: 'viewer' })
    expectOk(await read(token))
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Answer = expectOk(
        await controlPlane.ask('GET', `${pathOf(guarded)}?pageSize=7${cursor && `&cursor=${cursor}`}`, {
          session: guarded.admin.session,
        }),
      )
      const used = page.data.managementTokens.find((one: { id: string }) => one.id === id)
      if (used !== undefined) expect(used.lastUsedAt).toBe(now.toISOString())
      ids.push(...page.data.managementTokens.map((one: { id: string }) => one.id))
      cursor = page.data.nextCursor
    }
    expect(new Set(ids).size).toBe(ids.length)
    const [row] = await controlPlane.database.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM management_tokens WHERE workspace_id = $1',
      [guarded.id],
    )
    expect(ids).toHaveLength(row?.count ?? -1)
  })

  it('is revoked once, however often it is asked for, and by an admin token too', async () => {
    const [{ id }, { token }] = [await make({ role: 'viewer' }), await make({ role: 'admin' })]
    const before = await countAuditEntries(controlPlane, guarded)
    const answers = await Promise.all([revoke(id), revoke(id, token), revoke(id)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 1)
  })
})

describe('a leaked token', () => {
  const report = (token: string): Promise<Answer> => controlPlane.ask('POST', '/v1/tokens/revoke', { json: { token } })

  it('is ended by whoever shows it, and its admins are told', async () => {
    const { token } = await make({ role: 'admin', name: 'Nightly export' })
    const before = await countAuditEntries(controlPlane, guarded)
    await proveEmailOf(controlPlane, guarded.admin)
    expectOk(await report(token))
    expect(shown(await read(token))).toEqual([401, 'invalid_token'])
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 1)
    const told = (await mailsTo(controlPlane, guarded.admin.email)).filter(({ text }) =>
      text.includes('Nightly export'),
    )
    expect(told).toHaveLength(1)
    expect(await mailsTo(controlPlane, guarded.viewer.email)).toEqual([])
  })

  it('lives on when only its id is known', async () => {
    const { id, token } = await make({ role: 'admin' })
    expectOk(await report(formatToken({ prefix: 'rk_mgmt', id, auth: makeHalf() })))
    expect((await read(token)).status).toBe(200)
  })
})
