import { makeConnectionId, sealProtectedKey } from '@1relay/vault'
import {
  announce,
  countAuditEntries,
  makeRelayKey,
  openRow,
  protect,
  protectedKeyOrder,
  setPlan,
  type TestRelayKey,
} from '../testing/protected-keys.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { registerPerson } from '../testing/people.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let relayKey: TestRelayKey
let workspace: TestWorkspace

beforeAll(async () => {
  controlPlane = await startControlPlane()
  relayKey = await makeRelayKey()
  await announce(controlPlane, relayKey)
  workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
})
afterAll(() => controlPlane.close())

const ask = (...args: Parameters<ControlPlane['ask']>) => controlPlane.ask(...args)
const at = (id = '', of = workspace) => `/v1/workspaces/${of.id}/protected-keys${id && `/${id}`}`
const asAdmin = (method: string, path: string, json?: unknown) =>
  ask(method, path, { json, session: workspace.admin.session })
const create = (changes: Record<string, unknown> = {}) => asAdmin('POST', at(), protectedKeyOrder(changes))
const seal = async (changes: { connectionId?: string; upstream?: string; workspaceId?: string } = {}) => {
  const { connectionId = makeConnectionId(), upstream = 'https://api.stripe.com', workspaceId = workspace.id } = changes
  const sealed = await sealProtectedKey({
    publicKey: relayKey.publicKey,
    connectionId,
    upstream,
    terms: { workspaceId, auth: { kind: 'bearer' } },
    secret: Buffer.from('sk_live_sealed_in_the_browser'),
  })
  return { id: connectionId, upstream, sealed, credential: undefined }
}

describe('400', () => {
  it.each([
    ['neither a sealed nor a plain credential', { credential: undefined }],
    ['a credential of basic without a colon', { auth: { kind: 'basic' } }],
    ['a header that frames the message', { auth: { kind: 'header', name: 'Transfer-Encoding' } }],
    ['a header that says who asks', { auth: { kind: 'header', name: 'x-forwarded-for' } }],
    [
      'a token URL with a password',
      {
        auth: { kind: 'oauth2', tokenUrl: 'https://a:b@auth.example/token', clientAuth: 'basic' },
        credential: 'id:secret',
      },
    ],
    ['an origin in another spelling', { upstream: 'https://api.stripe.com:443' }],
    ['an upstream in clear text', { upstream: 'http://api.stripe.com' }],
    ['an upstream with a path', { upstream: 'https://api.stripe.com/v1' }],
    ['a provider that has no origin', { upstream: 'openai-compatible' }],
    ['the origin of a catalogued provider, where nothing would be metered', { upstream: 'https://api.openai.com' }],
    ['query strings recorded without the warning', { recordsQuery: true }],
    ['a credential with a line feed', { credential: 'sk\nhost: evil' }],
    ['an environment that is no label', { environment: 'Production!' }],
    ['an id that is none', { id: 'conn_short' }],
  ])('refuses %s, and does not repeat it', async (_, changes) => {
    const answer = await create(changes)
    expect([answer.status, answer.json.success]).toEqual([400, false])
    expect(answer.text).not.toContain('sk_live')
  })

  it('refuses both a sealed and a plain credential', async () => {
    expect((await create({ ...(await seal()), credential: 'sk_live' })).code).toBe('invalid_request')
  })
})

describe('403 and 404', () => {
  it('lets a viewer look, and change nothing', async () => {
    const id = await protect(controlPlane, workspace)
    const { session } = workspace.viewer
    expect((await ask('GET', at(id), { session })).status).toBe(200)
    expect((await ask('GET', at(), { session })).status).toBe(200)
    for (const [method, path, json] of [
      ['POST', at(), protectedKeyOrder()],
      ['PATCH', at(id), { name: 'Mine' }],
      ['PUT', `${at(id)}/credential`, { credential: 'mine' }],
      ['DELETE', at(id), undefined],
    ] as const) {
      expect([method, (await ask(method, path, { json, session })).code]).toEqual([method, 'role_required'])
    }
    expect((await openRow(controlPlane, id, relayKey)).secret).toBe('sk_live_0123456789')
  })

  it('is not there for strangers, nor under another workspace', async () => {
    const [id, other] = [await protect(controlPlane, workspace), await makeWorkspace(controlPlane)]
    const stranger = await registerPerson(controlPlane)
    for (const [path, session] of [
      [at(id), stranger.session],
      [at(id, other), other.admin.session],
    ] as const) {
      expect((await ask('GET', path, { session })).code).toBe('not_found')
      expect((await ask('PATCH', path, { json: { name: 'Mine' }, session })).code).toBe('not_found')
      expect((await ask('PUT', `${path}/credential`, { json: { credential: 'mine' }, session })).code).toBe('not_found')
      expect((await ask('DELETE', path, { session })).code).toBe('not_found')
    }
    expect((await ask('GET', at(id))).code).toBe('unauthenticated')
  })
})

