import { completeToken, formatPublicToken, formatToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import {
  authorize,
  exchange,
  makeApproval,
  makeParties,
  openSession,
  type LinkParties,
  sealed,
  sealedCredential,
} from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { createApp, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let parties: LinkParties
let lead = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => new Date(Date.now() + lead) })
  parties = await makeParties(controlPlane)
})
afterAll(() => controlPlane.close())
afterEach(() => {
  lead = 0
})

const minutes = (n: number): number => n * 60_000
const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const approve = (json: unknown, person = parties.person) =>
  ask('POST', '/v1/link/authorize', { json, session: person.session })
const statusOf = async (connectionId: string) =>
  (await ask('GET', `/v1/connections/${connectionId}`, { app: parties.app })).data.connection.status as string

describe('400', () => {
  it('refuses a session for a provider that does not exist', async () => {
    const json = { requestedProviders: ['openai', 'nobody'] }
    const answer = await ask('POST', '/v1/link/sessions', { json, app: parties.app })
    expect([answer.status, answer.code]).toEqual([400, 'provider_unknown'])
  })

  it.each([
    ['a provider that was not asked for', { credentials: [sealedCredential('anthropic')] }, 'invalid_request'],
    [
      'a custom origin that was not asked for',
      { credentials: [sealedCredential('https://llm.example')] },
      'invalid_request',
    ],
    ['a provider that does not exist', { credentials: [sealedCredential('nobody')] }, 'provider_unknown'],
    [
      'the slug of a provider without an origin',
      { credentials: [sealedCredential('openai-compatible')] },
      'provider_unknown',
    ],
    ['the same provider twice', { credentials: [sealedCredential(), sealedCredential()] }, 'invalid_request'],
    [
      'a ciphertext without a byte in it',
      { credentials: [{ ...sealedCredential(), ...sealed(0) }] },
      'invalid_request',
    ],
    ['an owner envelope of another length', { ownerEnvelope: sealed(42) }, 'invalid_request'],
    ['a proof hash that is no 32 bytes', { proofHash: `${'A'.repeat(42)}B` }, 'invalid_request'],
    [
      'two budgets of one period',
      {
        budgets: [
          { period: 'day', capMicros: 1 },
          { period: 'day', capMicros: 2 },
        ],
      },
      'invalid_request',
    ],
  ])('refuses an approval with %s, and leaves the link token usable', async (_, changes, code) => {
    const session = await openSession(controlPlane, parties.app)
    const answer = await approve((await makeApproval(session, changes)).json)
    expect([answer.status, answer.code]).toEqual([400, code])
    expect((await approve((await makeApproval(session)).json)).status).toBe(201)
  })
})

describe('401', () => {
  it.each([
    ['no token at all', 'x'.repeat(20)],
    ['a token of a session that does not exist', formatToken({ prefix: '1r_lt', id: makeId(), auth: makeHalf() })],
  ])('refuses to open with %s', async (_, linkToken) => {
    expect((await ask('POST', '/v1/link/open', { json: { linkToken } })).code).toBe('invalid_token')
  })

  it('refuses a link token with another auth half', async () => {
    const { linkToken } = await openSession(controlPlane, parties.app)
    const parsed = parseToken(linkToken)
    if (!parsed.ok) throw new Error(parsed.reason)
    const forged = formatToken({ prefix: '1r_lt', id: parsed.token.id, auth: makeHalf() })
    expect((await ask('POST', '/v1/link/open', { json: { linkToken: forged } })).code).toBe('invalid_token')
  })

  it('refuses a wrong proof without revoking: guessing must not end anybody’s grant', async () => {
    const { grantId: id, proof } = await authorize(controlPlane, parties)
    for (const wrong of [Buffer.alloc(32).toString('base64url'), `${'A'.repeat(42)}B`]) {
      const answer = await exchange(controlPlane, parties.app, { id, proof: wrong })
      expect([answer.status, answer.code]).toEqual([401, 'invalid_token'])
    }
    expect((await exchange(controlPlane, parties.app, { id, proof })).status).toBe(200)
    expect(
      (await exchange(controlPlane, parties.app, { id, proof: Buffer.alloc(32).toString('base64url') })).status,
    ).toBe(401)
    expect(await statusOf(id)).toBe('active')
  })

  it('refuses the public token of another app, and leaves it usable', async () => {
    const { grantId: id, proof } = await authorize(controlPlane, parties)
    const thief = await createApp(controlPlane, await registerPerson(controlPlane))
    expect((await exchange(controlPlane, thief, { id, proof })).code).toBe('invalid_token')
    expect((await exchange(controlPlane, parties.app, { id, proof })).status).toBe(200)
  })

  it('refuses an id that does not exist, and a public token that is none', async () => {
    const proof = Buffer.alloc(32).toString('base64url')
    expect((await exchange(controlPlane, parties.app, { id: makeId(), proof })).code).toBe('invalid_token')
    expect((await exchange(controlPlane, parties.app, { publicToken: `1r_pt_${'0'.repeat(60)}` })).code).toBe(
      'invalid_token',
    )
  })

  it('refuses the exchange of a connection that its person revoked before', async () => {
    const { grantId: id, proof } = await authorize(controlPlane, parties)
    await ask('DELETE', `/v1/connections/${id}`, { session: parties.person.session })
    expect((await exchange(controlPlane, parties.app, { id, proof })).code).toBe('invalid_token')
  })
})

