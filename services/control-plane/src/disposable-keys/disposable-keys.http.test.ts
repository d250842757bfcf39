import { hash } from 'node:crypto'
import { redisKeys } from '@1relay/contracts'
import { parseToken } from '@1relay/vault'
import { Redis } from 'ioredis'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import {
  announce,
  countAuditEntries,
  issue,
  keyOrder,
  makeRelayKey,
  protect,
  setPlan,
} from '../testing/protected-keys.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'
import { UsageIntake } from '../usage/index.js'

let controlPlane: ControlPlane
let redis: Redis
let workspace: TestWorkspace
let stripe: string
let openai: string
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now })
  redis = new Redis(controlPlane.redisUrl)
  await announce(controlPlane, await makeRelayKey())
  workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
  stripe = await protect(controlPlane, workspace)
  openai = await protect(controlPlane, workspace, { upstream: 'openai', name: 'OpenAI production' })
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const at = (id = '', of = workspace) => `/v1/workspaces/${of.id}/keys${id && `/${id}`}`
const asAdmin = (method: string, path: string, json?: unknown) =>
  ask(method, path, { json, session: workspace.admin.session })
const order = (changes: Record<string, unknown> = {}) => asAdmin('POST', at(), keyOrder(stripe, changes))
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')
const later = (ms: number) => new Date(now.getTime() + ms).toISOString()
const person = { owner: 'person', holderEmail: 'Robin@Example.com' }
const YEAR_MS = 365 * 86_400_000

describe('201', () => {
  it.each([
    ['application', 'rk_app', {}],
    ['agent', 'rk_agent', {}],
    ['vendor', 'rk_vendor', { holderEmail: 'vendor@example.com' }],
    ['person', 'rk_person', { holderEmail: 'person@example.com' }],
  ])('issues the key of a %s as %s, shown once and known to relays at once', async (owner, prefix, changes) => {
    const { data, status } = await order({ owner, ...changes })
    expect(status).toBe(201)
    const parsed = parseToken(data.token)
    if (!parsed.ok) throw new Error(parsed.reason)
    const { id, auth } = parsed.token
    expect([parsed.token.prefix, id, data.baseUrl]).toEqual([prefix, data.key.id, `http://1relay.test/${stripe}`])
    expect(await projectionOf(id)).toMatchObject({
      status: 'live',
      prefix,
      ledgerId: workspace.id,
      verifier: hash('sha256', auth, 'base64url'),
      scope: { methods: ['GET'], paths: ['/v1/customers/*'] },
      credentials: [{ custody: 'relay', upstream: 'https://api.stripe.com', ownerId: stripe }],
      expiresAt: now.getTime() + 3_600_000,
    })
    const seen = await asAdmin('GET', at(id))
    expect(seen.data.key).toMatchObject({ hint: `${prefix}_${id}_…`, owner, requests: 0, lastUsedAt: null })
    const [{ dump }] = await controlPlane.database.query(
      'SELECT (SELECT json_agg(g)::text FROM grants g) || (SELECT json_agg(k)::text FROM disposable_keys k) AS dump',
    )
    for (const text of [seen.text, dump, controlPlane.log.join('')]) expect(text).not.toContain(auth)
  })

  it('has the holder of a person’s key confirm networks, unless an admin says otherwise', async () => {
    const byDefault = (await order(person)).data.key
    expect(byDefault).toMatchObject({ holderEmail: 'robin@example.com', network: { mode: 'confirm', cidrs: [] } })
    expect((await projectionOf(byDefault.id)).network).toEqual({ mode: 'confirm', cidrs: [] })
    const open = (await order({ ...person, network: { mode: 'any' } })).data.key
    expect((await projectionOf(open.id)).network).toBeUndefined()
  })

  it('pins a key to networks in their one spelling', async () => {
    const cidrs = ['203.0.113.0/24', '203.0.113.7', '2001:DB8::/32', '2001:0db8::/32', '::ffff:198.51.100.1']
    const { data } = await order({ network: { mode: 'allowlist', cidrs } })
    const normal = ['203.0.113.0/24', '203.0.113.7/32', '2001:db8::/32', '198.51.100.1/32']
    expect(data.key.network).toEqual({ mode: 'allowlist', cidrs: normal })
    expect((await projectionOf(data.key.id)).network).toEqual({ mode: 'allowlist', cidrs: normal })
  })

  it('sets budgets and models where they can be kept, and an end that is never for an application only', async () => {
    const budgets = [{ period: 'day', capMicros: 1000 }]
    const limits = { requestsPerMinute: 5, concurrentRequests: 1 }
    const changes = { connectionId: openai, budgets, limits, models: ['gpt-*'], deniedQueryParameters: ['expand'] }
    const { data } = await order({ ...changes, ttlSeconds: undefined, expiresAt: null })
    expect(data.key).toMatchObject({ expiresAt: null, limits, models: ['gpt-*'], deniedQueryParameters: ['expand'] })
    expect(data.key.budgets).toMatchObject([{ period: 'day', capMicros: 1000, spentMicros: 0 }])
    expect(await projectionOf(data.key.id)).toMatchObject({ expiresAt: null, budgets, limits })
  })
})