describe('409', () => {
  it('gives a free workspace one protected key, however many are made at once', async () => {
    const free = await makeWorkspace(controlPlane)
    await setPlan(controlPlane, free, 'free')
    const make = () => ask('POST', at('', free), { json: protectedKeyOrder(), session: free.admin.session })
    const answers = await Promise.all([make(), make(), make(), make()])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    expect(answers.filter(({ code }) => code === 'too_many')).toHaveLength(3)
  })

  it('takes an id once, deleted ones included, whichever workspace comes with it', async () => {
    const id = await protect(controlPlane, workspace)
    const other = await makeWorkspace(controlPlane)
    const json = protectedKeyOrder({ id })
    const ofOther = () => ask('POST', at('', other), { json, session: other.admin.session })
    expect((await ofOther()).code).toBe('protected_key_exists')
    expect((await asAdmin('DELETE', at(id))).status).toBe(200)
    expect((await ofOther()).code).toBe('protected_key_exists')
  })

  it('refuses what is sealed to a key that no relay has', async () => {
    const stranger = await makeRelayKey()
    const { sealed, ...order } = await seal()
    expect((await create({ ...order, sealed: { ...sealed, keyId: stranger.keyId } })).code).toBe('relay_key_unknown')
  })
})

describe('201', () => {
  it('keeps a plain credential only as what the relay alone opens, for this workspace', async () => {
    const order = {
      credential: 'sk_live_canary_1',
      environment: 'production',
      recordsQuery: true,
      acceptsQueryWarning: true,
    }
    const { data, status, text } = await create(order)
    expect(status).toBe(201)
    expect(data.protectedKey).toMatchObject({
      environment: 'production',
      recordsQuery: true,
      sealedTo: relayKey.keyId,
      liveKeys: 0,
    })
    expect(text).not.toContain('canary')
    const { id } = data.protectedKey
    expect(await openRow(controlPlane, id, relayKey)).toEqual({
      terms: { v: 1, workspaceId: workspace.id, auth: { kind: 'bearer' } },
      secret: 'sk_live_canary_1',
    })
    const [{ dump }] = await controlPlane.database.query('SELECT json_agg(p)::text AS dump FROM protected_keys p')
    expect(dump).not.toContain('canary')
    expect(controlPlane.log.join('')).not.toContain('canary')
  })

  it('takes what a browser has sealed as it is, and shows nothing of it', async () => {
    const { sealed, ...order } = await seal()
    const { data, status, text } = await create({ ...order, sealed })
    expect([status, data.protectedKey.baseUrl]).toEqual([201, `http://1relay.test/${order.id}`])
    for (const secret of [sealed.ciphertext, sealed.enc]) expect(text).not.toContain(secret)
    expect((await openRow(controlPlane, order.id, relayKey)).secret).toBe('sk_live_sealed_in_the_browser')
  })

  it.each([
    ['basic', { kind: 'basic' }, 'user:pass:word'],
    ['a header', { kind: 'header', name: 'X-Api-Key' }, 'key'],
    ['a query parameter', { kind: 'query', name: 'api_key' }, 'key'],
    [
      'client credentials',
      { kind: 'oauth2', tokenUrl: 'https://auth.example/token', scope: 'a b', clientAuth: 'body' },
      'id:secret',
    ],
  ])('takes %s', async (_, auth, credential) => {
    const { data } = await create({ auth, credential })
    expect(data.protectedKey.auth).toEqual(auth)
    expect(await openRow(controlPlane, data.protectedKey.id, relayKey)).toMatchObject({
      terms: { auth },
      secret: credential,
    })
  })
})

