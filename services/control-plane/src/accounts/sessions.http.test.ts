import { type Answer, type ControlPlane, PUBLIC_ORIGIN, startControlPlane } from '../testing/harness.testing.js'
import { linkTokenFor, mailsTo } from '../testing/mail.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'
import { proveEmailOf } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let person: Person
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now, config: { trustProxyHops: 1 } })
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
})
afterAll(() => controlPlane.close())

interface Listed {
  id: string
  isCurrent: boolean
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

const signIn = async (headers = {}): Promise<string> => {
  const { email, password } = person
  return expectOk(await controlPlane.ask('POST', '/v1/auth/login', { json: { email, password }, headers })).data
    .sessionToken
}
const signInByLink = async (): Promise<string> => {
  const { email } = person
  await proveEmailOf(controlPlane, person)
  expectOk(await controlPlane.ask('POST', '/v1/auth/magic-link', { json: { email } }))
  const json = { token: await linkTokenFor(controlPlane, email) }
  return expectOk(await controlPlane.ask('POST', '/v1/auth/magic-link/confirm', { json })).data.sessionToken
}
const list = async (session = person.session): Promise<Listed[]> =>
  expectOk(await controlPlane.ask('GET', '/v1/sessions', { session })).data.sessions
const isLive = async (session: string): Promise<boolean> =>
  (await controlPlane.ask('GET', '/v1/account', { session })).status === 200
const end = (id: string, session = person.session): Promise<Answer> =>
  controlPlane.ask('DELETE', `/v1/sessions/${id}`, { session })
const setPassword = (session: string, json: Record<string, string> = {}): Promise<Answer> =>
  controlPlane.ask('PUT', '/v1/account/password', { session, json: { newPassword: 'a whole new password', ...json } })

describe('401', () => {
  it('shows and ends nothing for nobody', async () => {
    const answers = [await controlPlane.ask('GET', '/v1/sessions'), await controlPlane.ask('DELETE', '/v1/sessions')]
    expect(answers.map(({ code }) => code)).toEqual(['unauthenticated', 'unauthenticated'])
  })
})

describe('403', () => {
  it('sets no password without the former one in a session that a password began', async () => {
    const answer = await setPassword(person.session)
    expect([answer.status, answer.code]).toEqual([403, 'recent_sign_in_required'])
    expect(await isLive(await signIn())).toBe(true)
  })

  it('sets no password 15 minutes after a sign-in by link', async () => {
    const start = now
    const session = await signInByLink()
    now = new Date(start.getTime() + 15 * 60_000)
    expect((await setPassword(session)).code).toBe('recent_sign_in_required')
    now = new Date(start.getTime() + 15 * 60_000 - 1)
    expect((await setPassword(session)).status).toBe(200)
    now = start
  })

  it('ends no session for another page that has the cookie sent along', async () => {
    const headers = { origin: 'https://evil.example' }
    const answer = await controlPlane.ask('DELETE', '/v1/sessions', { cookie: person.session, headers })
    expect(answer.code).toBe('forbidden_origin')
  })
})

describe('404', () => {
  it('ends no session of somebody else', async () => {
    const other = await registerPerson(controlPlane)
    const [theirs] = await list(other.session)
    expect((await end(theirs?.id ?? '')).code).toBe('not_found')
    expect(await isLive(other.session)).toBe(true)
  })
})

describe('200', () => {
  it('tells what signed in, from where, how and when, the one last seen first', async () => {
    const start = now
    now = new Date(start.getTime() + 60_000)
    await signIn({ 'user-agent': firefox, 'x-forwarded-for': '203.0.113.7' })
    expect(await list()).toEqual([
      {
        id: expect.any(String),
        device: 'Firefox on Linux',
        ip: '203.0.113.7',
        method: 'password',
        createdAt: now.toISOString(),
        lastSeenAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + 30 * 86_400_000).toISOString(),
        isCurrent: false,
      },
      expect.objectContaining({ createdAt: start.toISOString(), isCurrent: true }),
    ])
    now = start
  })

  it('shows no session that has expired, and no secret of any', async () => {
    const start = now
    now = new Date(start.getTime() + 31 * 86_400_000)
    const session = await signIn()
    expect(await list(session)).toHaveLength(1)
    const { text } = await controlPlane.ask('GET', '/v1/sessions', { session })
    expect(text).not.toContain(session.split('_')[3])
    expect(text).not.toContain('verifier')
    now = start
  })

  it('ends one session and no other', async () => {
    const other = await signIn()
    const theirs = (await list(other)).find(({ isCurrent }) => isCurrent)
    expectOk(await end(theirs?.id ?? ''))
    expect([await isLive(other), await isLive(person.session)]).toEqual([false, true])
  })

  it('ends every other session', async () => {
    const others = [await signIn(), await signIn()]
    const stranger = await registerPerson(controlPlane)
    expectOk(await controlPlane.ask('DELETE', '/v1/sessions', { session: person.session }))
    expect(await Promise.all([...others, person.session, stranger.session].map(isLive))).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('clears the cookie of whoever ends their own', async () => {
    const [own] = await list()
    const ask = { cookie: person.session, headers: { origin: PUBLIC_ORIGIN } }
    const answer = await controlPlane.ask('DELETE', `/v1/sessions/${own?.id}`, ask)
    expect(answer.headers.get('set-cookie')).toMatch(/^1r_session=; /)
    expect(await isLive(person.session)).toBe(false)
  })

  it('sets a forgotten password right after a sign-in by link, ends the other sessions, and tells the person', async () => {
    const session = await signInByLink()
    const other = await signInByLink()
    expectOk(await setPassword(session))
    expect([await isLive(other), await isLive(session)]).toEqual([false, true])
    person = { ...person, password: 'a whole new password' }
    expect(await isLive(await signIn())).toBe(true)
    const subjects = (await mailsTo(controlPlane, person.email)).map(({ subject }) => subject)
    expect(subjects).toContain('Your 1Relay password was changed')
  })
})
