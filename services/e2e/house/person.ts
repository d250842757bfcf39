import {
  createVault,
  exchangeProof,
  formatPublicToken,
  makeHalf,
  makeId,
  proofHash,
  completeToken,
  sealForToken,
  sealItem,
  wrapSealHalf,
} from '@1relay/vault'
import { canary, expectData } from './api.js'

export interface Person {
  email: string
  password: string
  masterPassword: string
  session: string
  accountId: string
  vaultKey: Uint8Array
}

export interface App {
  clientId: string
  clientSecret: string
}

export interface Budget {
  period: 'day' | 'week' | 'month' | 'total'
  capMicros: number
}

export interface GrantWish {
  /** Provider slug → key. */
  keys: Record<string, string>
  budgets?: Budget[]
  limits?: { requestsPerMinute?: number; concurrentRequests?: number }
  models?: string[]
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Does over HTTP what the browser of a new person does: registers and makes a vault. */
export const makePerson = async (): Promise<Person> => {
  const email = `${canary('person-')}@example.com`
  const [password, masterPassword] = [canary('account-password-'), canary('master-password-')]
  const data = await expectData<{ account: { id: string }; sessionToken: string }>('/v1/auth/register', {
    body: { email, password, session: 'token' },
  })
  const { vaultKey, record } = await createVault({ accountId: data.account.id, masterPassword })
  await expectData('/v1/vault', { as: data.sessionToken, body: record })
  return { email, password, masterPassword, session: data.sessionToken, accountId: data.account.id, vaultKey }
}

/** Puts a key into the vault, sealed. */
export const addKey = async (person: Person, provider: string, key: string, label = 'default'): Promise<void> => {
  const item = await sealItem({
    vaultKey: person.vaultKey,
    accountId: person.accountId,
    provider,
    label,
    credential: utf8(key),
  })
  await expectData('/v1/keys', { as: person.session, body: { provider, label, ...item } })
}

/** Registers an app in the name of a person. */
export const makeApp = async (owner: Person): Promise<App> => {
  const data = await expectData<{ app: { clientId: string }; clientSecret: string }>('/v1/apps', {
    as: owner.session,
    body: { name: 'A test app', origins: ['http://localhost:3000'] },
  })
  return { clientId: data.app.clientId, clientSecret: data.clientSecret }
}

export const basic = (app: App): string => `${app.clientId}:${app.clientSecret}`

const sealAll = async (person: Person, grantId: string, keys: Record<string, string>) => {
  const seal = makeHalf()
  const credentials = await Promise.all(
    Object.entries(keys).map(async ([provider, key]) => ({
      provider,
      ...(await sealForToken({ seal, grantId, upstream: provider, credential: utf8(key) })),
    })),
  )
  const ownerEnvelope = await wrapSealHalf({
    vaultKey: person.vaultKey,
    accountId: person.accountId,
    grantId,
    seal,
  })
  return { seal, credentials, ownerEnvelope }
}

/** Walks Link up to the public token. */
export const authorize = async (person: Person, app: App, wish: GrantWish) => {
  const { linkToken } = await expectData<{ linkToken: string }>('/v1/link/sessions', {
    as: basic(app),
    body: { requestedProviders: Object.keys(wish.keys), ...(wish.models ? { models: wish.models } : {}) },
  })
  const view = await expectData<{ grantId: string }>('/v1/link/open', { body: { linkToken } })
  const { seal, credentials, ownerEnvelope } = await sealAll(person, view.grantId, wish.keys)
  const proof = await exchangeProof({ seal, grantId: view.grantId })
  await expectData('/v1/link/authorize', {
    as: person.session,
    body: {
      linkToken,
      credentials,
      ownerEnvelope,
      proofHash: await proofHash(proof),
      budgets: wish.budgets ?? [],
      ...(wish.limits ? { limits: wish.limits } : {}),
    },
  })
  return { grantId: view.grantId, seal, proof, linkToken, publicToken: formatPublicToken({ id: view.grantId, seal }) }
}

/** Walks Link to the end, blinded as the Node SDK does it. */
export const connect = async (person: Person, app: App, wish: GrantWish) => {
  const link = await authorize(person, app, wish)
  const { accessTokenStem } = await expectData<{ accessTokenStem: string }>('/v1/link/exchange', {
    as: basic(app),
    body: { id: link.grantId, proof: link.proof },
  })
  return {
    ...link,
    connectionId: link.grantId,
    accessTokenStem,
    accessToken: completeToken(accessTokenStem, link.seal),
  }
}

/** Issues a bot token as the browser does. */
export const makeBotToken = async (person: Person, wish: GrantWish): Promise<{ id: string; token: string }> => {
  const id = makeId()
  const { seal, credentials, ownerEnvelope } = await sealAll(person, id, wish.keys)
  const { tokenStem } = await expectData<{ tokenStem: string }>('/v1/bot-tokens', {
    as: person.session,
    body: {
      id,
      name: 'A test bot',
      credentials,
      ownerEnvelope,
      budgets: wish.budgets ?? [],
      ...(wish.limits ? { limits: wish.limits } : {}),
      ...(wish.models ? { models: wish.models } : {}),
    },
  })
  return { id, token: completeToken(tokenStem, seal) }
}
