import { randomBytes } from 'node:crypto'
import { exchangeProof, makeHalf, makeId, parseToken, proofHash } from '@1relay/vault'
import { type Answer, type ControlPlane } from './harness.testing.js'
import { createApp, expectOk, type Person, registerPerson, type TestApp } from './people.testing.js'

/** Something sealed, as far as a server can tell. */
export const sealed = (bytes = 40) => ({
  iv: randomBytes(12).toString('base64url'),
  ciphertext: randomBytes(bytes + 16).toString('base64url'),
})

/** A credential as a browser sends it. */
export const sealedCredential = (provider = 'openai') => ({ provider, ...sealed() })

/** The owner envelope of a seal half. */
export const ownerEnvelope = () => sealed(43)

/** A person, an app of somebody else, and what they need for Link. */
export interface LinkParties {
  person: Person
  owner: Person
  app: TestApp
}

export const makeParties = async (controlPlane: ControlPlane): Promise<LinkParties> => {
  const [person, owner] = await Promise.all([registerPerson(controlPlane), registerPerson(controlPlane)])
  return { person, owner, app: await createApp(controlPlane, owner) }
}

/** A Link session that was opened. */
export interface OpenSession {
  linkSessionId: string
  linkToken: string
  grantId: string
}

export const openSession = async (
  controlPlane: ControlPlane,
  app: TestApp,
  asked: Record<string, unknown> = {},
): Promise<OpenSession> => {
  const json = { requestedProviders: ['openai'], ...asked }
  const { data } = expectOk(await controlPlane.ask('POST', '/v1/link/sessions', { json, app }))
  const { linkToken, linkSessionId } = data as { linkToken: string; linkSessionId: string }
  const opened = expectOk(await controlPlane.ask('POST', '/v1/link/open', { json: { linkToken } }))
  return { linkSessionId, linkToken, grantId: opened.data.grantId as string }
}

/** What a browser sends when its person approves, with the seal half that it keeps. */
export const makeApproval = async (session: OpenSession, changes: Record<string, unknown> = {}) => {
  const seal = makeHalf()
  const proof = await exchangeProof({ seal, grantId: session.grantId })
  const json = {
    linkToken: session.linkToken,
    credentials: [sealedCredential()],
    ownerEnvelope: ownerEnvelope(),
    proofHash: await proofHash(proof),
    budgets: [{ period: 'month', capMicros: 10_000_000 }],
    ...changes,
  }
  return { seal, proof, json }
}

/** A grant that waits for its exchange. */
export const authorize = async (
  controlPlane: ControlPlane,
  { person, app }: Pick<LinkParties, 'person' | 'app'>,
  { asked, approval }: { asked?: Record<string, unknown>; approval?: Record<string, unknown> } = {},
) => {
  const session = await openSession(controlPlane, app, asked)
  const { seal, proof, json } = await makeApproval(session, approval)
  expectOk(await controlPlane.ask('POST', '/v1/link/authorize', { json, session: person.session }))
  return { ...session, seal, proof }
}

export const exchange = (
  controlPlane: ControlPlane,
  app: TestApp,
  json: Record<string, unknown>,
  idempotencyKey?: string,
): Promise<Answer> => {
  const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
  return controlPlane.ask('POST', '/v1/link/exchange', { json, app, headers })
}

/** An active connection with the stem of its access token. */
export const connect = async (
  controlPlane: ControlPlane,
  parties: Pick<LinkParties, 'person' | 'app'>,
  options: Parameters<typeof authorize>[2] = {},
) => {
  const authorized = await authorize(controlPlane, parties, options)
  const { grantId: id, proof } = authorized
  const { data } = expectOk(await exchange(controlPlane, parties.app, { id, proof }))
  return { ...authorized, connectionId: id, stem: data.accessTokenStem as string }
}

/** A new bot token of this person. */
export const createBotToken = async (
  controlPlane: ControlPlane,
  person: Person,
  changes: Record<string, unknown> = {},
) => {
  const id = makeId()
  const credentials = [sealedCredential()]
  const json = { id, name: 'Nightly bot', credentials, ownerEnvelope: ownerEnvelope(), budgets: [], ...changes }
  const { data } = expectOk(await controlPlane.ask('POST', '/v1/bot-tokens', { json, session: person.session }))
  return { id, stem: data.tokenStem as string, seal: makeHalf() }
}

/** The auth half in a whole token; throws for anything else. */
export const authOf = (token: string): string => {
  const parsed = parseToken(token)
  if (!parsed.ok) throw new Error(`no token: ${parsed.reason}`)
  return parsed.token.auth
}
