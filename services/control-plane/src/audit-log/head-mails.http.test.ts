import { parseHead, verifyChain } from '@1relay/audit'
import { AuditAppender } from '../audit/index.js'
import { Housekeeping } from '../housekeeping/index.js'
import { addKey, bringCalls, chainLines } from '../testing/audit.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { addMember, makeWorkspace, proveEmailOf, type TestWorkspace } from '../testing/workspaces.testing.js'
import { registerPerson } from '../testing/people.testing.js'
import { HeadMails } from './index.js'

const DAY_MS = 86_400_000
const SUBJECT = 'Where the audit of your 1Relay workspace stands'
let controlPlane: ControlPlane
let workspace: TestWorkspace
let lead = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => new Date(Date.now() + lead) })
})
beforeEach(async () => {
  lead = 0
  workspace = await makeWorkspace(controlPlane, 'Example “Robotics”')
  await proveEmailOf(controlPlane, workspace.admin)
})
afterAll(() => controlPlane.close())

const now = () => new Date(Date.now() + lead)
const sendDue = async () => {
  await controlPlane.server.app.get(AuditAppender).appendAll()
  await controlPlane.server.app.get(HeadMails).send(now(), 500)
}
const heads = async ({ email }: { email: string } = workspace.admin) =>
  (await mailsTo(controlPlane, email)).filter(({ subject }) => subject === SUBJECT)

describe('heads of chains', () => {
  it('are mailed to every admin with a proved address once a day, and to no viewer', async () => {
    const [second, unproved] = [await registerPerson(controlPlane), await registerPerson(controlPlane)]
    for (const admin of [second, unproved]) await addMember(controlPlane, workspace.id, admin, 'admin')
    await proveEmailOf(controlPlane, second)
    for (const _ of [1, 2]) await sendDue()
    expect(
      await Promise.all(
        [workspace.admin, second, unproved, workspace.viewer].map(async (person) => (await heads(person)).length),
      ),
    ).toEqual([1, 1, 0, 0])
    await bringCalls(controlPlane, (await addKey(controlPlane, workspace)).id, {})
    await sendDue()
    expect(await heads()).toHaveLength(1)
    lead = DAY_MS
    await sendDue()
    expect(await heads()).toHaveLength(2)
    lead = 2 * DAY_MS
    await sendDue()
    lead = 3 * DAY_MS
    await sendDue()
    // Nothing has been recorded since: what was mailed last is true still.
    expect(await heads()).toHaveLength(2)
  })

  it('verify an export of later, as the mail says them', async () => {
    await sendDue()
    const [mail] = await heads()
    await bringCalls(controlPlane, (await addKey(controlPlane, workspace)).id, {}, {})
    const head = parseHead(mail?.text ?? '')
    const result = await verifyChain(await chainLines(controlPlane, workspace), { head: head! })
    expect(result).toMatchObject({ ok: true, records: 3, knownHead: 'matched', isKeyExpected: true })
    expect(mail?.text).toContain(`http://1relay.test/workspaces/${workspace.id}/audit`)
  })

  it('are not mailed where an admin has switched that off', async () => {
    const ask = { json: { mailsHeads: false }, session: workspace.admin.session }
    expect((await controlPlane.ask('PATCH', `/v1/workspaces/${workspace.id}/audit/chain`, ask)).status).toBe(200)
    await sendDue()
    expect(await heads()).toHaveLength(0)
  })

  it('are mailed, and what is over is pruned, in a round of the housekeeping', async () => {
    await sendDue()
    const [mail] = await heads()
    lead = 400 * DAY_MS
    await controlPlane.server.app.get(Housekeeping).round()
    const [{ n }] = await controlPlane.database.query(
      'SELECT count(*) AS n FROM audit_segments WHERE workspace_id = $1 AND pruned_at IS NOT NULL',
      [workspace.id],
    )
    expect([Number(n), parseHead(mail?.text ?? '')?.seq]).toEqual([1, 1])
  })
})
