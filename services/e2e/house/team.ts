import type { components, UpstreamAuth } from '@1relay/contracts'
import { makeConnectionId, sealProtectedKey } from '@1relay/vault'
import { call, expectData } from './api.js'
import { makePerson, type Person } from './person.js'

/** A workspace and its first admin. */
export interface Team {
  readonly admin: Person
  readonly workspaceId: string
  /** Where its routes are. */
  readonly path: string
}

export interface IssuedKey {
  readonly id: string
  readonly token: string
  readonly connectionId: string
}

export type KeyOrder = Partial<{
  name: string
  owner: 'application' | 'agent' | 'person' | 'vendor'
  holderEmail: string
  methods: string[]
  paths: string[]
  deniedQueryParameters: string[]
  ttlSeconds: number
  limits: components['schemas']['Limits']
  network: { mode: 'any' | 'allowlist' | 'confirm'; cidrs?: string[] }
}>

export const makeTeam = async (): Promise<Team> => {
  const admin = await makePerson()
  const { workspace } = await expectData<{ workspace: { id: string } }>('/v1/workspaces', {
    as: admin.session,
    body: { name: 'Example Robotics' },
  })
  return { admin, workspaceId: workspace.id, path: `/v1/workspaces/${workspace.id}` }
}

interface Protected {
  readonly upstream: string
  readonly auth: UpstreamAuth
  readonly secret: string
}

const seal = async (team: Team, connectionId: string, { upstream, auth, secret }: Protected) => {
  const { keys, current } = await expectData<{ keys: { keyId: string; publicKey: string }[]; current: string }>(
    '/v1/relay-keys',
  )
  const publicKey = new Uint8Array(
    Buffer.from(keys.find(({ keyId }) => keyId === current)?.publicKey ?? '', 'base64url'),
  )
  const terms = { workspaceId: team.workspaceId, auth }
  return sealProtectedKey({ publicKey, connectionId, upstream, terms, secret: new TextEncoder().encode(secret) })
}

/** Seals a credential as the browser does and puts it behind the relay. Gives its id. */
export const protect = async (team: Team, key: Protected): Promise<string> => {
  const id = makeConnectionId()
  const { upstream, auth } = key
  const body = { id, name: `${upstream} production`, upstream, auth, sealed: await seal(team, id, key) }
  await expectData(`${team.path}/protected-keys`, { as: team.admin.session, body })
  return id
}

/** Puts another credential in its place. */
export const replaceCredential = async (team: Team, connectionId: string, key: Protected): Promise<void> => {
  const body = { auth: key.auth, sealed: await seal(team, connectionId, key) }
  const path = `${team.path}/protected-keys/${connectionId}/credential`
  await expectData(path, { as: team.admin.session, method: 'PUT', body })
}

/** Issues a key that may do everything with it, unless the order says otherwise. */
export const issueKey = async (team: Team, connectionId: string, order: KeyOrder = {}): Promise<IssuedKey> => {
  const all = { name: 'A test key', owner: 'application', methods: ['GET', 'POST', 'DELETE'], paths: ['/**'] }
  const { key, token } = await expectData<{ key: { id: string }; token: string }>(`${team.path}/keys`, {
    as: team.admin.session,
    body: { connectionId, ttlSeconds: 3600, ...all, ...order },
  })
  return { id: key.id, token, connectionId }
}

/** The records of the audit that have come so far, newest first. */
export const readAudit = async (
  team: Team,
  query = '',
): Promise<components['schemas']['AuditListAnswer']['data']['records']> =>
  (
    await expectData<components['schemas']['AuditListAnswer']['data']>(`${team.path}/audit?pageSize=200${query}`, {
      as: team.admin.session,
    })
  ).records

/** Calls a model of the sandbox through a protected key, at its base URL. */
export const chatThrough = (baseUrl: string, token: string) =>
  call(`${new URL(baseUrl).pathname}/v1/chat/completions`, {
    as: token,
    body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }], max_tokens: 20 },
  })
