import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { type Faked, TestAuthenticator } from '../testing/authenticator.testing.js'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { linkTokenFor, mailsTo } from '../testing/mail.testing.js'
import { createApp, expectOk, makeVaultRecord, type Person, registerPerson } from '../testing/people.testing.js'
import { proveEmailOf } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let person: Person

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
})
afterAll(() => controlPlane.close())

const ask = (method: string, path: string, json?: unknown, { session } = person): Promise<Answer> =>
  controlPlane.ask(method, path, { session, ...(json !== undefined && { json }) })
const anonymous = (path: string, json?: unknown): Promise<Answer> =>
  controlPlane.ask('POST', path, json === undefined ? {} : { json })

const creationOptions = async (whose = person) =>
  expectOk(await ask('POST', '/v1/passkeys/options', undefined, whose)).data.options
const requestOptions = async () => expectOk(await anonymous('/v1/auth/passkey/options')).data.options

const addWith = (response: unknown, whose = person): Promise<Answer> =>
  ask('POST', '/v1/passkeys', { name: 'Laptop', response }, whose)
const signInWith = (response: unknown, more = {}): Promise<Answer> =>
  anonymous('/v1/auth/passkey', { response, ...more })

const addPasskey = async (whose = person): Promise<TestAuthenticator> => {
  const device = new TestAuthenticator()
  expectOk(await addWith(device.create(await creationOptions(whose)), whose))
  return device
}
const signIn = async (device: TestAuthenticator, faked: Faked = {}): Promise<Answer> =>
  signInWith(device.get(await requestOptions(), faked))

const listed = async (): Promise<{ credentialId: string; unlocksVault: boolean }[]> =>
  expectOk(await ask('GET', '/v1/passkeys')).data.passkeys
const rejected = [401, 'passkey_rejected']
const outcome = ({ status, code }: Answer) => [status, code]

const makeWrap = () => ({
  prfSalt: randomBytes(32).toString('base64url'),
  iv: randomBytes(12).toString('base64url'),
  wrappedKey: randomBytes(48).toString('base64url'),
})

describe('400', () => {
  it('takes no PRF output, which opens the vault, when a passkey is added or signs in', async () => {
    const device = new TestAuthenticator()
    const prf = { enabled: true, results: { first: 'c2VjcmV0' } }
    const made = { ...device.create(await creationOptions()), clientExtensionResults: { prf } }
    expect(outcome(await addWith(made))).toEqual([400, 'invalid_request'])
    const assertion = { ...(await addPasskey()).get(await requestOptions()), clientExtensionResults: { prf } }
    expect(outcome(await signInWith(assertion))).toEqual([400, 'invalid_request'])
  })
})

describe('401, adding', () => {
  it.each<[string, Faked]>([
    ['made for another page', { origin: 'https://1relay.test.evil.example' }],
    ['made for another host', { rpId: 'evil.example' }],
    ['made without verifying the person', { isVerified: false }],
    ['that answers a challenge of its own', { challenge: randomBytes(32).toString('base64url') }],
  ])('refuses a passkey %s', async (_, faked) => {
    expect(outcome(await addWith(new TestAuthenticator().create(await creationOptions(), faked)))).toEqual(rejected)
    expect(await listed()).toEqual([])
  })

  it('refuses a challenge that somebody else was given, or that was given for signing in', async () => {
    const other = await registerPerson(controlPlane)
    expect(outcome(await addWith(new TestAuthenticator().create(await creationOptions(other))))).toEqual(rejected)
    expect(outcome(await addWith(new TestAuthenticator().create(await requestOptions())))).toEqual(rejected)
  })

  it('takes one answer to a challenge, also of two at once', async () => {
    const options = await creationOptions()
    const answers = await Promise.all([1, 2, 3].map(() => addWith(new TestAuthenticator().create(options))))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401])
  })
})

