import { askAudit } from '../testing/audit.testing.js'
import { type ControlPlane, INTERNAL_SECRET, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { addMember, provedPerson, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
afterAll(() => controlPlane.close())

const acts = async (workspace: TestWorkspace) => {
  const { records } = expectOk(await askAudit(controlPlane, workspace, '?kind=admin')).data
  return (records as { act: { action: string; actor: object; subject: object; metadata: object } }[]).map(
    ({ act }) => act,
  )
}

const makeTeam = async (): Promise<TestWorkspace> => {
  const admin = await provedPerson(controlPlane, 'boss@robotics.test')
  const viewer = await provedPerson(controlPlane, 'viewer@elsewhere.test')
  const asked = { json: { name: 'Robotics' }, session: admin.session, headers: { 'user-agent': 'agent of the boss' } }
  const { id } = expectOk(await controlPlane.ask('POST', '/v1/workspaces', asked)).data.workspace as { id: string }
  await addMember(controlPlane, id, viewer, 'viewer')
  return { id, name: 'Robotics', admin, viewer }
}

describe('the admin audit', () => {
  it('has every change of a workspace, by whom and of what, and nothing that was refused or changed nothing', async () => {
    const team = await makeTeam()
    const { id, admin, viewer } = team
    const ask = (method: string, rest: string, json?: unknown, { session } = admin) =>
      controlPlane.ask(method, `/v1/workspaces/${id}${rest}`, { session, ...(json !== undefined && { json }) })
    const setPlan = (plan: string) =>
      controlPlane.ask('PUT', `/internal/workspaces/${id}/plan`, {
        json: { plan },
        headers: { authorization: `Bearer ${INTERNAL_SECRET}` },
      })
    await ask('PATCH', '', { name: 'Taken over' }, viewer)
    await ask('DELETE', `/members/${admin.accountId}`, undefined, admin)
    expectOk(await ask('PATCH', '', { name: 'Robotics' }))
    expectOk(await setPlan('business'))
    expect((await acts(team)).map(({ action }) => action)).toEqual(['workspace.created'])

    expectOk(await ask('PATCH', '', { name: 'Robotics Ltd' }))
    expectOk(await setPlan('team'))
    const guest = await provedPerson(controlPlane, 'guest@elsewhere.test')
    const { invitation } = expectOk(await ask('POST', '/invitations', { email: guest.email, role: 'viewer' })).data
    expectOk(await ask('POST', `/invitations/${invitation.id}/resend`))
    const mail = (await mailsTo(controlPlane, guest.email)).at(-1)?.text ?? ''
    const token = /accept#(\w{59})/.exec(mail)?.[1]
    expectOk(await controlPlane.ask('POST', '/v1/invitations/accept', { json: { token }, session: guest.session }))
    expectOk(await ask('PATCH', `/members/${guest.accountId}`, { role: 'admin' }))
    expectOk(await ask('DELETE', `/members/${guest.accountId}`))
    expectOk(await ask('DELETE', `/members/${viewer.accountId}`, undefined, viewer))
    const other = expectOk(await ask('POST', '/invitations', { email: 'other@elsewhere.test', role: 'viewer' })).data
    expectOk(await ask('DELETE', `/invitations/${other.invitation.id}`))
    expectOk(await ask('POST', '/domains', { domain: 'robotics.test' }))
    expectOk(await ask('DELETE', '/domains/robotics.test'))

    const recorded = (await acts(team)).reverse()
    expect(recorded.map(({ action }) => action)).toEqual([
      'workspace.created',
      'workspace.renamed',
      'workspace.plan_changed',
      'invitation.created',
      'invitation.resent',
      'invitation.accepted',
      'member.role_changed',
      'member.removed',
      'member.left',
      'invitation.created',
      'invitation.revoked',
      'domain.claimed',
      'domain.released',
    ])
    const boss = { type: 'account', id: admin.accountId, label: admin.email }
    const workspace = { type: 'workspace', id, label: 'Robotics' }
    expect(recorded[0]).toMatchObject({
      actor: boss,
      subject: workspace,
      ip: '127.0.0.1',
      userAgent: 'agent of the boss',
    })
    expect(recorded[1]).toMatchObject({ actor: boss, metadata: { from: 'Robotics', to: 'Robotics Ltd' } })
    expect(recorded[2]).toMatchObject({
      actor: { type: 'system', id: 'operator' },
      metadata: { from: 'business', to: 'team' },
    })
    expect(recorded[5]).toMatchObject({
      actor: { id: guest.accountId, label: guest.email },
      metadata: { role: 'viewer' },
    })
    expect(JSON.stringify(recorded)).not.toContain(token?.slice(16))
  })
})
