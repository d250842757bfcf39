import { redisKeys } from '@1relay/contracts'
import { makeConnectionId, makeId } from '@1relay/vault'
import { Redis } from 'ioredis'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { registerPerson } from '../testing/people.testing.js'
import { announce, issue, keyOrder, makeRelayKey, protect, setPlan } from '../testing/protected-keys.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let redis: Redis
let workspace: TestWorkspace
let stripe: string
let openai: string
const now = new Date('2026-11-21T12:00:00Z')

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

describe('400', () => {
  it.each([
    ['no methods', { methods: [] }],
    ['no paths', { paths: [] }],
    ['a method that nobody knows', { methods: ['BREW'] }],
    ['a path that is none', { paths: ['v1/customers'] }],
    ['a path that can never match', { paths: ['/v1/../admin'] }],
    ['a path with a query', { paths: ['/v1/customers?limit=1'] }],
    ['neither a lifetime nor an end', { ttlSeconds: undefined }],
    ['both a lifetime and an end', { expiresAt: '2026-11-22T12:00:00Z' }],
    ['a lifetime of less than a minute', { ttlSeconds: 59 }],
    ['a lifetime of more than a year', { ttlSeconds: 365 * 86_400 + 1 }],
    ['an end that is over', { ttlSeconds: undefined, expiresAt: '2026-11-21T12:00:00Z' }],
    ['an end in more than a year', { ttlSeconds: undefined, expiresAt: '2027-11-21T12:00:01Z' }],
    ['an agent that lives for ever', { owner: 'agent', ttlSeconds: undefined, expiresAt: null }],
    ['a person without an address', { owner: 'person' }],
    ['an application with a holder', { holderEmail: 'robin@example.com' }],
    ['a key of a provisioner, which only provisioners mint', { owner: 'delegated' }],
    ['confirmation with nobody to ask', { network: { mode: 'confirm' } }],
    ['an allowlist of nothing', { network: { mode: 'allowlist', cidrs: [] } }],
    ['an allowlist without networks', { network: { mode: 'allowlist' } }],
    ['networks that count for nothing', { network: { mode: 'any', cidrs: ['203.0.113.0/24'] } }],
    ['networks that nobody confirmed', { ...person, network: { mode: 'confirm', cidrs: ['0.0.0.0/0'] } }],
    ['a network with bits behind its prefix', { network: { mode: 'allowlist', cidrs: ['203.0.113.7/24'] } }],
    ['a network that is none', { network: { mode: 'allowlist', cidrs: ['203.0.113.256'] } }],
    ['a budget of an API that nobody can price', { budgets: [{ period: 'day', capMicros: 1 }] }],
    ['models of an API that has none', { models: ['gpt-*'] }],
    ['a budget period twice', { connectionId: 'OPENAI', budgets: Array(2).fill({ period: 'day', capMicros: 1 }) }],
  ])('refuses %s', async (_, changes: Record<string, unknown>) => {
    const answer = await order('connectionId' in changes ? { ...changes, connectionId: openai } : changes)
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })

  it('says which field is wrong, and never what was in it', async () => {
    for (const [changes, field] of [
      [{ ...person, holderEmail: 'robin@ex＠mple.com' }, '/holderEmail'],
      [{ paths: ['/v1/a', '/v1/..'] }, '/paths/1'],
      [{ network: { mode: 'allowlist', cidrs: ['203.0.113.0/24', '203.0.113.7/24'] } }, '/network/cidrs/1'],
    ] as const) {
      const { json, text } = await order(changes)
      expect(json.error.details).toEqual([{ field, problem: expect.any(String) }])
      expect(text).not.toMatch(/robin|203\.0|v1/)
    }
  })

  it('changes nothing of a key that has ended', async () => {
    const { id } = await issue(controlPlane, workspace, stripe)
    await asAdmin('DELETE', at(id))
    for (const change of [{ name: 'Alive' }, { expiresAt: later(60_000) }, { environment: 'ci' }]) {
      expect((await asAdmin('PATCH', at(id), change)).code).toBe('invalid_request')
    }
    expect((await asAdmin('GET', at(id))).data.key).toMatchObject({ name: 'Web app', environment: null })
  })
})

