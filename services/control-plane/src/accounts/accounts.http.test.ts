import { type Answer, type ControlPlane, PUBLIC_ORIGIN, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, makeVaultRecord, type Person, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => now })
})
afterAll(() => controlPlane.close())

const post = (path: string, json: unknown): Promise<Answer> => controlPlane.ask('POST', `/v1/auth/${path}`, { json })
const account = (session: string): Promise<Answer> => controlPlane.ask('GET', '/v1/account', { session })
const login = ({ email, password }: Pick<Person, 'email' | 'password'>): Promise<Answer> =>
  post('login', { email, password })

const changePassword = ({ session, password }: Person, change: Record<string, string> = {}): Promise<Answer> => {
  const json = { currentPassword: password, newPassword: 'a whole new password', ...change }
  return controlPlane.ask('PUT', '/v1/account/password', { session, json })
}

const flipped = (token: string, at: number): string =>
  token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)

const errorWithoutId = ({ error }: Answer): unknown => ({ ...error, requestId: '' })

describe('400', () => {
  it.each(['1234567890', 'PASSWORD123', 'aaaaaaaaaaaa', 'jane.roe@example.com'])(
    'refuses %s as a password, which is guessed first',
    async (password) => {
      const answer = await post('register', { email: 'jane.roe@example.com', password })
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
      expect(answer.error?.details).toEqual([{ field: '/password', problem: 'is too easy to guess' }])
    },
  )

  it('refuses an address that only looks like one until it is normalised', async () => {
    const answer = await post('register', { email: 'a\uff20b@example.com', password: 'a good password' })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
  })

  it('keeps the password when the new one is easily guessed', async () => {
    const person = await registerPerson(controlPlane)
    expect((await changePassword(person, { newPassword: '1234567890' })).status).toBe(400)
    expect((await login(person)).status).toBe(200)
  })
})

