import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'
import {
  addMember,
  makeWorkspace,
  proveEmailOf,
  provedPerson,
  type TestWorkspace,
} from '../testing/workspaces.testing.js'

const DAY_MS = 86_400_000

let controlPlane: ControlPlane
let workspace: TestWorkspace
let now = new Date('2026-11-21T12:00:00Z')
let people = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now })
})
beforeEach(async () => {
  now = new Date('2026-11-21T12:00:00Z')
  workspace = await makeWorkspace(controlPlane)
  await proveEmailOf(controlPlane, workspace.admin)
})
afterAll(() => controlPlane.close())

const ask = (method: string, path: string, { session }: Person, json?: unknown): Promise<Answer> =>
  controlPlane.ask(method, path, { session, ...(json !== undefined && { json }) })
const pathOf = (...more: string[]): string => ['/v1/workspaces', workspace.id, 'invitations', ...more].join('/')
const newAddress = (): string => `guest${++people}@example.com`
const invite = (email: string, role = 'viewer', by = workspace.admin): Promise<Answer> =>
  ask('POST', pathOf(), by, { email, role })
const listed = async () => expectOk(await ask('GET', pathOf(), workspace.admin)).data.invitations
const preview = (token: string): Promise<Answer> =>
  controlPlane.ask('POST', '/v1/invitations/preview', { json: { token } })
const accept = (token: string, guest: Person): Promise<Answer> =>
  ask('POST', '/v1/invitations/accept', guest, { token })

/** What stands behind the `#` of the newest invitation of this address. */
const tokenFor = async (email: string): Promise<string> => {
  const texts = (await mailsTo(controlPlane, email)).map(({ text }) => text)
  const token = texts.flatMap((text) => /\/invitations\/accept#([0-9A-Za-z]{59})$/m.exec(text)?.[1] ?? []).at(-1)
  if (token === undefined) throw new Error('no invitation')
  return token
}
const invited = async (email = newAddress(), role = 'viewer') => {
  const { data } = expectOk(await invite(email, role))
  return { email, id: data.invitation.id as string, token: await tokenFor(email) }
}

describe('403', () => {
  it('lets viewers neither invite nor see, renew or revoke invitations', async () => {
    const { id } = await invited()
    const { viewer } = workspace
    const answers = [
      await invite(newAddress(), 'admin', viewer),
      await ask('GET', pathOf(), viewer),
      await ask('POST', pathOf(id, 'resend'), viewer),
      await ask('DELETE', pathOf(id), viewer),
    ]
    expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'role_required'))
  })

  it('mails nothing in the name of an address that its admin has not proved', async () => {
    const impostor = await makeWorkspace(controlPlane)
    const email = newAddress()
    const path = `/v1/workspaces/${impostor.id}/invitations`
    expect((await ask('POST', path, impostor.admin, { email, role: 'viewer' })).code).toBe('email_unproved')
    expect(await mailsTo(controlPlane, email)).toEqual([])
  })

  it('keeps a forwarded link from making somebody else a colleague', async () => {
    const { token } = await invited()
    const other = await provedPerson(controlPlane, newAddress())
    expect((await accept(token, other)).code).toBe('wrong_account')
    expect((await preview(token)).status).toBe(200)
  })

  it('keeps somebody out who only registered the address: they have not shown that they read it', async () => {
    const email = newAddress()
    const json = { email, password: 'correct horse 1' }
    const { data } = expectOk(await controlPlane.ask('POST', '/v1/auth/register', { json }))
    const { token } = await invited(email)
    const squatter = { accountId: data.account.id, email, password: '', session: data.sessionToken }
    expect((await accept(token, squatter)).code).toBe('email_unproved')
  })
})

describe('429', () => {
  it('mails an invitation once more five times an hour to one mailbox, whichever workspaces ask', async () => {
    const { email, id } = await invited()
    const resend = (): Promise<Answer> => ask('POST', pathOf(id, 'resend'), workspace.admin)
    for (let i = 0; i < 3; i++) expectOk(await resend())
    workspace = await makeWorkspace(controlPlane)
    await proveEmailOf(controlPlane, workspace.admin)
    const second = await invited(email)
    const again = (): Promise<Answer> => ask('POST', pathOf(second.id, 'resend'), workspace.admin)
    for (let i = 0; i < 2; i++) expectOk(await again())
    const token = await tokenFor(email)
    expect(await again()).toMatchObject({ status: 429, json: { error: { code: 'rate_limited' } } })
    expect([(await mailsTo(controlPlane, email)).length, (await preview(token)).status]).toEqual([7, 200])
  })
})

describe('404', () => {
  it('hides invitations of other workspaces', async () => {
    const { id } = await invited()
    const other = await makeWorkspace(controlPlane)
    await proveEmailOf(controlPlane, other.admin)
    for (const [method, more] of [
      ['DELETE', ''],
      ['POST', '/resend'],
    ] as const) {
      const theirs = `/v1/workspaces/${other.id}/invitations/${id}${more}`
      expect((await ask(method, theirs, other.admin)).code).toBe('not_found')
    }
    expect((await ask('DELETE', pathOf(id), other.admin)).code).toBe('not_found')
    expect(await listed()).toMatchObject([{ id }])
  })
})

