import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'
import { addMember, makeWorkspace, proveEmailOf, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let workspace: TestWorkspace

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
beforeEach(async () => {
  workspace = await makeWorkspace(controlPlane)
})
afterAll(() => controlPlane.close())

const pathOf = (who?: Person): string => `/v1/workspaces/${workspace.id}/members${who ? `/${who.accountId}` : ''}`
const ask = (method: string, path: string, { session }: Person, json?: unknown): Promise<Answer> =>
  controlPlane.ask(method, path, { session, ...(json !== undefined && { json }) })
const someoneWaits = async (): Promise<void> => {
  const sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
  while ((await controlPlane.database.query<unknown[]>(sql)).length === 0);
}
const roles = async (): Promise<Record<string, string>> => {
  const { data } = expectOk(await ask('GET', pathOf(), workspace.admin))
  return Object.fromEntries(data.members.map(({ email, role }: { email: string; role: string }) => [email, role]))
}

describe('403', () => {
  it('lets viewers remove nobody but themselves, and give nobody a role', async () => {
    const { admin, viewer } = workspace
    expect((await ask('DELETE', pathOf(admin), viewer)).code).toBe('role_required')
    expect((await ask('PATCH', pathOf(viewer), viewer, { role: 'admin' })).code).toBe('role_required')
  })
})

describe('404', () => {
  it('knows no member of another workspace', async () => {
    const other = await makeWorkspace(controlPlane)
    expect((await ask('DELETE', pathOf(other.viewer), workspace.admin)).code).toBe('not_found')
    expect((await ask('PATCH', pathOf(other.viewer), workspace.admin, { role: 'admin' })).code).toBe('not_found')
    expect((await ask('GET', pathOf(), other.admin)).code).toBe('not_found')
    expect((await ask('DELETE', pathOf(workspace.viewer), other.admin)).code).toBe('not_found')
  })
})

describe('409', () => {
  it('keeps the last admin, whoever asks', async () => {
    const { admin } = workspace
    expect((await ask('DELETE', pathOf(admin), admin)).code).toBe('last_admin')
    expect((await ask('PATCH', pathOf(admin), admin, { role: 'viewer' })).code).toBe('last_admin')
    expect(await roles()).toMatchObject({ [admin.email]: 'admin' })
  })

  it('keeps an admin when another change of the workspace is under way: it waits, and looks again', async () => {
    const [one, other] = [workspace.admin, await registerPerson(controlPlane)]
    await addMember(controlPlane, workspace.id, other, 'admin')
    const runner = controlPlane.database.createQueryRunner()
    await runner.startTransaction()
    await runner.query('SELECT 1 FROM workspaces WHERE id = $1 FOR NO KEY UPDATE', [workspace.id])
    const removing = ask('DELETE', pathOf(one), other)
    await Promise.race([removing, someoneWaits()])
    const demote = "UPDATE workspace_members SET role = 'viewer' WHERE workspace_id = $1 AND account_id = $2"
    await runner.query(demote, [workspace.id, other.accountId])
    await runner.commitTransaction()
    await runner.release()
    expect((await removing).code).toBe('last_admin')
  })
})

describe('200', () => {
  it('lists members for viewers too', async () => {
    const { data } = expectOk(await ask('GET', pathOf(), workspace.viewer))
    const { admin, viewer } = workspace
    expect(data.members).toHaveLength(2)
    expect(data.members).toEqual(
      expect.arrayContaining([
        { accountId: admin.accountId, email: admin.email, role: 'admin', joinedAt: expect.any(String) },
        { accountId: viewer.accountId, email: viewer.email, role: 'viewer', joinedAt: expect.any(String) },
      ]),
    )
  })

  it('takes effect with the next request', async () => {
    const { admin, viewer } = workspace
    expectOk(await ask('PATCH', pathOf(viewer), admin, { role: 'admin' }))
    expectOk(await ask('PATCH', pathOf(admin), viewer, { role: 'viewer' }))
    expect((await ask('PATCH', pathOf(viewer), admin, { role: 'viewer' })).code).toBe('role_required')
    expectOk(await ask('DELETE', pathOf(admin), viewer))
    expect((await ask('GET', pathOf(), admin)).code).toBe('not_found')
  })

  it.each(['removed', 'made a viewer'])(
    'ends the management tokens of an admin who is %s, and nobody else’s',
    async (fate) => {
      const { admin, viewer } = workspace
      const makeToken = async ({ session }: Person): Promise<string> => {
        const json = { name: 'automation', role: 'admin' }
        const path = `/v1/workspaces/${workspace.id}/management-tokens`
        return expectOk(await controlPlane.ask('POST', path, { json, session })).data.token
      }
      const reads = async (token: string): Promise<number> => {
        const headers = { authorization: `Bearer ${token}` }
        return (await controlPlane.ask('GET', `/v1/workspaces/${workspace.id}`, { headers })).status
      }
      expectOk(await ask('PATCH', pathOf(viewer), admin, { role: 'admin' }))
      const [kept, ended] = [await makeToken(admin), await makeToken(viewer)]
      expect([await reads(kept), await reads(ended)]).toEqual([200, 200])
      if (fate === 'removed') expectOk(await ask('DELETE', pathOf(viewer), admin))
      else expectOk(await ask('PATCH', pathOf(viewer), admin, { role: 'viewer' }))
      expect(await reads(kept)).toBe(200)
      expect([401, 404]).toContain(await reads(ended))
    },
  )

  it.each(['removed', 'made a viewer', 'leaving'])(
    'takes back the invitations of an admin who is %s, says so in the audit, and leaves those of others',
    async (fate) => {
      const { admin, viewer } = workspace
      const path = `/v1/workspaces/${workspace.id}/invitations`
      expectOk(await ask('PATCH', pathOf(viewer), admin, { role: 'admin' }))
      for (const inviter of [admin, viewer]) await proveEmailOf(controlPlane, inviter)
      expectOk(await ask('POST', path, admin, { email: 'kept@example.com', role: 'viewer' }))
      expectOk(await ask('POST', path, viewer, { email: 'back-door@example.com', role: 'admin' }))
      if (fate === 'made a viewer') expectOk(await ask('PATCH', pathOf(viewer), admin, { role: 'viewer' }))
      else expectOk(await ask('DELETE', pathOf(viewer), fate === 'leaving' ? viewer : admin))
      const { data } = expectOk(await ask('GET', path, admin))
      expect(data.invitations).toMatchObject([{ email: 'kept@example.com' }])
      const audit = expectOk(await ask('GET', `/v1/workspaces/${workspace.id}/audit?kind=admin`, admin)).data.records
      expect(audit[0].act.metadata).toMatchObject({ invitations: ['back-door@example.com'] })
    },
  )

  it('lets a viewer leave', async () => {
    expectOk(await ask('DELETE', pathOf(workspace.viewer), workspace.viewer))
    expect(Object.keys(await roles())).toEqual([workspace.admin.email])
  })
})