describe('404', () => {
  it('shows a session to nobody but its app', async () => {
    const { linkSessionId } = await openSession(controlPlane, parties.app)
    const other = await createApp(controlPlane, parties.owner)
    expect((await ask('GET', `/v1/link/sessions/${linkSessionId}`, { app: other })).code).toBe('not_found')
  })
})

describe('409', () => {
  it('takes a link token once, also when it comes ten times at the same moment', async () => {
    const session = await openSession(controlPlane, parties.app)
    const approvals = await Promise.all(Array.from({ length: 10 }, () => makeApproval(session)))
    const answers = await Promise.all(approvals.map(({ json }) => approve(json)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)])
    expect((await ask('POST', '/v1/link/open', { json: { linkToken: session.linkToken } })).code).toBe(
      'link_session_used',
    )
    const winner = approvals[answers.findIndex((answer) => answer.status === 201)]
    expect((await exchange(controlPlane, parties.app, { id: session.grantId, proof: winner?.proof })).status).toBe(200)
  })

  it('lets one of ten parallel exchanges through, and revokes the grant because of the others', async () => {
    const { grantId: id, proof } = await authorize(controlPlane, parties)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => exchange(controlPlane, parties.app, { id, proof })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)])
    expect(answers.filter((answer) => answer.code === 'public_token_used')).toHaveLength(9)
    expect(await statusOf(id)).toBe('revoked')
  })

  it.each([
    ['with another idempotency key', 'another-key', 0],
    ['without a key', undefined, 0],
    ['with the same key after a minute', 'first-key-1', minutes(1)],
  ])('takes a second exchange %s for theft', async (_, key, later) => {
    const { grantId: id, proof } = await authorize(controlPlane, parties)
    expect((await exchange(controlPlane, parties.app, { id, proof }, 'first-key-1')).status).toBe(200)
    lead = later
    expect((await exchange(controlPlane, parties.app, { id, proof }, key)).code).toBe('public_token_used')
    expect(await statusOf(id)).toBe('revoked')
    expect((await exchange(controlPlane, parties.app, { id, proof }, 'first-key-1')).code).toBe('public_token_used')
  })
})

describe('410', () => {
  it('refuses a link token after half an hour', async () => {
    const session = await openSession(controlPlane, parties.app)
    lead = minutes(30)
    expect((await ask('POST', '/v1/link/open', { json: { linkToken: session.linkToken } })).code).toBe(
      'link_session_expired',
    )
    expect((await approve((await makeApproval(session)).json)).code).toBe('link_session_expired')
  })

  it('refuses a public token after ten minutes', async () => {
    const { grantId: id, proof } = await authorize(controlPlane, parties)
    lead = minutes(10)
    const answer = await exchange(controlPlane, parties.app, { id, proof })
    expect([answer.status, answer.code]).toEqual([410, 'public_token_expired'])
    expect(await statusOf(id)).toBe('expired')
  })
})

