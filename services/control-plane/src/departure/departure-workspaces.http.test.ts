import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { makeGuarded, issuePersonKey, projectionOf } from '../testing/management.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'
import { addMember, makeWorkspace, proveEmailOf } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
afterAll(() => controlPlane.close())

const leave = ({ session, password }: Person) =>
  controlPlane.ask('POST', '/v1/account/delete', { session, json: { password } })
const isSignedIn = async ({ session }: Person) =>
  (await controlPlane.ask('GET', '/v1/account', { session })).status === 200
const membersOf = async (id: string, { session }: Person): Promise<string[]> => {
  const { data } = expectOk(await controlPlane.ask('GET', `/v1/workspaces/${id}/members`, { session }))
  return data.members.map(({ accountId }: { accountId: string }) => accountId)
}

describe('409', () => {
  it('keeps the only admin of a workspace with other members, and everything of theirs as it was', async () => {
    const { id, admin, viewer } = await makeWorkspace(controlPlane)
    const alone = { name: 'Alone' }
    const own = expectOk(await controlPlane.ask('POST', '/v1/workspaces', { json: alone, session: admin.session }))
    const answer = await leave(admin)
    expect([answer.status, answer.code]).toEqual([409, 'last_admin'])
    expect(await isSignedIn(admin)).toBe(true)
    expect(await membersOf(id, viewer)).toHaveLength(2)
    expect(await membersOf(own.data.workspace.id, admin)).toEqual([admin.accountId])
  })
})

describe('200', () => {
  it('goes as soon as somebody else is admin, and takes the membership along', async () => {
    const { id, admin, viewer } = await makeWorkspace(controlPlane)
    const path = `/v1/workspaces/${id}/members/${viewer.accountId}`
    expectOk(await controlPlane.ask('PATCH', path, { json: { role: 'admin' }, session: admin.session }))
    expectOk(await leave(admin))
    expect(await membersOf(id, viewer)).toEqual([viewer.accountId])
  })

  it('lets a viewer go at any time', async () => {
    const { id, admin, viewer } = await makeWorkspace(controlPlane)
    expectOk(await leave(viewer))
    expect(await membersOf(id, admin)).toEqual([admin.accountId])
  })

  it('ends a workspace that has nobody else, with its keys', async () => {
    const workspace = await makeGuarded(controlPlane)
    const keyId = await issuePersonKey(controlPlane, workspace, 'holder@example.com')
    expectOk(await leave(workspace.viewer))
    expectOk(await leave(workspace.admin))
    expect(await projectionOf(controlPlane, keyId)).toMatchObject({ status: 'dead' })
    const sql = 'SELECT 1 FROM workspaces WHERE id = $1 AND deleted_at IS NOT NULL'
    expect(await controlPlane.database.query(sql, [workspace.id])).toHaveLength(1)
  })

  it('leaves the address in nothing that the workspace goes on with', async () => {
    const workspace = await makeGuarded(controlPlane)
    const { id, admin, viewer } = workspace
    await addMember(controlPlane, id, await registerPerson(controlPlane), 'admin')
    await proveEmailOf(controlPlane, admin)
    const json = { email: 'guest@example.com', role: 'viewer' }
    expectOk(await controlPlane.ask('POST', `/v1/workspaces/${id}/invitations`, { json, session: admin.session }))
    expectOk(await leave(admin))
    const rows = ['protected_keys', 'workspace_invitations', 'workspace_domains', 'workspace_members'].map((table) =>
      controlPlane.database.query<object[]>(`SELECT * FROM ${table} WHERE workspace_id = $1`, [id]),
    )
    const text = JSON.stringify(await Promise.all(rows))
    expect(text).toContain('deleted account')
    expect(text).not.toContain(admin.email)
    expect(await membersOf(id, viewer)).toHaveLength(2)
  })

  it('lets nobody who is gone become a member by a request that is still on its way', async () => {
    const { id, viewer } = await makeWorkspace(controlPlane)
    const gone = await registerPerson(controlPlane)
    expectOk(await leave(gone))
    await expect(addMember(controlPlane, id, gone, 'admin')).rejects.toThrow('the account is gone')
    expect(await membersOf(id, viewer)).toHaveLength(2)
  })
})
