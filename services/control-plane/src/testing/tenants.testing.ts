import { makeId } from '@1relay/vault'
import type { Config } from '../config.js'
import { TestAuthenticator } from './authenticator.testing.js'
import { connect, createBotToken, openSession, sealed, sealedCredential } from './grants.testing.js'
import type { Ask, ControlPlane } from './harness.testing.js'
import { boundsOf, type Guarded, makeManagementToken } from './management.testing.js'
import { createApp, expectOk, makeSealedKey, makeVaultRecord, type Person, type TestApp } from './people.testing.js'
import { issue, protect } from './protected-keys.testing.js'
import { addMember, provedPerson } from './workspaces.testing.js'

/** Somebody who has one of everything that has an id. */
export interface Tenant {
  readonly person: Person
  readonly app: TestApp
  /** Of role admin, and of role provisioner. */
  readonly managementToken: string
  readonly provisionerToken: string
  /** Of a browser app. */
  readonly userToken: string
  readonly workspaceName: string
  /** By the list that it is in: `<segment before>/{parameter}`. */
  readonly ids: Readonly<Record<string, string>>
}

const ofAccount = async (controlPlane: ControlPlane, person: Person, provider: string) => {
  const ask = (method: string, path: string, json?: unknown, more: Ask = {}) =>
    controlPlane.ask(method, path, { session: person.session, ...(json !== undefined && { json }), ...more })
  const app = await createApp(controlPlane, person)
  const rotated = expectOk(await ask('POST', `/v1/apps/${app.clientId}/secrets`, {})).data
  expectOk(await ask('POST', '/v1/vault', makeVaultRecord()))
  expectOk(await ask('POST', '/v1/keys', makeSealedKey(provider)))
  const device = new TestAuthenticator()
  const { options } = expectOk(await ask('POST', '/v1/passkeys/options')).data
  expectOk(await ask('POST', '/v1/passkeys', { name: 'Phone', response: device.create(options) }))
  const elsewhere = await provedPerson(controlPlane, person.email)
  const sessions = expectOk(await ask('GET', '/v1/sessions')).data.sessions as { id: string; isCurrent: boolean }[]
  const keyCheckId = makeId()
  expectOk(await ask('POST', '/v1/key-checks', { id: keyCheckId, credential: sealedCredential() }))
  const bot = await createBotToken(controlPlane, person)
  const url = 'https://receiver.example.com/hook'
  const { webhook } = expectOk(await ask('POST', `/v1/apps/${app.clientId}/webhooks`, { url })).data
  const ids = {
    'apps/webhooks/{webhookId}': webhook.id as string,
    'passkeys/{credentialId}': device.id,
    'sessions/{sessionId}': sessions.find(({ isCurrent }) => !isCurrent)?.id ?? elsewhere.accountId,
    'keys/{provider}': provider,
    'apps/{clientId}': app.clientId,
    'secrets/{secretId}': (rotated.clientSecret as string).split('_')[2] ?? '',
    'sessions/{linkSessionId}': (await openSession(controlPlane, app)).linkSessionId,
    'sealed-grants/{grantId}': bot.id,
    'key-checks/{keyCheckId}': keyCheckId,
    'connections/{connectionId}': (await connect(controlPlane, { person, app })).connectionId,
    'bot-tokens/{botTokenId}': bot.id,
  }
  return { app, ids }
}

