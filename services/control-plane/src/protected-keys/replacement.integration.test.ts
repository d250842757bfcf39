import { redisKeys, type RelaySealedCredential } from '@1relay/contracts'
import { openProtectedKey, sealProtectedKey } from '@1relay/vault'
import { Redis } from 'ioredis'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk } from '../testing/people.testing.js'
import {
  announce,
  askAsRelay,
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
let relayKey: TestRelayKey

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
  workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
  relayKey = await makeRelayKey()
  await announce(controlPlane, relayKey)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const admin = () => workspace.admin.session
const replace = (id: string, credential: string) =>
  controlPlane.ask('PUT', `/v1/workspaces/${workspace.id}/protected-keys/${id}/credential`, {
    json: { credential },
    session: admin(),
  })
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')

/** What a relay would send upstream for this key. */
const secretOf = async (grantId: string, { privateKey } = relayKey): Promise<string> => {
  const [sealed] = (await projectionOf(grantId)).credentials as RelaySealedCredential[]
  if (sealed === undefined) throw new Error('no credential')
  const { ownerId: connectionId, upstream } = sealed
  const { secret } = await openProtectedKey({ privateKey, connectionId, upstream, sealed })
  return Buffer.from(secret).toString()
}

describe('replacing a credential in place', () => {
  it('reaches every key, those too that are issued at the same moment', async () => {
    const id = await protect(controlPlane, workspace)
    const before = await Promise.all([1, 2, 3].map(() => issue(controlPlane, workspace, id)))
    const issuing = Array.from({ length: 12 }, () => issue(controlPlane, workspace, id))
    const replacing = ['one', 'two', 'three'].map((credential) => replace(id, credential))
    for (const answer of await Promise.all(replacing)) expectOk(answer)
    const keys = [...before, ...(await Promise.all(issuing))]
    const { secret } = await openRow(controlPlane, id, relayKey)
    expect(['one', 'two', 'three']).toContain(secret)
    for (const key of keys) expect(await secretOf(key.id)).toBe(secret)
  })

  it('wins over a sealing anew of the former one, whichever comes first', async () => {
    const id = await protect(controlPlane, workspace)
    const key = await issue(controlPlane, workspace, id)
    const fresh = await makeRelayKey()
    await announce(controlPlane, fresh, relayKey)
    const query = { current: fresh.keyId, limit: 100 }
    const { data } = await askAsRelay(controlPlane, 'POST', '/internal/reseal/next', query)
    const before = (data.credentials as RelaySealedCredential[]).find(({ ownerId }) => ownerId === id)
    if (before === undefined) throw new Error('not offered')
    const { upstream } = before
    const place = { connectionId: id, upstream }
    const opened = await openProtectedKey({ privateKey: relayKey.privateKey, ...place, sealed: before })
    const after = { ...before, ...(await sealProtectedKey({ publicKey: fresh.publicKey, ...place, ...opened })) }
    const credentials = [{ before, after }]
    const [replaced, done] = await Promise.all([
      replace(id, 'the newer one'),
      askAsRelay(controlPlane, 'POST', '/internal/reseal/done', { credentials }),
    ])
    expect([replaced.status, done.status]).toEqual([200, 200])
    expect((await openRow(controlPlane, id, fresh)).secret).toBe('the newer one')
    expect(await secretOf(key.id, fresh)).toBe('the newer one')
    await announce(controlPlane, relayKey, fresh)
  })

  it('does not bring a key back that is revoked at the same moment', async () => {
    const id = await protect(controlPlane, workspace)
    const keys = await Promise.all([1, 2, 3, 4].map(() => issue(controlPlane, workspace, id)))
    const revoke = (keyId: string) =>
      controlPlane.ask('DELETE', `/v1/workspaces/${workspace.id}/keys/${keyId}`, { session: admin() })
    const answers = await Promise.all([replace(id, 'one'), ...keys.map((key) => revoke(key.id)), replace(id, 'two')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    for (const key of keys) expect(await projectionOf(key.id)).toMatchObject({ status: 'dead' })
  })

  it('never leaves a live key of a protected key that is deleted at the same moment', async () => {
    const id = await protect(controlPlane, workspace)
    const order = {
      connectionId: id,
      name: 'Late',
      owner: 'application',
      methods: ['GET'],
      paths: ['/**'],
      ttlSeconds: 60,
    }
    const post = () =>
      controlPlane.ask('POST', `/v1/workspaces/${workspace.id}/keys`, { json: order, session: admin() })
    const path = `/v1/workspaces/${workspace.id}/protected-keys/${id}?revokeKeys=true`
    const remove = () => controlPlane.ask('DELETE', path, { session: admin() })
    const [removed, ...issued] = await Promise.all([remove(), post(), post(), post(), post()])
    // Who issues in between keeps it: then it says so, and is asked again.
    if (removed?.code === 'protected_key_in_use') expectOk(await remove())
    for (const { status, code, data } of issued) {
      if (status === 201) expect(await projectionOf(data.key.id)).toMatchObject({ status: 'dead' })
      else expect(code).toBe('not_found')
    }
  })
})

describe('a database dump together with every secret of the control plane', () => {
  it('opens no protected key, and a row that was moved does not open for whom it was moved to', async () => {
    const id = await protect(controlPlane, workspace, { credential: 'sk_live_dumped' })
    const { id: grantId } = await issue(controlPlane, workspace, id)
    const tables = await controlPlane.database.query<{ name: string }[]>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    for (const { name } of tables) {
      const [row] = await controlPlane.database.query(`SELECT coalesce(json_agg(t)::text, '') AS dump FROM "${name}" t`)
      expect([name, row.dump.includes('sk_live_dumped')]).toEqual([name, false])
      // No private key either: what relays announce is public.
      expect([name, row.dump.includes(Buffer.from(relayKey.privateKey).toString('base64url'))]).toEqual([name, false])
    }
    expect(await redis.get(redisKeys.grant(grantId))).not.toContain('sk_live_dumped')

    const other = await makeWorkspace(controlPlane)
    await controlPlane.database.query('UPDATE protected_keys SET workspace_id = $2 WHERE id = $1', [id, other.id])
    // It opens, and says itself whose it is: a relay serves it to no other ledger.
    expect((await openRow(controlPlane, id, relayKey)).terms.workspaceId).toBe(workspace.id)
    const moved = await issue(controlPlane, other, id)
    expect((await projectionOf(moved.id)).ledgerId).toBe(other.id)

    await controlPlane.database.query("UPDATE protected_keys SET upstream = 'https://evil.example' WHERE id = $1", [id])
    await expect(openRow(controlPlane, id, relayKey)).rejects.toMatchObject({ code: 'tampered' })
  })
})
