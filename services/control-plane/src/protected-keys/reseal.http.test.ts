import { redisKeys, type RelaySealedCredential } from '@1relay/contracts'
import { openProtectedKey, sealProtectedKey } from '@1relay/vault'
import { Redis } from 'ioredis'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk } from '../testing/people.testing.js'
import {
  announce,
  askAsRelay,
  countAuditEntries,
  issue,
  makeRelayKey,
  openRow,
  protect,
  setPlan,
  type TestRelayKey,
} from '../testing/protected-keys.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let redis: Redis
let workspace: TestWorkspace
let old: TestRelayKey
let fresh: TestRelayKey

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
})
beforeEach(async () => {
  await controlPlane.database.query('TRUNCATE disposable_keys, protected_keys, grants CASCADE')
  workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
  old = await makeRelayKey()
  fresh = await makeRelayKey()
  await announce(controlPlane, old)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const next = async (limit = 100): Promise<RelaySealedCredential[]> => {
  const asked = await askAsRelay(controlPlane, 'POST', '/internal/reseal/next', { current: fresh.keyId, limit })
  return expectOk(asked).data.credentials
}
const done = (...credentials: { before: RelaySealedCredential; after: RelaySealedCredential }[]) =>
  askAsRelay(controlPlane, 'POST', '/internal/reseal/done', { credentials })

/** What a relay makes of it. */
const reseal = async (before: RelaySealedCredential) => {
  const { upstream, ownerId: connectionId } = before
  const { terms, secret } = await openProtectedKey({
    privateKey: old.privateKey,
    connectionId,
    upstream,
    sealed: before,
  })
  const sealed = await sealProtectedKey({ publicKey: fresh.publicKey, connectionId, upstream, terms, secret })
  return { before, after: { ...before, ...sealed } }
}
const replace = (id: string, credential: string) =>
  controlPlane.ask('PUT', `/v1/workspaces/${workspace.id}/protected-keys/${id}/credential`, {
    json: { credential },
    session: workspace.admin.session,
  })
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')

describe('what is to be sealed anew', () => {
  it('is told to nobody but our own relays', async () => {
    await protect(controlPlane, workspace)
    const json = { current: fresh.keyId, limit: 1 }
    for (const path of ['/internal/reseal/next', '/internal/reseal/done']) {
      const session = workspace.admin.session
      expect((await controlPlane.ask('POST', path, { json, session })).status).toBe(401)
    }
  })

  it.each([
    ['next', {}],
    ['next', { current: 'x', limit: 0 }],
    ['next', { current: 'x', limit: 101 }],
    ['done', {}],
    ['done', { credentials: [{ before: {}, after: {} }] }],
    ['done', { credentials: 'all' }],
  ])('is not asked for at %s by %j', async (path, json) => {
    expect((await askAsRelay(controlPlane, 'POST', `/internal/reseal/${path}`, json)).code).toBe('invalid_request')
  })

  it('comes in turn, so that one that cannot be opened does not stand before all others', async () => {
    const ids = [1, 2, 3].map(() => protect(controlPlane, workspace))
    const all = (await Promise.all(ids)).sort()
    const seen = [...(await next(1)), ...(await next(1)), ...(await next(1))].map(({ ownerId }) => ownerId)
    expect(seen.sort()).toEqual(all)
  })

  it('is what is sealed to another key, and lives', async () => {
    const id = await protect(controlPlane, workspace)
    const deleted = await protect(controlPlane, workspace)
    const path = `/v1/workspaces/${workspace.id}/protected-keys/${deleted}`
    await controlPlane.ask('DELETE', path, { session: workspace.admin.session })
    await announce(controlPlane, fresh, old)
    await protect(controlPlane, workspace)
    expect((await next()).map(({ ownerId }) => ownerId)).toEqual([id])
  })
})

describe('what was sealed anew', () => {
  it('takes the place of the former for every live key, at relays too', async () => {
    const id = await protect(controlPlane, workspace)
    const [key, ended] = [await issue(controlPlane, workspace, id), await issue(controlPlane, workspace, id)]
    await controlPlane.ask('DELETE', `/v1/workspaces/${workspace.id}/keys/${ended.id}`, {
      session: workspace.admin.session,
    })
    await announce(controlPlane, fresh, old)
    const before = await countAuditEntries(controlPlane, workspace)
    const [one] = await next()
    const exchange = await reseal(one as RelaySealedCredential)
    expect((await done(exchange)).status).toBe(200)
    expect(await openRow(controlPlane, id, fresh)).toMatchObject({ secret: 'sk_live_0123456789' })
    expect(await projectionOf(key.id)).toMatchObject({ version: 2, credentials: [exchange.after] })
    expect(await projectionOf(ended.id)).toMatchObject({ status: 'dead', version: 2 })
    expect(await next()).toEqual([])
    expect((await countAuditEntries(controlPlane, workspace)) - before).toBe(1)
    // Told twice, it is the same as once.
    await done(exchange)
    expect(await projectionOf(key.id)).toMatchObject({ version: 2 })
  })

  it('is left alone when the credential was replaced or deleted meanwhile', async () => {
    const [id, deleted] = [await protect(controlPlane, workspace), await protect(controlPlane, workspace)]
    await announce(controlPlane, fresh, old)
    const exchanges = await Promise.all((await next()).map(reseal))
    await replace(id, 'the newer one')
    await controlPlane.ask('DELETE', `/v1/workspaces/${workspace.id}/protected-keys/${deleted}`, {
      session: workspace.admin.session,
    })
    expect((await done(...exchanges)).status).toBe(200)
    expect((await openRow(controlPlane, id, fresh)).secret).toBe('the newer one')
    const sql = 'SELECT ciphertext FROM protected_keys WHERE id = $1'
    expect(await controlPlane.database.query(sql, [deleted])).toEqual([{ ciphertext: null }])
  })

  it('is refused when it is sealed to a key that no relay has', async () => {
    const id = await protect(controlPlane, workspace)
    const exchange = await reseal((await next())[0] as RelaySealedCredential)
    expect((await done(exchange)).code).toBe('relay_key_unknown')
    expect((await openRow(controlPlane, id, old)).secret).toBe('sk_live_0123456789')
  })
})