const ofWorkspace = async (controlPlane: ControlPlane, admin: Person, domain: string) => {
  const ask = async (path: string, json: unknown) =>
    expectOk(await controlPlane.ask('POST', `/v1/workspaces${path}`, { session: admin.session, json })).data
  const { id } = (await ask('', { name: `Team of ${domain}` })).workspace as { id: string }
  const viewer = await provedPerson(controlPlane, `viewer@${domain}`)
  await addMember(controlPlane, id, viewer, 'viewer')
  const invited = await ask(`/${id}/invitations`, { email: `guest@${domain}`, role: 'viewer' })
  await ask(`/${id}/domains`, { domain })
  const workspace = { id, name: `Team of ${domain}`, admin, viewer }
  const connectionId = await protect(controlPlane, workspace)
  const guarded: Guarded = { ...workspace, connectionId }
  const key = await issue(controlPlane, workspace, connectionId)
  const managing = await makeManagementToken(controlPlane, workspace, { role: 'admin' })
  const order = { role: 'provisioner', bounds: boundsOf(guarded) }
  const provisioner = await makeManagementToken(controlPlane, workspace, order)
  const { webhook } = await ask(`/${id}/webhooks`, { url: 'https://receiver.example.com/hook' })
  const ids = {
    'workspaces/webhooks/{webhookId}': webhook.id as string,
    'workspaces/{workspaceId}': id,
    'members/{accountId}': viewer.accountId,
    'invitations/{invitationId}': invited.invitation.id as string,
    'domains/{domain}': domain,
    'protected-keys/{connectionId}': connectionId,
    'keys/{keyId}': key.id,
    // Another one than those that call.
    'management-tokens/{managementTokenId}': (await makeManagementToken(controlPlane, workspace, { role: 'viewer' }))
      .id,
    'trusted-ips/{trustedIpId}': await trustIp(controlPlane, id, key.id),
    'delegated-credentials/{id}': await mint(controlPlane, connectionId, provisioner.token),
  }
  return { managementToken: managing.token, provisionerToken: provisioner.token, ids }
}

const trustIp = async (controlPlane: ControlPlane, workspaceId: string, keyId: string): Promise<string> => {
  const id = makeId()
  const row = "($1, $2, 'holder@example.com', '203.0.113.7/32', 'first', $3, 'curl', now())"
  await controlPlane.database.query(`INSERT INTO trusted_ips VALUES ${row}`, [id, workspaceId, keyId])
  return id
}

/** A key that a provisioner made; gives its id. */
const mint = async (controlPlane: ControlPlane, connectionId: string, session: string): Promise<string> => {
  const json = {
    connection_id: connectionId,
    name: 'agent-run',
    allowed_methods: ['GET'],
    allowed_paths: ['/crm/v3/objects/contacts/*'],
    ttl_seconds: 900,
  }
  const {
    status,
    text,
    json: answer,
  } = await controlPlane.ask('POST', '/api/v1/delegated-credentials', { session, json })
  if (status >= 300) throw new Error(`set-up failed: ${status} ${text}`)
  const [id] = /[0-9A-Za-z]{16}/.exec(String(answer.id ?? answer.data?.id)) ?? []
  return id ?? ''
}

/** What a control plane needs for `makeTenant`: pages may call it. */
export const browserApps: Config['browserApps'] = {
  allowedOrigins: ['https://app.example.com'],
  appSecret: undefined,
  addressRequestsPerMinute: 1_000_000,
  registrationsPerHour: 1_000_000,
  aiRequestsPerMinute: 20,
  tokenExpiryDays: 90,
  relayOrigin: 'http://127.0.0.1:9',
}

const ofBrowserApp = async (controlPlane: ControlPlane, provider: string): Promise<string> => {
  const { json } = await controlPlane.ask('POST', '/users', { json: { app_id: 'app' } })
  const token = json.token as string
  const headers = { 'x-relay-token': token }
  const stored = await controlPlane.ask('POST', `/keys/${provider}`, { json: { sealed: sealed() }, headers })
  if (stored.status >= 300) throw new Error(`set-up failed: ${stored.status} ${stored.text}`)
  return token
}

/** A new tenant, whose addresses are of this domain and whose keys are of this provider. */
export const makeTenant = async (controlPlane: ControlPlane, domain: string, provider: string): Promise<Tenant> => {
  const person = await provedPerson(controlPlane, `boss@${domain}`)
  const account = await ofAccount(controlPlane, person, provider)
  const { ids, ...tokens } = await ofWorkspace(controlPlane, person, domain)
  const userToken = await ofBrowserApp(controlPlane, provider)
  return {
    person,
    app: account.app,
    workspaceName: `Team of ${domain}`,
    ...tokens,
    userToken,
    ids: { ...account.ids, ...ids },
  }
}