describe('200', () => {
  it('lists page by page, newest first, by environment and part of the name', async () => {
    const of = await makeWorkspace(controlPlane)
    await setPlan(controlPlane, of, 'team')
    const ids: string[] = []
    for (const name of ['A 100%', 'B_b', 'C'])
      ids.unshift(await protect(controlPlane, of, { name, environment: name === 'C' ? 'ci' : 'staging' }))
    const list = async (query: string) =>
      (await ask('GET', `${at('', of)}?${query}`, { session: of.viewer.session })).data
    const [first, ...rest] = [await list('pageSize=2')]
    expect(rest).toEqual([])
    const second = await list(`pageSize=2&cursor=${first.nextCursor}`)
    const idsOf = (page: { protectedKeys: { id: string }[] }) => page.protectedKeys.map(({ id }) => id)
    expect([...idsOf(first), ...idsOf(second)]).toEqual(ids)
    expect(second.nextCursor).toBeNull()
    expect(idsOf(await list('environment=ci'))).toEqual([ids[0]])
    // Not a pattern: neither sign stands for anything else.
    expect(idsOf(await list('q=%25'))).toEqual([ids[2]])
    expect(idsOf(await list('q=b_B'))).toEqual([ids[1]])
  })

  it('renames, and records query strings after the warning only', async () => {
    const id = await protect(controlPlane, workspace)
    expect((await asAdmin('PATCH', at(id), { recordsQuery: true })).code).toBe('invalid_request')
    const change = { name: 'Renamed', environment: 'ci', recordsQuery: true, acceptsQueryWarning: true }
    expect((await asAdmin('PATCH', at(id), change)).data.protectedKey).toMatchObject({
      name: 'Renamed',
      environment: 'ci',
      recordsQuery: true,
    })
    expect(
      (await asAdmin('PATCH', at(id), { environment: null, recordsQuery: false })).data.protectedKey,
    ).toMatchObject({ environment: null, recordsQuery: false })
  })

  it('replaces the credential in place, with another way to show it', async () => {
    const id = await protect(controlPlane, workspace)
    const auth = { kind: 'header', name: 'x-api-key' }
    const { data, text } = await asAdmin('PUT', `${at(id)}/credential`, { credential: 'sk_live_canary_2', auth })
    expect(data.protectedKey.auth).toEqual(auth)
    expect(text).not.toContain('canary')
    expect(await openRow(controlPlane, id, relayKey)).toMatchObject({ terms: { auth }, secret: 'sk_live_canary_2' })
    // Without another one, the former way stays.
    await asAdmin('PUT', `${at(id)}/credential`, { credential: 'sk_live_3' })
    expect(await openRow(controlPlane, id, relayKey)).toMatchObject({ terms: { auth }, secret: 'sk_live_3' })
  })

  it('deletes with everything that is sealed', async () => {
    const id = await protect(controlPlane, workspace)
    expect((await asAdmin('DELETE', at(id))).status).toBe(200)
    expect((await asAdmin('GET', at(id))).code).toBe('not_found')
    const sql = 'SELECT enc, ciphertext, relay_key_id FROM protected_keys WHERE id = $1'
    expect(await controlPlane.database.query(sql, [id])).toEqual([{ enc: null, ciphertext: null, relay_key_id: null }])
  })

  it('has every change in the audit, and none that was refused', async () => {
    const of = await makeWorkspace(controlPlane)
    await setPlan(controlPlane, of, 'free')
    const { session } = of.admin
    const before = await countAuditEntries(controlPlane, of)
    const id = await protect(controlPlane, of)
    expect((await ask('POST', at('', of), { json: protectedKeyOrder(), session })).code).toBe('too_many')
    await ask('PATCH', at(id, of), { json: { name: 'Other' }, session })
    await ask('PUT', `${at(id, of)}/credential`, { json: { credential: 'new' }, session })
    await ask('DELETE', at(id, of), { session })
    expect((await countAuditEntries(controlPlane, of)) - before).toBe(4)
  })
})

describe('503', () => {
  it('takes no plain credential before a relay has announced a key', async () => {
    const [empty] = [await startControlPlane()]
    try {
      const of = await makeWorkspace(empty)
      const answer = await empty.ask('POST', at('', of), { json: protectedKeyOrder(), session: of.admin.session })
      expect(answer.code).toBe('relay_keys_missing')
      expect((await empty.ask('GET', '/v1/relay-keys')).data).toEqual({ keys: [], current: null })
    } finally {
      await empty.close()
    }
  })
})
