import { type Answer, type ControlPlane, INTERNAL_SECRET, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let workspace: TestWorkspace
let stranger: Person

beforeAll(async () => {
  controlPlane = await startControlPlane()
  stranger = await registerPerson(controlPlane)
})
beforeEach(async () => {
  workspace = await makeWorkspace(controlPlane)
})
afterAll(() => controlPlane.close())

const ask = (method: string, path: string, { session }: Person, json?: unknown): Promise<Answer> =>
  controlPlane.ask(method, path, { session, ...(json !== undefined && { json }) })
const pathOf = ({ id }: { id: string }): string => `/v1/workspaces/${id}`
const deletion = (confirm: string): string => `${pathOf(workspace)}?confirm=${encodeURIComponent(confirm)}`
const setPlan = (plan: unknown, id = workspace.id) =>
  controlPlane.ask('PUT', `/internal/workspaces/${id}/plan`, {
    json: { plan },
    headers: { authorization: `Bearer ${INTERNAL_SECRET}` },
  })

describe('400', () => {
  it.each(['', 'example robotics', 'Example Robotics '])('deletes nothing by the confirmation %j', async (confirm) => {
    expect((await ask('DELETE', deletion(confirm), workspace.admin)).status).toBe(400)
    expect((await ask('GET', pathOf(workspace), workspace.admin)).status).toBe(200)
  })

  it.each(['gold', '', null, 'constructor'])('knows no plan %j', async (plan) => {
    expect((await setPlan(plan)).status).toBe(400)
  })
})

describe('403', () => {
  it('lets viewers change nothing', async () => {
    const answers = [
      await ask('PATCH', pathOf(workspace), workspace.viewer, { name: 'Mine' }),
      await ask('DELETE', deletion(workspace.name), workspace.viewer),
    ]
    expect(answers.map(({ code }) => code)).toEqual(['role_required', 'role_required'])
  })
})

describe('404', () => {
  it('is what strangers see of a workspace, and everybody of one that is deleted or never was', async () => {
    expect((await ask('GET', pathOf(workspace), stranger)).code).toBe('not_found')
    expect((await ask('PATCH', pathOf(workspace), stranger, { name: 'Mine' })).code).toBe('not_found')
    expect((await ask('DELETE', deletion(workspace.name), stranger)).code).toBe('not_found')
    expectOk(await ask('DELETE', deletion(workspace.name), workspace.admin))
    for (const member of [workspace.admin, workspace.viewer]) {
      expect((await ask('GET', pathOf(workspace), member)).code).toBe('not_found')
    }
    expect((await setPlan('team')).code).toBe('not_found')
    expect((await setPlan('team', 'a'.repeat(16))).code).toBe('not_found')
  })
})

describe('409', () => {
  it('keeps an account from being in more workspaces than anybody needs', async () => {
    const rows = `INSERT INTO workspaces SELECT 'many-' || n, 'n', 'free', now() FROM generate_series(1, 99) n`
    await controlPlane.database.query(rows)
    const join = `INSERT INTO workspace_members SELECT 'many-' || n, $1, 'viewer', now() FROM generate_series(1, 99) n`
    await controlPlane.database.query(join, [workspace.admin.accountId])
    expect((await ask('POST', '/v1/workspaces', workspace.admin, { name: 'One more' })).code).toBe('too_many')
  })
})

describe('200', () => {
  it('shows each member their own role, and lists only what they are in', async () => {
    const { admin, viewer, id, name } = workspace
    const shown = { id, name, plan: 'business', members: 2, limits: { protectedKeys: 500, auditRetentionDays: 365 } }
    const seen = await Promise.all([admin, viewer].map((member) => ask('GET', pathOf(workspace), member)))
    expect(seen.map(({ data }) => data.workspace)).toMatchObject([
      { ...shown, role: 'admin' },
      { ...shown, role: 'viewer' },
    ])
    expect((await ask('GET', '/v1/workspaces', viewer)).data.workspaces).toMatchObject([{ id, role: 'viewer' }])
    expect((await ask('GET', '/v1/workspaces', stranger)).data.workspaces).toEqual([])
  })

  it('renames', async () => {
    const { data } = expectOk(await ask('PATCH', pathOf(workspace), workspace.admin, { name: 'Newer' }))
    expect(data.workspace).toMatchObject({ name: 'Newer', role: 'admin' })
    expect((await ask('GET', pathOf(workspace), workspace.viewer)).data.workspace.name).toBe('Newer')
  })

  it('gives a plan what it promises', async () => {
    expectOk(await setPlan('free'))
    const { data } = await ask('GET', pathOf(workspace), workspace.viewer)
    expect(data.workspace).toMatchObject({ plan: 'free', limits: { protectedKeys: 1, auditRetentionDays: 7 } })
  })
})