describe('200', () => {
  it('tells the page who asks for what, and keeps the id of the grant across a reload', async () => {
    const asked = { budgetSuggestionCents: 1000, models: ['gpt-*'], requestsPerMinuteSuggestion: 60 }
    const session = await openSession(controlPlane, parties.app, asked)
    const { data } = await ask('POST', '/v1/link/open', { json: { linkToken: session.linkToken } })
    const app = { clientId: parties.app.clientId, name: 'Example', logoUrl: null, origins: ['https://app.example'] }
    const { linkSessionId, grantId } = session
    expect(data).toMatchObject({ ...asked, linkSessionId, grantId, app, requestedProviders: ['openai'] })
  })

  it('follows a session from created to exchanged', async () => {
    const json = { requestedProviders: ['openai'], userReference: 'user-7' }
    const created = await ask('POST', '/v1/link/sessions', { json, app: parties.app })
    const { linkSessionId, linkToken } = created.data
    const look = async () => (await ask('GET', `/v1/link/sessions/${linkSessionId}`, { app: parties.app })).data.session
    expect(await look()).toMatchObject({ status: 'created', connectionId: null, userReference: 'user-7' })
    const { data } = await ask('POST', '/v1/link/open', { json: { linkToken } })
    expect((await look()).status).toBe('opened')
    const approval = await makeApproval({ linkSessionId, linkToken, grantId: data.grantId })
    await approve(approval.json)
    expect(await look()).toMatchObject({ status: 'authorized', connectionId: data.grantId })
    await exchange(controlPlane, parties.app, { id: data.grantId, proof: approval.proof })
    expect((await look()).status).toBe('exchanged')
  })

  it('answers the blinded form with a stem that only the holder of P can complete', async () => {
    const { grantId: id, proof, seal } = await authorize(controlPlane, parties)
    const { data } = await exchange(controlPlane, parties.app, { id, proof })
    expect(Object.keys(data).sort()).toEqual(['accessTokenStem', 'connectionId'])
    expect(parseToken(completeToken(data.accessTokenStem, seal))).toMatchObject({
      ok: true,
      token: { id, prefix: '1r_at', seal },
    })
    expect(await statusOf(id)).toBe('active')
  })

  it('answers the plain form with the whole token', async () => {
    const { grantId: id, seal } = await authorize(controlPlane, parties)
    const { data } = await exchange(controlPlane, parties.app, { publicToken: formatPublicToken({ id, seal }) })
    expect(parseToken(data.accessToken)).toMatchObject({ ok: true, token: { id, prefix: '1r_at', seal } })
    expect(data.accessTokenStem).toBeUndefined()
  })

  it('repeats a lost answer within a minute with a fresh auth half, and the former one dies', async () => {
    const { grantId: id, proof } = await authorize(controlPlane, parties)
    const [first, second] = [
      await exchange(controlPlane, parties.app, { id, proof }, 'same-key-77'),
      await exchange(controlPlane, parties.app, { id, proof }, 'same-key-77'),
    ]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.data.accessTokenStem).not.toBe(first.data.accessTokenStem)
    const [row] = await controlPlane.database.query('SELECT version, verifier, repeat_key FROM grants WHERE id = $1', [
      id,
    ])
    const { createHash } = await import('node:crypto')
    const auth = (second.data.accessTokenStem as string).split('_')[3] ?? ''
    expect(row).toMatchObject({ version: 3, verifier: createHash('sha256').update(auth).digest('base64url') })
    expect(row.repeat_key).not.toContain('same-key-77')
  })

  it('allows a custom origin where an OpenAI-compatible provider was asked for', async () => {
    const approval = { credentials: [sealedCredential('https://llm.example')] }
    const asked = { requestedProviders: ['openai-compatible'] }
    const { grantId } = await authorize(controlPlane, parties, { asked, approval })
    expect(await statusOf(grantId)).toBe('pending')
  })
})