describe('409', () => {
  it('invites no member again', async () => {
    expect((await invite(workspace.viewer.email.toUpperCase())).code).toBe('already_member')
  })

  it('uses up no invitation of somebody who has become a member meanwhile', async () => {
    const { email, token } = await invited()
    const guest = await provedPerson(controlPlane, email)
    await addMember(controlPlane, workspace.id, guest, 'viewer')
    expect((await accept(token, guest)).code).toBe('already_member')
  })

  it('has room for 200 open invitations, and for a new one of an address that has one', async () => {
    const { email } = await invited()
    const rows = `INSERT INTO workspace_invitations SELECT 'many-' || n, $1, n || '@example.com', 'viewer', 'v', null, now(), now()
      FROM generate_series(1, 199) n`
    await controlPlane.database.query(rows, [workspace.id])
    expect((await invite(newAddress())).code).toBe('too_many')
    expect((await invite(email)).status).toBe(201)
  })
})

describe('410', () => {
  const gone = async (token: string, guest: Person) => {
    expect((await preview(token)).code).toBe('invitation_expired')
    expect((await accept(token, guest)).code).toBe('invitation_expired')
  }

  it('refuses a link that was revoked, replaced or renewed, or whose secret is another', async () => {
    const guest = await provedPerson(controlPlane, newAddress())
    const first = await invited(guest.email)
    const second = await invited(guest.email)
    await gone(first.token, guest)
    expectOk(await ask('POST', pathOf(second.id, 'resend'), workspace.admin))
    await gone(second.token, guest)
    const renewed = await tokenFor(guest.email)
    await gone(renewed.slice(0, -1) + (renewed.endsWith('A') ? 'B' : 'A'), guest)
    expectOk(await ask('DELETE', pathOf(second.id), workspace.admin))
    await gone(renewed, guest)
    await gone('a'.repeat(59), guest)
  })

  it('refuses a link after seven days, to the millisecond, and after the end of its workspace', async () => {
    const guest = await provedPerson(controlPlane, newAddress())
    const { token } = await invited(guest.email)
    now = new Date(+now + 7 * DAY_MS - 1)
    expect((await preview(token)).status).toBe(200)
    now = new Date(+now + 1)
    await gone(token, guest)
    expect(await listed()).toMatchObject([{ email: guest.email, status: 'expired' }])
    now = new Date('2026-11-21T12:00:00Z')
    expectOk(await ask('DELETE', `/v1/workspaces/${workspace.id}?confirm=Example%20Robotics`, workspace.admin))
    await gone(token, guest)
  })

  it('lets one of many accept at once', async () => {
    const guest = await provedPerson(controlPlane, newAddress())
    const { token } = await invited(guest.email)
    const codes = (await Promise.all(Array.from({ length: 5 }, () => accept(token, guest)))).map(({ status }) => status)
    expect(codes.sort()).toEqual([200, 410, 410, 410, 410])
    await gone(token, guest)
  })
})

describe('200', () => {
  it('shows to whoever has the link what it leads to, signed in or not, and uses nothing up', async () => {
    const { email, token } = await invited(newAddress(), 'admin')
    const shown = { workspaceName: 'Example Robotics', email, role: 'admin', invitedBy: workspace.admin.email }
    expect((await preview(token)).data.invitation).toEqual({ ...shown, expiresAt: '2026-11-28T12:00:00.000Z' })
    expect((await controlPlane.ask('GET', '/v1/invitations/accept')).status).toBe(405)
    expect((await preview(token)).status).toBe(200)
  })

  it('makes a member of the role that was offered, whatever the spelling of the address', async () => {
    const guest = await provedPerson(controlPlane, newAddress())
    expectOk(await invite(` ${guest.email.toUpperCase()}`.trim(), 'admin'))
    const { data } = expectOk(await accept(await tokenFor(guest.email), guest))
    expect(data.workspace).toMatchObject({ id: workspace.id, role: 'admin', members: 3 })
    expect(await listed()).toEqual([])
    expect((await ask('GET', `/v1/workspaces/${workspace.id}/members`, guest)).data.members).toHaveLength(3)
  })

  it('stores of a link nothing that would work', async () => {
    const { token } = await invited()
    const rows = await controlPlane.database.query<object[]>('SELECT * FROM workspace_invitations')
    expect(JSON.stringify(rows)).not.toContain(token.slice(16))
    expect(JSON.stringify(controlPlane.log)).not.toContain(token.slice(16))
  })

  it('is asked of who invites only: nobody else may see a workspace by an invitation', async () => {
    const guest = await registerPerson(controlPlane)
    await invited(guest.email)
    expect((await ask('GET', `/v1/workspaces/${workspace.id}`, guest)).code).toBe('not_found')
  })
})
