import { makeConnectionId, makeRelayKeyPair, openProtectedKey, type RelayKeyPair, relayKeyId } from '@1relay/vault'
import { type Answer, type ControlPlane, INTERNAL_SECRET } from './harness.testing.js'
import { expectOk } from './people.testing.js'
import type { TestWorkspace } from './workspaces.testing.js'

/** A key pair of a relay, with its id. */
export interface TestRelayKey extends RelayKeyPair {
  readonly keyId: string
}

export const makeRelayKey = async (): Promise<TestRelayKey> => {
  const pair = await makeRelayKeyPair()
  return { ...pair, keyId: await relayKeyId(pair.publicKey) }
}

/** Asks as our own relay does. */
export const askAsRelay = (controlPlane: ControlPlane, method: string, path: string, json: unknown): Promise<Answer> =>
  controlPlane.ask(method, path, { json, headers: { authorization: `Bearer ${INTERNAL_SECRET}` } })

/** Announces these keys as a relay does; the first is the current one. */
export const announce = async (controlPlane: ControlPlane, ...keys: TestRelayKey[]): Promise<void> => {
  const shown = keys.map(({ keyId, publicKey }) => ({ keyId, publicKey: Buffer.from(publicKey).toString('base64url') }))
  const json = { keys: shown, current: keys[0]?.keyId }
  expectOk(await askAsRelay(controlPlane, 'PUT', '/internal/relay-keys', json))
}

/** What a plain HTTP caller sends for a new protected key. */
export const protectedKeyOrder = (changes: Record<string, unknown> = {}) => ({
  id: makeConnectionId(),
  name: 'Stripe production',
  upstream: 'https://api.stripe.com',
  auth: { kind: 'bearer' },
  credential: 'sk_live_0123456789',
  ...changes,
})

/** A new protected key of this workspace; gives its id. */
export const protect = async (
  controlPlane: ControlPlane,
  { id, admin }: TestWorkspace,
  changes: Record<string, unknown> = {},
): Promise<string> => {
  const json = protectedKeyOrder(changes)
  expectOk(await controlPlane.ask('POST', `/v1/workspaces/${id}/protected-keys`, { json, session: admin.session }))
  return json.id
}

/** Sets what a workspace may have. */
export const setPlan = async (
  controlPlane: ControlPlane,
  { id }: TestWorkspace,
  plan: 'free' | 'team',
): Promise<void> => {
  expectOk(await askAsRelay(controlPlane, 'PUT', `/internal/workspaces/${id}/plan`, { plan }))
}

/** What a relay with this key reads in the row of a protected key. */
export const openRow = async (controlPlane: ControlPlane, connectionId: string, { privateKey }: TestRelayKey) => {
  const [row] = await controlPlane.database.query<
    { upstream: string; keyId: string; enc: string; ciphertext: string }[]
  >('SELECT upstream, relay_key_id AS "keyId", enc, ciphertext FROM protected_keys WHERE id = $1', [connectionId])
  if (row === undefined) throw new Error('no such protected key')
  const { upstream, ...sealed } = row
  const { terms, secret } = await openProtectedKey({ privateKey, connectionId, upstream, sealed })
  return { terms, secret: Buffer.from(secret).toString() }
}

/** How many entries the audit of a workspace has, in its chain or on the way there. */
export const countAuditEntries = async (controlPlane: ControlPlane, { id }: { id: string }): Promise<number> => {
  const [row] = await controlPlane.database.query<{ count: number }[]>(
    `SELECT ((SELECT coalesce(sum(records), 0) FROM audit_inbox WHERE workspace_id = $1) +
       (SELECT count(*) FROM audit_records WHERE workspace_id = $1))::int AS count`,
    [id],
  )
  return row?.count ?? 0
}

/** What an admin asks for: a key of an application that may read customers for an hour. */
export const keyOrder = (connectionId: string, changes: Record<string, unknown> = {}) => ({
  connectionId,
  name: 'Web app',
  owner: 'application',
  methods: ['GET'],
  paths: ['/v1/customers/*'],
  ttlSeconds: 3600,
  ...changes,
})

/** A new disposable key of this protected key. */
export const issue = async (
  controlPlane: ControlPlane,
  { id, admin }: TestWorkspace,
  connectionId: string,
  changes: Record<string, unknown> = {},
): Promise<{ id: string; token: string }> => {
  const json = keyOrder(connectionId, changes)
  const asked = await controlPlane.ask('POST', `/v1/workspaces/${id}/keys`, { json, session: admin.session })
  const { key, token } = expectOk(asked).data as { key: { id: string }; token: string }
  return { id: key.id, token }
}