describe('403 and 404', () => {
  it('lets a viewer look, and change nothing', async () => {
    const { id } = await issue(controlPlane, workspace, stripe)
    const { session } = workspace.viewer
    expect((await ask('GET', at(id), { session })).status).toBe(200)
    expect((await ask('GET', at(), { session })).status).toBe(200)
    for (const [method, path, json] of [
      ['POST', at(), keyOrder(stripe)],
      ['PATCH', at(id), { paths: ['/**'] }],
      ['DELETE', at(id), undefined],
    ] as const) {
      expect([method, (await ask(method, path, { json, session })).code]).toEqual([method, 'role_required'])
    }
    expect(await projectionOf(id)).toMatchObject({ status: 'live', version: 1 })
  })

  it('is not there for strangers, nor under another workspace, nor for a grant of another kind', async () => {
    const { id } = await issue(controlPlane, workspace, stripe)
    const [stranger, other] = [await registerPerson(controlPlane), await makeWorkspace(controlPlane)]
    for (const [path, session] of [
      [at(id), stranger.session],
      [at(id, other), other.admin.session],
      [at(makeId()), workspace.admin.session],
    ] as const) {
      expect((await ask('GET', path, { session })).code).toBe('not_found')
      expect((await ask('PATCH', path, { json: { paths: ['/**'] }, session })).code).toBe('not_found')
      expect((await ask('DELETE', path, { session })).code).toBe('not_found')
    }
    expect(await projectionOf(id)).toMatchObject({ status: 'live', version: 1 })
  })

  it('issues nothing from a protected key of another workspace, of nobody, or that was deleted', async () => {
    const other = await makeWorkspace(controlPlane)
    const ofOther = await protect(controlPlane, other)
    const deleted = await protect(controlPlane, workspace)
    await asAdmin('DELETE', `/v1/workspaces/${workspace.id}/protected-keys/${deleted}`)
    for (const connectionId of [ofOther, makeConnectionId(), deleted]) {
      expect((await order({ connectionId })).code).toBe('not_found')
    }
  })
})

describe('409', () => {
  it('does not delete a protected key that has live keys, unless they are revoked first', async () => {
    const connectionId = await protect(controlPlane, workspace)
    const { id } = await issue(controlPlane, workspace, connectionId)
    const path = `/v1/workspaces/${workspace.id}/protected-keys/${connectionId}`
    expect((await asAdmin('DELETE', path)).code).toBe('protected_key_in_use')
    expect((await asAdmin('DELETE', `${path}?revokeKeys=false`)).code).toBe('protected_key_in_use')
    expect(await projectionOf(id)).toMatchObject({ status: 'live' })
    expect((await asAdmin('DELETE', `${path}?revokeKeys=true`)).status).toBe(200)
    expect(await projectionOf(id)).toMatchObject({ status: 'dead' })
    expect((await asAdmin('GET', at(id))).data.key).toMatchObject({ status: 'revoked', connectionId })
  })

  it('keeps five thousand keys a workspace that have not ended', async () => {
    const of = await makeWorkspace(controlPlane)
    const connectionId = await protect(controlPlane, of)
    const { id } = await issue(controlPlane, of, connectionId)
    const rows = await controlPlane.database.query<{ name: string }[]>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'grants' AND column_name <> 'id'",
    )
    const columns = rows.map(({ name }) => name).join(', ')
    await controlPlane.database.query(
      `INSERT INTO grants (id, ${columns}) SELECT lpad(n::text, 16, '0'), ${columns} FROM grants, generate_series(1, 4999) n WHERE id = $1`,
      [id],
    )
    const make = () => ask('POST', at('', of), { json: keyOrder(connectionId), session: of.admin.session })
    expect((await make()).code).toBe('too_many')
    expect((await ask('DELETE', at(id, of), { session: of.admin.session })).status).toBe(200)
    expect((await make()).status).toBe(201)
  })
})
