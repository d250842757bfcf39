import { completeToken, makeHalf } from '@1relay/vault'
import { authorize, connect, type LinkParties, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { createApp, expectOk, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let parties: LinkParties
let lead = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => new Date(Date.now() + lead) })
})
beforeEach(async () => {
  parties = await makeParties(controlPlane)
})
afterEach(() => {
  lead = 0
})
afterAll(() => controlPlane.close())

const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const list = (query = '', session = parties.owner.session) =>
  ask('GET', `/v1/apps/${parties.app.clientId}/link-sessions?${query}`, { session })
const create = async (): Promise<{ linkToken: string; linkSessionId: string }> =>
  expectOk(await ask('POST', '/v1/link/sessions', { json: { requestedProviders: ['openai'] }, app: parties.app })).data
const report = (json: unknown) => ask('POST', '/v1/link/events', { json })

describe('400', () => {
  it.each([
    ['a name that is no event', { name: 'PASSWORD_TYPED' }],
    ['an error in words, which might be anything', { name: 'ERROR', errorCode: 'sk-live-123' }],
    ['a field that might be anything', { name: 'ERROR', message: 'my key' }],
  ])('keeps no event with %s', async (_, event) => {
    const { linkToken } = await create()
    expect((await report({ linkToken, ...event })).code).toBe('invalid_request')
    expect((await list()).data.sessions[0].events).toEqual([])
  })
})

describe('401', () => {
  it('takes events from whoever holds the link token alone', async () => {
    const { linkToken } = await create()
    const { connectionId, stem } = await connect(controlPlane, parties)
    expect(connectionId).toHaveLength(16)
    for (const token of [linkToken.slice(0, -1) + '0', completeToken(stem, makeHalf())]) {
      expect((await report({ linkToken: token, name: 'OPEN' })).code).toBe('invalid_token')
    }
  })

  it('shows sessions to nobody who is not signed in', async () => {
    expect((await ask('GET', `/v1/apps/${parties.app.clientId}/link-sessions`)).status).toBe(401)
  })
})

describe('404', () => {
  it('shows no sessions of somebody else’s app', async () => {
    await create()
    expect((await list('', parties.person.session)).code).toBe('not_found')
    expect((await list('', (await registerPerson(controlPlane)).session)).code).toBe('not_found')
  })
})

describe('200', () => {
  it('shows the sessions of this app alone, newest first, page by page', async () => {
    const other = await createApp(controlPlane, parties.owner)
    await ask('POST', '/v1/link/sessions', { json: { requestedProviders: ['openai'] }, app: other })
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      lead = i
      ids.unshift((await create()).linkSessionId)
    }
    const first = (await list('pageSize=2')).data
    const second = (await list(`pageSize=2&cursor=${first.nextCursor}`)).data
    const shown = [...first.sessions, ...second.sessions].map((seen: { linkSessionId: string }) => seen.linkSessionId)
    expect([shown, second.nextCursor]).toEqual([ids, null])
  })

  it('tells how each session went, with what the page told of it, also after it was used', async () => {
    const { linkToken, linkSessionId, grantId } = await authorize(controlPlane, parties)
    for (const event of [{ name: 'OPEN' }, { name: 'ERROR', errorCode: 'key_refused' }]) {
      expect((await report({ linkToken, ...event })).status).toBe(200)
    }
    const [session] = (await list()).data.sessions
    expect(session).toMatchObject({ linkSessionId, status: 'authorized', mode: 'new', connectionId: grantId })
    expect(session.openedAt).not.toBeNull()
    expect(session.events).toMatchObject([
      { name: 'OPEN', errorCode: null },
      { name: 'ERROR', errorCode: 'key_refused' },
    ])
  })

  it('keeps fifty events, and none of a session that is long over', async () => {
    const { linkToken } = await create()
    for (let i = 0; i < 52; i++) await report({ linkToken, name: 'LOGIN' })
    expect((await list()).data.sessions[0].events).toHaveLength(50)
    const late = await create()
    lead = 91 * 60_000
    expect((await report({ linkToken: late.linkToken, name: 'EXIT' })).status).toBe(200)
    const seen = (await list()).data.sessions.find(
      ({ linkSessionId }: { linkSessionId: string }) => linkSessionId === late.linkSessionId,
    )
    expect(seen.events).toEqual([])
  })
})