describe('401, signing in', () => {
  it.each<[string, Faked]>([
    ['for another page', { origin: 'https://evil.example' }],
    ['for another host', { rpId: 'evil.example' }],
    ['without verifying the person', { isVerified: false }],
    ['for a challenge of its own', { challenge: randomBytes(32).toString('base64url') }],
    ['in the name of another account', { userHandle: Buffer.from('a'.repeat(16)).toString('base64url') }],
    ['in nobody’s name', { userHandle: '' }],
    ['in a frame of a page that no app registered', { topOrigin: 'https://evil.example' }],
  ])('refuses a signature %s', async (_, faked) => {
    const device = await addPasskey()
    expect(outcome(await signIn(device, faked))).toEqual(rejected)
    expect((await signIn(device)).status).toBe(200)
  })

  it('refuses a passkey that nobody added, like any other', async () => {
    expect(outcome(await signIn(new TestAuthenticator()))).toEqual(rejected)
  })

  it('refuses the signature of one passkey under the id of another', async () => {
    const [one, other] = [await addPasskey(), await addPasskey()]
    const forged = { ...one.get(await requestOptions()), id: other.id, rawId: other.id }
    expect(outcome(await signInWith(forged))).toEqual(rejected)
  })

  it('refuses an answer that was given before, and a challenge that was made for adding', async () => {
    const device = await addPasskey()
    const answer = device.get(await requestOptions())
    const answers = await Promise.all([1, 2, 3].map(() => signInWith(answer)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
    expect(outcome(await signInWith(device.get(await creationOptions())))).toEqual(rejected)
  })

  it('refuses a counter that does not grow: a copy of the passkey is about', async () => {
    const device = await addPasskey()
    expect((await signIn(device, { counter: 7 })).status).toBe(200)
    expect(outcome(await signIn(device, { counter: 7 }))).toEqual(rejected)
    expect(outcome(await signIn(device, { counter: 6 }))).toEqual(rejected)
    expect((await signIn(device, { counter: 4_294_967_295 })).status).toBe(200)
  })

  it('refuses a passkey that was removed', async () => {
    const device = await addPasskey()
    expectOk(await ask('DELETE', `/v1/passkeys/${device.id}`))
    expect(outcome(await signIn(device))).toEqual(rejected)
  })

  it('refuses the passkey of a squatter once the person of the address has moved in', async () => {
    const device = await addPasskey()
    expectOk(await anonymous('/v1/auth/magic-link', { email: person.email }))
    const token = await linkTokenFor(controlPlane, person.email)
    expectOk(await anonymous('/v1/auth/magic-link/confirm', { token, startsClean: true }))
    expect(outcome(await signIn(device))).toEqual(rejected)
  })
})

describe('403', () => {
  const age = () =>
    controlPlane.database.query(
      "UPDATE sessions SET created_at = created_at - interval '16 minutes' WHERE account_id = $1",
      [person.accountId],
    )
  const begin = (json?: unknown) => ask('POST', '/v1/passkeys/options', json)

  it('makes no way in for good out of an old session, unless its password is shown', async () => {
    await age()
    expect(outcome(await begin())).toEqual([403, 'recent_sign_in_required'])
    expect(outcome(await begin({ password: 'not this password' }))).toEqual([401, 'invalid_credentials'])
    expect(outcome(await begin({ password: person.password }))).toEqual([200, undefined])
  })
})

describe('404', () => {
  it('knows no passkey of somebody else', async () => {
    const device = await addPasskey()
    const other = await registerPerson(controlPlane)
    expectOk(await ask('POST', '/v1/vault', makeVaultRecord(), other))
    const path = `/v1/passkeys/${device.id}`
    const answers = [
      await ask('PATCH', path, { name: 'Mine' }, other),
      await ask('DELETE', path, undefined, other),
      await ask('PUT', `/v1/vault/passkeys/${device.id}`, makeWrap(), other),
      await ask('DELETE', `/v1/vault/passkeys/${device.id}`, undefined, other),
    ]
    expect(answers.map(outcome)).toEqual(answers.map(() => [404, 'not_found']))
    expect((await signIn(device)).status).toBe(200)
  })

  it('keeps no vault key under a passkey where there is no vault', async () => {
    const device = await addPasskey()
    expect((await ask('PUT', `/v1/vault/passkeys/${device.id}`, makeWrap())).code).toBe('not_found')
  })
})

describe('409', () => {
  it('refuses a passkey that is known, whoever shows it', async () => {
    const device = await addPasskey()
    const other = await registerPerson(controlPlane)
    const again = await addWith(device.create(await creationOptions(other)), other)
    expect(outcome(again)).toEqual([409, 'passkey_exists'])
  })

  it('keeps 20 passkeys and not one more, however many come at once', async () => {
    const adding = async () => addWith(new TestAuthenticator().create(await creationOptions()))
    const answers = await Promise.all(Array.from({ length: 23 }, adding))
    expect(answers.filter(({ code }) => code === 'too_many')).toHaveLength(3)
    expect(await listed()).toHaveLength(20)
  })
})

describe('200', () => {
  it('asks for a discoverable, verified passkey of our host, and for none that the person has', async () => {
    const device = await addPasskey()
    expect(await creationOptions()).toMatchObject({
      rp: { id: '1relay.test', name: '1Relay' },
      user: { name: person.email, id: Buffer.from(person.accountId).toString('base64url') },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: device.id }],
      attestation: 'none',
    })
    const asked = await requestOptions()
    expect(asked).toMatchObject({ rpId: '1relay.test', userVerification: 'required' })
    expect(asked.allowCredentials ?? []).toEqual([])
  })

  it('signs in without a name, and says so in the sessions', async () => {
    const device = await addPasskey()
    const { data } = expectOk(await signIn(device))
    expect(data.account).toMatchObject({ id: person.accountId, email: person.email })
    const { sessions } = expectOk(
      await ask('GET', '/v1/sessions', undefined, { ...person, session: data.sessionToken }),
    ).data
    expect(sessions.find(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toMatchObject({ method: 'passkey' })
    expect((await listed())[0]).toMatchObject({ credentialId: device.id, lastUsedAt: expect.any(String) })
  })

  it('signs in on the Link page, in a frame of an app that registered its origin, until the app goes', async () => {
    const device = await addPasskey()
    const app = await createApp(controlPlane, person, { origins: ['https://framing.example'] })
    const framed = { topOrigin: 'https://framing.example' }
    expect((await signIn(device, framed)).status).toBe(200)
    expectOk(await ask('DELETE', `/v1/apps/${app.clientId}`))
    expect(outcome(await signIn(device, framed))).toEqual(rejected)
  })

  it('gives browsers a cookie and no token', async () => {
    const device = await addPasskey()
    const answer = await signInWith(device.get(await requestOptions()), { session: 'cookie' })
    expect(answer.headers.get('set-cookie')).toMatch(/^1r_session=1r_st_\w+; /)
    expect(answer.data.sessionToken).toBeUndefined()
  })

  it('goes on for a passkey that does not count', async () => {
    const device = await addPasskey()
    for (let i = 0; i < 3; i++) expect((await signIn(device, { counter: 0 })).status).toBe(200)
  })

  it('renames a passkey, and tells the person when one is added', async () => {
    await proveEmailOf(controlPlane, person)
    const device = await addPasskey()
    const renamed = expectOk(await ask('PATCH', `/v1/passkeys/${device.id}`, { name: 'Phone' })).data.passkey
    expect([renamed, ...(await listed())]).toEqual([
      expect.objectContaining({ name: 'Phone', unlocksVault: false }),
      expect.objectContaining({ name: 'Phone' }),
    ])
    const [mail] = await mailsTo(controlPlane, person.email)
    expect([mail?.subject, mail?.text]).toEqual([
      'A passkey was added to your 1Relay account',
      expect.stringContaining('“Laptop”'),
    ])
  })

  it('keeps the vault key under a passkey, exactly as it came, until the passkey goes', async () => {
    const record = makeVaultRecord()
    expectOk(await ask('POST', '/v1/vault', record))
    const [device, other] = [await addPasskey(), await addPasskey()]
    const [first, wrap, second] = [makeWrap(), makeWrap(), makeWrap()]
    expectOk(await ask('PUT', `/v1/vault/passkeys/${device.id}`, first))
    expectOk(await ask('PUT', `/v1/vault/passkeys/${device.id}`, wrap))
    expectOk(await ask('PUT', `/v1/vault/passkeys/${other.id}`, second))
    const wraps = async () => expectOk(await ask('GET', '/v1/vault')).data.passkeys
    expect(await wraps()).toEqual([
      { credentialId: device.id, ...wrap },
      { credentialId: other.id, ...second },
    ])
    expect((await listed()).map(({ unlocksVault }) => unlocksVault)).toEqual([true, true])
    expectOk(await ask('PUT', '/v1/vault', { version: 1, ...makeVaultRecord() }))
    expect(await wraps()).toHaveLength(2)
    expectOk(await ask('DELETE', `/v1/passkeys/${device.id}`))
    expect(await wraps()).toEqual([{ credentialId: other.id, ...second }])
    expectOk(await ask('DELETE', `/v1/vault/passkeys/${other.id}`))
    expect(await wraps()).toEqual([])
    expect((await signIn(other)).status).toBe(200)
  })

  it('forgets a challenge by itself after five minutes', async () => {
    const { challenge } = await requestOptions()
    const redis = new Redis(controlPlane.redisUrl)
    const left = await redis.pttl(`1r:passkey:${challenge}`)
    redis.disconnect()
    expect(left).toBeGreaterThan(200_000)
    expect(left).toBeLessThanOrEqual(300_000)
  })
})
