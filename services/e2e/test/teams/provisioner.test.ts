import { call, canary, expectData } from '../../house/api.js'
import { until } from '../../house/fleet/index.js'
import { type OwnRelay, startOwnRelay } from '../../house/own-relay.js'
import { makeTeam, protect, readAudit, type Team } from '../../house/team.js'
import { Upstream } from '../../house/upstream.js'

const ORIGIN = 'https://crm.vendor.example'
const PATH = '/api/v1/delegated-credentials'
const secret = canary('crm-real-key-')

interface Minted {
  id: string
  token: string
  expires_at: string
}

let team: Team
let crm: Upstream
let relay: OwnRelay
let connectionId: string
let provisioner: { id: string; token: string }

beforeAll(async () => {
  team = await makeTeam()
  crm = await Upstream.start((_, res) => res.end('contacts'))
  relay = await startOwnRelay({ [ORIGIN]: crm.origin })
  connectionId = await protect(team, { upstream: ORIGIN, auth: { kind: 'bearer' }, secret })
  const scope = { connectionIds: [connectionId], methods: ['GET'], paths: ['/crm/v3/objects/**'] }
  const bounds = { ...scope, ttlSecondsMax: 900, liveKeysMax: 2 }
  const { managementToken, token } = await expectData<{ managementToken: { id: string }; token: string }>(
    `${team.path}/management-tokens`,
    { as: team.admin.session, body: { name: 'Night agent', role: 'provisioner', bounds } },
  )
  provisioner = { id: managementToken.id, token }
})
afterAll(async () => {
  await relay?.stop()
  await crm?.stop()
})

/** RelayKey's own example. */
const bodyOf = (changes: Record<string, unknown> = {}) => ({
  connection_id: connectionId,
  name: 'agent-run-2026-05-01',
  allowed_methods: ['GET'],
  allowed_paths: ['/crm/v3/objects/contacts/*'],
  ttl_seconds: 900,
  ...changes,
})
const mint = (): Promise<Minted> => expectData<Minted>(PATH, { as: provisioner.token, body: bodyOf() })
const fetchAs = (token: string, path: string, method = 'GET'): Promise<Response> =>
  fetch(`${relay.origin}/${connectionId}${path}`, { method, headers: { authorization: `Bearer ${token}` } })

describe('an agent with a provisioner of its own', () => {
  it('mints a key, calls what that allows, and nothing else reaches the upstream', async () => {
    const { token } = await mint()
    expect(token).toMatch(/^rk_proxy_/)
    const answer = await fetchAs(token, '/crm/v3/objects/contacts/7')
    expect([answer.status, await answer.text()]).toEqual([200, 'contacts'])
    expect(crm.seen.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`)
    const before = crm.seen.length
    for (const path of ['/crm/v3/objects/contacts', '/crm/v3/objects/contacts/', '/crm/v3/objects/companies/1', '/']) {
      expect((await fetchAs(token, path)).status).toBe(403)
    }
    expect((await fetchAs(token, '/crm/v3/objects/contacts/7', 'DELETE')).status).toBe(403)
    expect(crm.seen).toHaveLength(before)
  })

  it('cannot call anything with the token that mints, nor read its workspace', async () => {
    expect((await fetchAs(provisioner.token, '/crm/v3/objects/contacts/7')).status).toBe(401)
    for (const path of ['', '/keys', '/protected-keys', '/audit', '/members']) {
      const answer = await call(`${team.path}${path}`, { as: provisioner.token })
      expect([path, answer.status]).toEqual([path, 403])
    }
  })

  it('gets no key beyond its bounds, and the audit tells', async () => {
    const answer = await call(PATH, { as: provisioner.token, body: bodyOf({ allowed_paths: ['/crm/**'] }) })
    expect([answer.status, answer.body.error?.code]).toEqual([403, 'bounds_exceeded'])
    await until('the denial is in the audit', async () =>
      (await readAudit(team)).some(({ act }) => act?.action === 'management_token.denied'),
    )
  })

  it('loses every key at once when its admin ends it together with what it minted', async () => {
    const { token } = await mint()
    expect((await fetchAs(token, '/crm/v3/objects/contacts/7')).status).toBe(200)
    const path = `${team.path}/management-tokens/${provisioner.id}?keys=revoke`
    expect((await call(path, { as: team.admin.session, method: 'DELETE' })).status).toBe(200)
    expect((await fetchAs(token, '/crm/v3/objects/contacts/7')).status).toBe(401)
    expect((await call(PATH, { as: provisioner.token, body: bodyOf() })).status).toBe(401)
  })
})
