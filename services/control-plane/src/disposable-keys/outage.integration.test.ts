import { redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import type { Acting } from '../edge/index.js'
import { Grants } from '../grants/index.js'
import { ProtectedKeys } from '../protected-keys/index.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import {
  announce,
  countAuditEntries,
  issue,
  keyOrder,
  makeRelayKey,
  openRow,
  protect,
  setPlan,
  type TestRelayKey,
} from '../testing/protected-keys.testing.js'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'
import { startSwitch, type Switch } from '../testing/switch.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'
import { DisposableKeys } from './disposable-keys.service.js'
import type { KeyOrder } from './key-order.js'

let engine: TestRedis
let redis: Redis
let door: Switch
let controlPlane: ControlPlane
let workspace: TestWorkspace
let relayKey: TestRelayKey

beforeAll(async () => {
  engine = await claimTestRedis()
  redis = new Redis(engine.url)
  door = await startSwitch(engine.url)
  controlPlane = await startControlPlane({ config: { redis: { url: door.url, isCluster: false } } })
  relayKey = await makeRelayKey()
  await announce(controlPlane, relayKey)
  workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
  await door.close()
  await engine.release()
})

const acting = (): Acting => ({ workspaceId: workspace.id, actor: { type: 'account', id: 'a', label: 'admin' } })
const keysOf = () => controlPlane.server.app.get(DisposableKeys, { strict: false })
const projectionOf = async (id: string) => JSON.parse((await redis.get(redisKeys.grant(id))) ?? 'null')

/** Again until Redis counts, as whoever retries after `Retry-After` does. */
const untilDone = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; attempt < 1000; attempt++) {
    try {
      return await work()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  throw new Error('did not recover')
}

/** A key of a protected key of its own. */
const issued = async (): Promise<{ id: string; connectionId: string }> => {
  const connectionId = await untilDone(() => protect(controlPlane, workspace))
  return { ...(await issue(controlPlane, workspace, connectionId)), connectionId }
}

// Through the wire nothing at all is let through without Redis; these are the moments after that was checked.
describe('when Redis goes away in the middle', () => {
  afterEach(() => door.restore())

  it('a revocation does not say that it is done; asked again it is, with one entry in the audit', async () => {
    const { id } = await issued()
    const before = await countAuditEntries(controlPlane, workspace)
    door.cut()
    await expect(keysOf().revoke(acting(), id)).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect(await projectionOf(id)).toMatchObject({ status: 'live' })
    door.restore()
    await untilDone(() => keysOf().revoke(acting(), id))
    expect(await projectionOf(id)).toMatchObject({ status: 'dead' })
    expect((await countAuditEntries(controlPlane, workspace)) - before).toBe(1)
  })

  it('a replaced credential is recorded, and reaches relays as soon as it can', async () => {
    const { id, connectionId } = await issued()
    const protectedKeys = controlPlane.server.app.get(ProtectedKeys, { strict: false })
    door.cut()
    const replacing = protectedKeys.replaceCredential(acting(), connectionId, { credential: 'the newer one' })
    await expect(replacing).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect((await openRow(controlPlane, connectionId, relayKey)).secret).toBe('the newer one')
    door.restore()
    await untilDone(() => controlPlane.server.app.get(Grants, { strict: false }).syncProjections())
    const [{ ciphertext }] = await controlPlane.database.query('SELECT ciphertext FROM protected_keys WHERE id = $1', [
      connectionId,
    ])
    expect(await projectionOf(id)).toMatchObject({ version: 2, credentials: [{ ciphertext }] })
  })

  it('a protected key is not deleted while relays may still take a key of it; asked again it is', async () => {
    const { id, connectionId } = await issued()
    const protectedKeys = controlPlane.server.app.get(ProtectedKeys, { strict: false })
    door.cut()
    await expect(protectedKeys.delete(acting(), connectionId, true)).rejects.toMatchObject({
      code: 'limits_unavailable',
    })
    expect((await openRow(controlPlane, connectionId, relayKey)).secret).toBe('sk_live_0123456789')
    // Nor without asking for it: it was revoked, and relays do not know.
    await expect(protectedKeys.delete(acting(), connectionId, false)).rejects.toMatchObject({
      code: 'protected_key_in_use',
    })
    door.restore()
    await untilDone(() => protectedKeys.delete(acting(), connectionId, true))
    expect(await projectionOf(id)).toMatchObject({ status: 'dead' })
    await expect(protectedKeys.get(workspace.id, connectionId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a key is issued all the same, for nobody can know its token yet', async () => {
    const { connectionId } = await issued()
    door.cut()
    const { key, token } = await keysOf().issue(acting(), keyOrder(connectionId) as unknown as KeyOrder)
    expect(token).toMatch(/^rk_app_/)
    door.restore()
    await untilDone(() => controlPlane.server.app.get(Grants, { strict: false }).syncProjections())
    expect(await projectionOf(key.key.id)).toMatchObject({ status: 'live' })
  })
})
