import { type LiveGrant, redisKeys } from '@1relay/contracts'
import type { Redis } from 'ioredis'
import { REDIS } from '../redis/index.js'
import type { ControlPlane } from './harness.testing.js'
import { expectOk } from './people.testing.js'
import { announce, makeRelayKey, protect, setPlan } from './protected-keys.testing.js'
import { makeWorkspace, type TestWorkspace } from './workspaces.testing.js'

/** A workspace with a protected key. */
export interface Guarded extends TestWorkspace {
  readonly connectionId: string
}

/** A new workspace with a protected key; what relays open it with is nobody's. */
export const makeGuarded = async (controlPlane: ControlPlane): Promise<Guarded> => {
  await announce(controlPlane, await makeRelayKey())
  const workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
  return { ...workspace, connectionId: await protect(controlPlane, workspace) }
}

/** What a provisioner of this workspace may do, as narrow as the seed's example. */
export const boundsOf = ({ connectionId }: Guarded, changes: Record<string, unknown> = {}) => ({
  connectionIds: [connectionId],
  methods: ['GET'],
  paths: ['/crm/v3/objects/**'],
  ttlSecondsMax: 3600,
  liveKeysMax: 3,
  ...changes,
})

/** A new management token; gives its id and its text. */
export const makeManagementToken = async (
  controlPlane: ControlPlane,
  { id, admin }: TestWorkspace,
  order: Record<string, unknown>,
): Promise<{ id: string; token: string }> => {
  const json = { name: 'Deploy bot', ...order }
  const asked = await controlPlane.ask('POST', `/v1/workspaces/${id}/management-tokens`, {
    json,
    session: admin.session,
  })
  const { managementToken, token } = expectOk(asked).data as { managementToken: { id: string }; token: string }
  return { id: managementToken.id, token }
}

/** A new key of a person, to be used from confirmed networks only; gives its id. */
export const issuePersonKey = async (
  controlPlane: ControlPlane,
  { id, connectionId, admin }: Guarded,
  holderEmail: string,
  changes: Record<string, unknown> = {},
): Promise<string> => {
  const scope = { methods: ['GET'], paths: ['/v1/**'], ttlSeconds: 30 * 86_400 }
  const json = { connectionId, name: 'laptop', owner: 'person', holderEmail, ...scope, ...changes }
  const asked = await controlPlane.ask('POST', `/v1/workspaces/${id}/keys`, { json, session: admin.session })
  return (expectOk(asked).data as { key: { id: string } }).key.id
}

/** The projection of a key, as relays find it. */
export const projectionOf = async (controlPlane: ControlPlane, keyId: string): Promise<LiveGrant> => {
  const redis = controlPlane.server.app.get<Redis>(REDIS)
  const text = await redis.get(redisKeys.grant(keyId))
  return JSON.parse(text ?? 'null') as LiveGrant
}
