import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { linkTokenFor, mailsTo } from '../testing/mail.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let now = new Date('2026-11-21T12:00:00Z')
let people = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now })
})
afterAll(() => controlPlane.close())

const newAddress = (): string => `link${++people}@example.com`
const post = (path: string, json: unknown): Promise<Answer> => controlPlane.ask('POST', `/v1/auth/${path}`, { json })
const request = (email: string): Promise<Answer> => post('magic-link', { email })
const confirm = (token: string, more = {}): Promise<Answer> => post('magic-link/confirm', { token, ...more })
const account = (session: string): Promise<Answer> => controlPlane.ask('GET', '/v1/account', { session })
const login = ({ email, password }: Person): Promise<Answer> => post('login', { email, password })

const linkFor = async (email: string): Promise<string> => {
  expectOk(await request(email))
  return linkTokenFor(controlPlane, email)
}
const signInByLink = async (email: string): Promise<Answer> => expectOk(await confirm(await linkFor(email)))

describe('400', () => {
  it.each([
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com\nb',
    'a,b@example.com',
    'a>,<b@example.com',
    '"a b"@example.com',
    'a@b@example.com',
    'a\u0000@example.com',
  ])('mails nothing to %j, which a header or a mail server may read otherwise', async (email) => {
    const answer = await request(email)
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })
})

describe('405', () => {
  it('uses up nothing when a mail scanner fetches what it finds', async () => {
    const token = await linkFor(newAddress())
    expect((await controlPlane.ask('GET', '/v1/auth/magic-link/confirm')).status).toBe(405)
    expect((await confirm(token)).status).toBe(200)
  })
})

describe('a preview', () => {
  it('says whose link it is, uses nothing up, and knows no other link than a live one', async () => {
    const email = newAddress()
    const token = await linkFor(email)
    expect(expectOk(await post('magic-link/preview', { token })).json).toMatchObject({ data: { email } })
    expect((await confirm(token)).status).toBe(200)
    expect((await post('magic-link/preview', { token })).code).toBe('sign_in_link_expired')
    expect((await post('magic-link/preview', { token: 'a'.repeat(59) })).status).toBe(410)
  })
})

describe('410', () => {
  it('refuses a link that nobody was sent', async () => {
    const answer = await confirm('a'.repeat(59))
    expect([answer.status, answer.code]).toEqual([410, 'sign_in_link_expired'])
  })

  it('refuses the id of a link with another secret, and the link still works', async () => {
    const token = await linkFor(newAddress())
    const forged = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
    expect((await confirm(forged)).code).toBe('sign_in_link_expired')
    expect((await confirm(token)).status).toBe(200)
  })

  it('refuses a second use, and lets one of many at once win', async () => {
    const token = await linkFor(newAddress())
    const answers = await Promise.all(Array.from({ length: 5 }, () => confirm(token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410])
    expect((await confirm(token)).code).toBe('sign_in_link_expired')
  })

  it('refuses every other link of the address once one was used', async () => {
    const email = newAddress()
    const [first, second] = [await linkFor(email), await linkFor(email)]
    expect(first).not.toBe(second)
    expect((await confirm(first)).status).toBe(200)
    expect((await confirm(second)).code).toBe('sign_in_link_expired')
  })

  it('refuses a link after 15 minutes', async () => {
    const start = now
    const [one, other] = [await linkFor(newAddress()), await linkFor(newAddress())]
    now = new Date(start.getTime() + 15 * 60_000 - 1)
    expect((await confirm(one)).status).toBe(200)
    now = new Date(start.getTime() + 15 * 60_000)
    expect((await confirm(other)).code).toBe('sign_in_link_expired')
    now = start
  })
})

describe('200', () => {
  it('answers alike whether the address has an account, and writes the same mail', async () => {
    const [{ email }, stranger] = [await registerPerson(controlPlane), newAddress()]
    const [known, unknown] = [await request(email), await request(stranger)]
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text])
    const [[toKnown], [toStranger]] = [await mailsTo(controlPlane, email), await mailsTo(controlPlane, stranger)]
    const masked = (text = ''): string => text.replace(/#\w+/, '#')
    expect([toKnown?.subject, masked(toKnown?.text)]).toEqual([toStranger?.subject, masked(toStranger?.text)])
  })

  it('makes an account without a password for an address that has none', async () => {
    const email = newAddress()
    const { data } = await signInByLink(email)
    expect(data.account).toMatchObject({ email, hasPassword: false, hasVault: false })
    expect((await account(data.sessionToken)).data.account).toEqual(data.account)
    expect((await login({ email, password: 'any password at all' } as Person)).code).toBe('invalid_credentials')
    expect((await signInByLink(email)).data.account.id).toBe(data.account.id)
  })

  it('gives browsers a cookie and no token', async () => {
    const answer = await confirm(await linkFor(newAddress()), { session: 'cookie' })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^1r_session=1r_st_\w+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    )
    expect(answer.data.sessionToken).toBeUndefined()
  })

  it('keeps password and sessions of an address that was proved before', async () => {
    const email = newAddress()
    const { sessionToken: session } = (await signInByLink(email)).data
    const json = { newPassword: 'a whole new password' }
    expectOk(await controlPlane.ask('PUT', '/v1/account/password', { session, json }))
    expect((await signInByLink(email)).data.account.hasPassword).toBe(true)
    expect((await login({ email, password: json.newPassword } as Person)).status).toBe(200)
    expect((await account(session)).status).toBe(200)
  })
})

describe('a link at rest', () => {
  it('is nowhere in the database while it waits to be sent, nor afterwards, nor in the log', async () => {
    const email = newAddress()
    const token = await linkFor(email)
    const sql = 'SELECT row_to_json(l) AS row FROM magic_links l UNION ALL SELECT row_to_json(m) FROM mails m'
    const kept = JSON.stringify(await controlPlane.database.query(sql)) + controlPlane.log.join('\n')
    expect(kept).toContain(token.slice(0, 16))
    expect(kept).not.toContain(token.slice(16))
  })

  it('stands behind the # of a page of ours, so that no server sees it', async () => {
    const email = newAddress()
    const token = await linkFor(email)
    const [mail] = await mailsTo(controlPlane, email)
    expect(mail?.text).toContain(`http://1relay.test/sign-in/confirm#${token}`)
    expect(mail?.subject).toBe('Your sign-in link for 1Relay')
  })
})