describe('200', () => {
  it('lists page by page, by everything that a list is looked through for', async () => {
    const of = await makeWorkspace(controlPlane)
    await setPlan(controlPlane, of, 'team')
    const [first, second] = [await protect(controlPlane, of), await protect(controlPlane, of)]
    const make = async (connectionId: string, changes: Record<string, unknown>) => {
      now = new Date(now.getTime() + 1)
      return (await issue(controlPlane, of, connectionId, changes)).id
    }
    const a = await make(first, { name: 'A 100%', environment: 'ci' })
    const b = await make(first, { name: 'B', owner: 'person', holderEmail: 'robin@example.com' })
    const c = await make(second, { name: 'C', owner: 'agent', environment: 'staging' })
    const d = await make(second, { name: 'D', ttlSeconds: 60 })
    await ask('DELETE', at(c, of), { session: of.admin.session })
    now = new Date(now.getTime() + 60_000)
    const list = async (query = '') => {
      const { data } = await ask('GET', `${at('', of)}?${query}`, { session: of.viewer.session })
      return { ids: data.keys.map(({ id }: { id: string }) => id), next: data.nextCursor }
    }
    expect((await list()).ids).toEqual([d, c, b, a])
    const page = await list('pageSize=3')
    expect([page.ids, (await list(`pageSize=3&cursor=${page.next}`)).ids]).toEqual([[d, c, b], [a]])
    for (const [query, ids] of [
      [`connectionId=${first}`, [b, a]],
      ['owner=agent', [c]],
      ['owner=delegated', []],
      ['environment=ci', [a]],
      ['status=active', [b, a]],
      ['status=revoked', [c]],
      ['status=expired', [d]],
      ['q=ROBIN', [b]],
      ['q=%25', [a]],
      [`q=${c.toLowerCase()}`, [c]],
    ] as const) {
      expect([query, (await list(query)).ids]).toEqual([query, ids])
    }
  })

  it('changes terms at once for relays, and only those that are named', async () => {
    const { id } = await issue(controlPlane, workspace, stripe, { ...person, models: undefined })
    const change = {
      name: 'Renamed',
      environment: 'ci',
      methods: ['GET', 'POST'],
      paths: ['/v1/**'],
      deniedQueryParameters: ['expand'],
      limits: { requestsPerMinute: 7 },
      expiresAt: later(YEAR_MS),
      network: { mode: 'allowlist', cidrs: ['203.0.113.7'] },
    }
    const { data } = await asAdmin('PATCH', at(id), change)
    const {
      name: _,
      environment: __,
      ...terms
    } = { ...change, network: { mode: 'allowlist', cidrs: ['203.0.113.7/32'] } }
    expect(data.key).toMatchObject({ ...change, network: terms.network, holderEmail: 'robin@example.com' })
    const { methods, paths, deniedQueryParameters, limits, network } = terms
    expect(await projectionOf(id)).toMatchObject({
      version: 2,
      scope: { methods, paths, deniedQueryParameters },
      limits,
      network,
      expiresAt: now.getTime() + YEAR_MS,
    })
    const shorter = (await asAdmin('PATCH', at(id), { expiresAt: later(1000) })).data.key
    expect(shorter).toMatchObject({ ...change, network: terms.network, expiresAt: later(1000) })
    expect((await asAdmin('PATCH', at(id), { expiresAt: null })).code).toBe('invalid_request')
    expect((await asAdmin('PATCH', at(id), { budgets: [{ period: 'day', capMicros: 1 }] })).code).toBe(
      'invalid_request',
    )
    expect((await asAdmin('PATCH', at(id), { paths: ['/../x'] })).code).toBe('invalid_request')
    expect((await projectionOf(id)).version).toBe(3)
  })

  it('keeps what a holder has confirmed when the same policy is set again', async () => {
    const { id } = await issue(controlPlane, workspace, stripe, person)
    const policy = JSON.stringify({ mode: 'confirm', cidrs: ['203.0.113.7/32'] })
    await controlPlane.database.query('UPDATE grants SET network = $2 WHERE id = $1', [id, policy])
    const set = async (mode: string) => (await asAdmin('PATCH', at(id), { network: { mode } })).data.key.network
    expect(await set('confirm')).toEqual({ mode: 'confirm', cidrs: ['203.0.113.7/32'] })
    expect(await set('any')).toEqual({ mode: 'any', cidrs: [] })
    expect(await set('confirm')).toEqual({ mode: 'confirm', cidrs: [] })
  })

  it('revokes for good, with everything that was sealed in it, twice the same as once', async () => {
    const { id } = await issue(controlPlane, workspace, stripe)
    expect((await asAdmin('DELETE', at(id))).status).toBe(200)
    expect((await asAdmin('DELETE', at(id))).status).toBe(200)
    expect(await projectionOf(id)).toMatchObject({ status: 'dead', version: 2 })
    const sql = 'SELECT credentials FROM grants WHERE id = $1'
    expect(await controlPlane.database.query(sql, [id])).toEqual([{ credentials: [] }])
  })

  it('records query strings of its calls as soon as its protected key says so', async () => {
    const connectionId = await protect(controlPlane, workspace)
    const { id } = await issue(controlPlane, workspace, connectionId)
    const path = `/v1/workspaces/${workspace.id}/protected-keys/${connectionId}`
    await asAdmin('PATCH', path, { recordsQuery: true, acceptsQueryWarning: true })
    expect(await projectionOf(id)).toMatchObject({ version: 2, recordsQuery: true })
    expect((await projectionOf((await issue(controlPlane, workspace, connectionId)).id)).recordsQuery).toBe(true)
    await asAdmin('PATCH', path, { name: 'Renamed' })
    await asAdmin('PATCH', path, { recordsQuery: false })
    expect(await projectionOf(id)).toMatchObject({ version: 3 })
    expect((await projectionOf(id)).recordsQuery).toBeUndefined()
  })

  it('says how often a key was used, and of its protected key how many live and when one was used', async () => {
    const connectionId = await protect(controlPlane, workspace)
    const [used, ended] = [
      await issue(controlPlane, workspace, connectionId),
      await issue(controlPlane, workspace, connectionId),
    ]
    await asAdmin('DELETE', at(ended.id))
    const event = { grantId: used.id, ledgerId: workspace.id, at: now.getTime(), connectionId }
    const events = [makeEvent(event), makeEvent({ ...event, decision: 'refused', reason: 'path_not_allowed' })]
    await controlPlane.server.app.get(UsageIntake, { strict: false }).take({ events })
    const lastUsedAt = now.toISOString()
    expect((await asAdmin('GET', at(used.id))).data.key).toMatchObject({ requests: 2, lastUsedAt })
    expect((await asAdmin('GET', at(ended.id))).data.key).toMatchObject({ requests: 0, lastUsedAt: null })
    const path = `/v1/workspaces/${workspace.id}/protected-keys`
    expect((await asAdmin('GET', `${path}/${connectionId}`)).data.protectedKey).toMatchObject({
      liveKeys: 1,
      lastUsedAt,
    })
    await asAdmin('DELETE', at(used.id))
    const { data } = await asAdmin('GET', path)
    expect(data.protectedKeys.find(({ id }: { id: string }) => id === connectionId)).toMatchObject({
      liveKeys: 0,
      lastUsedAt,
    })
  })

  it('has every change in the audit once, and none that was refused', async () => {
    const before = await countAuditEntries(controlPlane, workspace)
    const { id } = await issue(controlPlane, workspace, stripe)
    await order({ paths: [] })
    await asAdmin('PATCH', at(id), { paths: ['/v1/charges'] })
    await asAdmin('PATCH', at(id), { paths: ['/..'] })
    await asAdmin('DELETE', at(id))
    await asAdmin('DELETE', at(id))
    expect((await countAuditEntries(controlPlane, workspace)) - before).toBe(3)
  })
})