describe('401', () => {
  it('answers an unknown address and a wrong password alike', async () => {
    const person = await registerPerson(controlPlane)
    const wrong = await login({ ...person, password: 'not this password' })
    const unknown = await login({ email: 'nobody@example.com', password: 'not this password' })
    expect([wrong.status, wrong.code]).toEqual([401, 'invalid_credentials'])
    expect(errorWithoutId(unknown)).toEqual(errorWithoutId(wrong))
  })

  it.each([
    ['no token', undefined],
    ['a word', 'token'],
    ['an access token', '1r_at_aaaaaaaaaaaaaaaa'],
  ])('refuses %s', async (_, session) => {
    const answer = await controlPlane.ask('GET', '/v1/account', session === undefined ? {} : { session })
    expect([answer.status, answer.code]).toEqual([401, 'unauthenticated'])
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it('refuses a token of which one character differs, wherever it is', async () => {
    const { session } = await registerPerson(controlPlane)
    const places = [6, 12, 21, 23, 40, 65, 67, 72]
    const answers = await Promise.all(places.map((at) => account(flipped(session, at))))
    expect(answers.map(({ code }) => code)).toEqual(places.map(() => 'unauthenticated'))
  })

  it('refuses the id of one session with the secret of another', async () => {
    const [one, other] = await Promise.all([registerPerson(controlPlane), registerPerson(controlPlane)])
    const { formatToken, parseToken } = await import('@1relay/vault')
    const [first, second] = [parseToken(one.session), parseToken(other.session)]
    if (!first.ok || !second.ok) throw new Error('not session tokens')
    const mixed = formatToken({ prefix: '1r_st', id: first.token.id, auth: second.token.auth })
    expect((await account(mixed)).code).toBe('unauthenticated')
  })

  it('refuses a session after 30 days', async () => {
    const { session } = await registerPerson(controlPlane)
    const start = now
    now = new Date(start.getTime() + 30 * 86_400_000 - 1000)
    expect((await account(session)).status).toBe(200)
    now = new Date(start.getTime() + 30 * 86_400_000)
    expect((await account(session)).code).toBe('unauthenticated')
    now = start
  })

  it('refuses a session that was ended, and no other', async () => {
    const person = await registerPerson(controlPlane)
    const { sessionToken } = expectOk(await login(person)).data
    expectOk(await controlPlane.ask('POST', '/v1/auth/logout', { session: person.session }))
    expect((await account(person.session)).code).toBe('unauthenticated')
    expect((await account(sessionToken)).status).toBe(200)
  })

  it('refuses every other session after a change of password', async () => {
    const person = await registerPerson(controlPlane)
    const { sessionToken } = expectOk(await login(person)).data
    expectOk(await changePassword(person))
    expect((await account(sessionToken)).code).toBe('unauthenticated')
    expect((await account(person.session)).status).toBe(200)
    expect((await login(person)).code).toBe('invalid_credentials')
    expect((await login({ ...person, password: 'a whole new password' })).status).toBe(200)
  })

  it('changes nothing without the current password', async () => {
    const person = await registerPerson(controlPlane)
    const answer = await changePassword(person, { currentPassword: 'not this password' })
    expect([answer.status, answer.code]).toEqual([401, 'invalid_credentials'])
    expect((await account(person.session)).status).toBe(200)
  })

  it('refuses two session cookies, of which a sibling domain may have planted one', async () => {
    const { session } = await registerPerson(controlPlane)
    const headers = { cookie: `1r_session=${session}; 1r_session=${session}` }
    expect((await controlPlane.ask('GET', '/v1/account', { headers })).code).toBe('unauthenticated')
  })

  it('does not fall back to the cookie when the header is wrong', async () => {
    const { session } = await registerPerson(controlPlane)
    const answer = await controlPlane.ask('GET', '/v1/account', { cookie: session, session: 'nonsense' })
    expect(answer.code).toBe('unauthenticated')
  })

  it('refuses a client secret where a person is asked for', async () => {
    const answer = await controlPlane.ask('GET', '/v1/account', { app: { clientId: 'a', clientSecret: 'b' } })
    expect(answer.code).toBe('unauthenticated')
  })
})

describe('403', () => {
  it.each([undefined, 'https://evil.example', `${PUBLIC_ORIGIN}.evil.example`, 'null'])(
    'refuses a change with the cookie from origin %s',
    async (origin) => {
      const { session } = await registerPerson(controlPlane)
      const headers = origin === undefined ? {} : { origin }
      const answer = await controlPlane.ask('POST', '/v1/auth/logout', { cookie: session, headers })
      expect([answer.status, answer.code]).toEqual([403, 'forbidden_origin'])
      expect((await account(session)).status).toBe(200)
    },
  )
})

describe('409', () => {
  it.each([
    (email: string) => email,
    (email: string) => email.toUpperCase(),
    (email: string) => email.replace('p', 'ｐ'),
  ])('refuses a second account of one address, in any spelling (%#)', async (spell) => {
    const { email } = await registerPerson(controlPlane)
    const answer = await post('register', { email: spell(email), password: 'another password' })
    expect([answer.status, answer.code]).toEqual([409, 'email_taken'])
  })

  it('lets one of two registrations at once win', async () => {
    const body = { email: 'race@example.com', password: 'a good password' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('register', body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
  })
})

describe('200', () => {
  it('answers a new account with a token that works', async () => {
    const body = { email: ' New@Example.com'.trim(), password: 'a good password' }
    const answer = await post('register', body)
    expect(answer.status).toBe(201)
    expect(answer.data.account).toMatchObject({ email: 'new@example.com', hasVault: false })
    expect(answer.data.expiresAt).toBe(new Date(now.getTime() + 30 * 86_400_000).toISOString())
    expect((await account(answer.data.sessionToken)).data.account).toEqual(answer.data.account)
  })

  it('gives browsers a cookie that no script sees, and no token', async () => {
    const { email, password } = await registerPerson(controlPlane)
    const answer = await post('login', { email, password, session: 'cookie' })
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^1r_session=1r_st_\w+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
    expect(answer.data.sessionToken).toBeUndefined()
    const session = /=(\w+);/.exec(cookie)?.[1] ?? ''
    expect((await controlPlane.ask('GET', '/v1/account', { cookie: session })).status).toBe(200)
  })

  it('ends a cookie session from our own origin and clears the cookie', async () => {
    const { session } = await registerPerson(controlPlane)
    const ask = { cookie: session, headers: { origin: PUBLIC_ORIGIN } }
    const answer = await controlPlane.ask('POST', '/v1/auth/logout', ask)
    expect(answer.json).toEqual({ success: true })
    expect(answer.headers.get('set-cookie')).toMatch(/^1r_session=; Path=\/; Expires=Thu, 01 Jan 1970/)
    expect((await account(session)).code).toBe('unauthenticated')
  })

  it('ends a session that two tabs leave at once, for both', async () => {
    const { session } = await registerPerson(controlPlane)
    const leaving = () => controlPlane.ask('POST', '/v1/auth/logout', { session })
    const answers = await Promise.all([leaving(), leaving(), leaving()])
    expect(answers.filter(({ status }) => status !== 200 && status !== 401)).toEqual([])
  })

  it('tells whether there is a vault', async () => {
    const { session } = await registerPerson(controlPlane)
    expectOk(await controlPlane.ask('POST', '/v1/vault', { session, json: makeVaultRecord() }))
    expect((await account(session)).data.account.hasVault).toBe(true)
  })

  it('signs in with a password whose characters are composed in another way', async () => {
    const email = 'compose@example.com'
    expectOk(await post('register', { email, password: 'Zürich bei Nacht' }))
    expect((await login({ email, password: 'Zu\u0308rich bei Nacht' })).status).toBe(200)
  })

  it('keeps the newest hundred sessions of an account', async () => {
    const person = await registerPerson(controlPlane)
    const row = `SELECT $1 || lpad(n::text, 4, '0'), $2, 'v', now() - n * interval '1 minute', now() + interval '1 year', now(), 'password'`
    const prefix = person.accountId.slice(0, 12)
    await controlPlane.database.query(`INSERT INTO sessions ${row} FROM generate_series(1, 150) n`, [
      prefix,
      person.accountId,
    ])
    const { sessionToken } = expectOk(await login(person)).data
    const [{ count }] = await controlPlane.database.query(
      'SELECT count(*)::int AS count FROM sessions WHERE account_id = $1',
      [person.accountId],
    )
    expect(count).toBe(100)
    expect((await account(sessionToken)).status).toBe(200)
  })
})

it('stores neither a password nor a token, and logs neither', async () => {
  const person = await registerPerson(controlPlane)
  await login({ ...person, password: `${person.password} wrong` })
  const secret = person.session.split('_')[3] ?? ''
  const rows: unknown[] = await controlPlane.database.query(
    'SELECT row_to_json(a) AS row FROM accounts a UNION ALL SELECT row_to_json(s) FROM sessions s',
  )
  const kept = JSON.stringify(rows) + controlPlane.log.join('\n')
  expect(kept).toContain(person.accountId)
  expect(kept).not.toContain(secret)
  expect(kept).not.toContain(person.password)
})
